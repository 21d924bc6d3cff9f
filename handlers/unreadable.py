"""Encrypted messages that Lotse could not read."""

from handlers.context import Context
from handlers.events import MessageUnreadable
from handlers.messages import Message
from handlers.texts import TEXTS

_KIND = "unreadable"


async def explain(event: MessageUnreadable, context: Context) -> list[Message]:
    """Says once to a person in a room what helps."""
    if not await context.notices.once(event.address, event.sender, _KIND, context.now):
        return []
    text = TEXTS[await context.spoken(event)].unreadable
    return [Message(address=event.address, text=text, reply_to=event.message, mention=event.sender)]
