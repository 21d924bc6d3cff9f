"""An answer to a copy by the button under it, for people who don't use their app's own reply."""

from dataclasses import replace

from handlers.context.context import Context
from handlers.core.events import MessageReceived
from handlers.core.messages import Message
from handlers.core.replies import reply_to
from handlers.dialogues.asking import ask_for, end_dialogue
from handlers.dialogues.table import REPLY
from handlers.exchange import relays
from handlers.exchange.posts import REFERENCE
from handlers.i18n import TEXTS


async def reply(event: MessageReceived, context: Context) -> list[Message]:
    """`/antworten 12` asks for the answer to a question; what is written next is carried to whoever reads there."""
    texts = TEXTS[await context.spoken(event)]
    command, _, written = event.text.partition("\n")
    number = REFERENCE.fullmatch(command.split()[-1])
    if number is None:
        return [reply_to(event, texts.unknown_question)]
    if not written.strip() and event.attachment is None:
        prompt = texts.which_answer.format(number=number.group(1))
        return [await ask_for(REPLY, number.group(1), prompt, (), event, context)]
    await end_dialogue(event, context)
    return await _carried(number.group(1), written, event, context)


async def _carried(number: str, written: str, event: MessageReceived, context: Context) -> list[Message]:
    """Prefix the text with the number of the question."""
    texts = TEXTS[await context.spoken(event)]
    formatted = f"#A{number} {event.formatted}" if event.formatted else ""
    copies = await relays.carried(replace(event, text=f"#A{number} {written}", formatted=formatted), context)
    if copies is None:
        return [reply_to(event, texts.unknown_question)]
    return [reply_to(event, texts.answer_sent.format(number=number)), *copies]
