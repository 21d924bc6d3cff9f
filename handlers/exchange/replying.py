"""An answer to a copy by the button under it, for people who don't use their app's own reply."""

from dataclasses import replace

from handlers.context.context import Context
from handlers.core.arguments import last_reference
from handlers.core.events import MessageReceived
from handlers.core.messages import Message
from handlers.core.replies import reply_to
from handlers.dialogues.asking import ask_for, end_dialogue
from handlers.dialogues.table import REPLY
from handlers.exchange import relays
from handlers.i18n import TEXTS


def parse_reply(argument: str) -> tuple[int | None, str]:
    """Return the number of the question, None if it is none, and the answer below it."""
    first, _, written = argument.partition("\n")
    return last_reference(first), written


async def reply(answer: tuple[int | None, str], event: MessageReceived, context: Context) -> list[Message]:
    """`/antworten 12` asks for the answer to a question; what is written next is carried to whoever reads there."""
    texts = TEXTS[await context.spoken(event)]
    number, written = answer
    if number is None:
        return [reply_to(event, texts.unknown_question)]
    if not written.strip() and event.attachment is None:
        prompt = texts.which_answer.format(number=number)
        return [await ask_for(REPLY, number, prompt, (), event, context)]
    await end_dialogue(event, context)
    return await _carried(number, written, event, context)


async def _carried(number: int, written: str, event: MessageReceived, context: Context) -> list[Message]:
    """Prefix the text with the number of the question."""
    texts = TEXTS[await context.spoken(event)]
    formatted = f"#A{number} {event.formatted}" if event.formatted else ""
    copies = await relays.carried(replace(event, text=f"#A{number} {written}", formatted=formatted), context)
    if copies is None:
        return [reply_to(event, texts.unknown_question)]
    return [reply_to(event, texts.answer_sent.format(number=number)), *copies]
