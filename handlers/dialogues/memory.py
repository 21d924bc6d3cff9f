"""What a message refers to: the message it replies to, what was just spoken about, or what its thread began with."""

from dataclasses import replace

from handlers.context.context import Context, Recalled
from handlers.context.ports import SentMessage
from handlers.core.events import MessageId, MessageReceived
from handlers.dialogues.table import LASTS


async def recalling(event: MessageReceived, context: Context) -> Context:
    """The context, with what the message refers to."""
    conversation = await context.conversations.load(event.address, event.sender, context.now)
    said = await _replied_to(event, context)
    if said is None and conversation is None:
        said = await _began_with(event, context)
    subject = said.subject if said else None
    return replace(
        context,
        recalled=Recalled(
            subject=subject or (conversation.subject if conversation else None),
            language=conversation.language if conversation else None,
            replied=said,
            waiting=conversation.waiting if conversation and await _goes_on(said, event, context) else None,
        ),
    )


async def _goes_on(said: SentMessage | None, event: MessageReceived, context: Context) -> bool:
    """Whether a message may belong to a dialogue: it replies to nothing, or to what Lotse asked last."""
    if said is None:
        return True
    lists = await context.sayings.lists(event.address, event.sender, context.now - LASTS)
    newest = lists[0] if lists else None
    return newest is None or newest.delivery == said.delivery or _is_newer_prompt(said, newest)


def _is_newer_prompt(said: SentMessage, newest: SentMessage) -> bool:
    """Whether it is a question without choices that Lotse asked after its last list."""
    if said.choices or said.sent_at is None or newest.sent_at is None:
        return False
    return newest.sent_at <= said.sent_at


async def _replied_to(event: MessageReceived, context: Context) -> SentMessage | None:
    return await context.sayings.of_message(event.address, event.reply_to) if event.reply_to else None


async def _began_with(event: MessageReceived, context: Context) -> SentMessage | None:
    """A thread begins with a message of Lotse's, or with a question that it answered."""
    if event.address.thread is None:
        return None
    root = MessageId(event.address.thread)
    said = await context.sayings.of_message(event.address, root)
    return said or next(iter(await context.sayings.in_reply_to(event.address, root)), None)
