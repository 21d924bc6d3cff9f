"""Signing in at the web desk and out of it, from a direct chat."""

from collections.abc import Sequence
from datetime import timedelta
from secrets import token_urlsafe

from handlers.context.context import Context
from handlers.core.events import MessageReceived
from handlers.core.messages import Message
from handlers.core.replies import reply_to

LINK_LIFETIME = timedelta(minutes=10)


async def send_link(event: MessageReceived, context: Context) -> Sequence[Message]:
    """Send a link that signs the editor in once."""
    texts = context.texts
    if context.desk_url is None:
        return [reply_to(event, texts.desk_off)]
    secret = token_urlsafe(24)
    await context.stores.desk_links.add(secret, event.sender, context.now + LINK_LIFETIME)
    minutes = int(LINK_LIFETIME.total_seconds() // 60)
    return [reply_to(event, texts.desk_link.format(url=f"{context.desk_url}/anmelden/{secret}", minutes=minutes))]


async def sign_out(event: MessageReceived, context: Context) -> Sequence[Message]:
    """End all sessions of the person at the web desk."""
    texts = context.texts
    ended = await context.stores.desk_sessions.end_all(context.accounts_of(event.sender))
    if ended:
        await context.stores.audit_log.add(event.sender, "session_ended", "", context.now)
    return [reply_to(event, texts.desk_signed_out if ended else texts.desk_not_signed_in)]
