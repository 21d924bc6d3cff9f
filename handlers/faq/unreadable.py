"""Encrypted messages that Lotse could not read."""

from datetime import timedelta

from handlers.context.context import Context
from handlers.core.events import MessageUnreadable
from handlers.core.messages import Message
from handlers.core.replies import reply_to
from handlers.i18n import TEXTS

_KIND = "unreadable"
_EVERY = timedelta(days=1)


async def explain(event: MessageUnreadable, context: Context) -> list[Message]:
    """Tell a person what the cause may be and what helps, in a group only if Lotse was addressed; once a day."""
    if not event.addressed:
        return []
    if not await context.notices.again(event.address, event.sender, _KIND, context.now, _EVERY):
        return []
    return [reply_to(event, TEXTS[await context.spoken(event)].unreadable)]
