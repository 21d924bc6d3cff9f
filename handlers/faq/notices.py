"""Notices beside answers: late answers, files without words, unreadable messages."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers.context.context import Context
from handlers.context.people import with_language
from handlers.context.ports import Notice
from handlers.core.events import MessageReceived, MessageUnreadable
from handlers.core.messages import Message, Outgoing
from handlers.core.replies import reply_to

_EVERY = timedelta(days=1)


# Telegram needs ten seconds to send this many waiting answers.
CROWD = 300


async def add_delay_notice(answer: Sequence[Outgoing], event: MessageReceived, context: Context) -> list[Outgoing]:
    """Return the answer, with a notice on the delay in its first message if it is late, or will be."""
    word = await _compose_delay_notice(event, context) if answer else ""
    if not word:
        return [*answer]
    first, *others = answer
    return [replace(first, text=f"{word}\n\n{first.text}") if isinstance(first, Message) else first, *others]


async def _compose_delay_notice(event: MessageReceived, context: Context) -> str:
    """Return the notice; empty if the answer is in time."""
    if context.now - event.at >= context.late_after:
        asked_at = event.at.astimezone(context.time_zone)
        texts = (await with_language(event, context)).texts
        return texts.late.format(asked_at=f"{asked_at:%d.%m. %H:%M}")
    if await context.stores.backlog.count_waiting(event.address.platform, CROWD) >= CROWD:
        return (await with_language(event, context)).texts.crowded
    return ""


async def explain_text_only(event: MessageReceived, context: Context) -> list[Message]:
    """Reply that Lotse reads text only."""
    return [reply_to(event, context.texts.only_text)]


async def explain_unreadable(event: MessageUnreadable, context: Context) -> list[Message]:
    """Explain why an encrypted message was unreadable, once a day, and in a group only if Lotse was addressed."""
    if not event.addressed:
        return []
    if not await context.stores.notices.again(event.address, event.sender, Notice.UNREADABLE, context.now, _EVERY):
        return []
    return [reply_to(event, context.texts.unreadable)]
