"""What a message refers to: the message it replies to, what was just spoken about, or what its thread began with."""

from dataclasses import replace

from handlers.context import Context, Recalled
from handlers.events import MessageId, MessageReceived
from handlers.ports import Said


async def recalling(event: MessageReceived, context: Context) -> Context:
    """The context, with what the message refers to."""
    conversation = await context.conversations.load(event.address, event.sender, context.now)
    said = await _replied_to(event, context)
    if said is None and conversation is None:
        said = await _began_with(event, context)
    subject = said.subject if said else None
    choices = said.choices if said and said.answered(*context.accounts_of(event.sender)) else ()
    return replace(
        context,
        recalled=Recalled(
            subject=subject or (conversation.subject if conversation else None),
            choices=choices or (conversation.choices if conversation else ()),
            language=conversation.language if conversation else None,
            awaits=conversation.awaits if conversation and said is None else None,
        ),
    )


async def _replied_to(event: MessageReceived, context: Context) -> Said | None:
    return await context.sayings.of_message(event.address, event.reply_to) if event.reply_to else None


async def _began_with(event: MessageReceived, context: Context) -> Said | None:
    """A thread begins with a message of Lotse's, or with a question that it answered."""
    if event.address.thread is None:
        return None
    root = MessageId(event.address.thread)
    said = await context.sayings.of_message(event.address, root)
    return said or next(iter(await context.sayings.in_reply_to(event.address, root)), None)
