"""References of a message: what it replies to, the subject of the conversation, the root of its thread."""

from dataclasses import replace

from handlers.context.context import Context, References
from handlers.context.ports import SentMessage
from handlers.core.events import MessageId, MessageReceived
from handlers.dialogues.table import LIFETIME


async def with_references(event: MessageReceived, context: Context) -> Context:
    """Return the context with what the message refers to."""
    conversation = await context.stores.conversations.load(event.address, event.sender, context.now)
    said = await _find_replied_to(event, context)
    if said is None and conversation is None:
        said = await _find_thread_root(event, context)
    subject = said.subject if said else None
    return replace(
        context,
        references=References(
            subject=subject or (conversation.subject if conversation else None),
            language=conversation.language if conversation else None,
            replied=said,
            waiting=conversation.waiting if conversation and await _may_continue(said, event, context) else None,
        ),
    )


async def _may_continue(said: SentMessage | None, event: MessageReceived, context: Context) -> bool:
    """Return whether a message can belong to a dialogue: it replies to nothing, or to the last prompt."""
    if said is None:
        return True
    lists = await context.stores.sent_messages.lists(event.address, event.sender, context.now - LIFETIME)
    newest = lists[0] if lists else None
    return newest is None or newest.delivery == said.delivery or _is_newer_prompt(said, newest)


def _is_newer_prompt(said: SentMessage, newest: SentMessage) -> bool:
    """Return whether it is a prompt without choices that was sent after the newest list."""
    if said.choices or said.sent_at is None or newest.sent_at is None:
        return False
    return newest.sent_at <= said.sent_at


async def _find_replied_to(event: MessageReceived, context: Context) -> SentMessage | None:
    return await context.stores.sent_messages.of_message(event.address, event.reply_to) if event.reply_to else None


async def _find_thread_root(event: MessageReceived, context: Context) -> SentMessage | None:
    """Return Lotse's message that a thread begins with, or its answer to the question there; None if there is none."""
    if event.address.thread is None:
        return None
    root = MessageId(event.address.thread)
    said = await context.stores.sent_messages.of_message(event.address, root)
    return said or next(iter(await context.stores.sent_messages.in_reply_to(event.address, root)), None)
