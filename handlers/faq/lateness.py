"""Answers that come late say so."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.context.context import Context
from handlers.core.events import MessageReceived
from handlers.core.messages import Message, Outgoing
from handlers.i18n import TEXTS

# So many answers that wait take Telegram ten seconds.
CROWD = 300


async def excused(answer: Sequence[Outgoing], event: MessageReceived, context: Context) -> list[Outgoing]:
    """The answer, its first message with a word on the delay if there was one, or will be."""
    word = await _word(event, context) if answer else ""
    if not word:
        return [*answer]
    first, *others = answer
    return [replace(first, text=f"{word}\n\n{first.text}") if isinstance(first, Message) else first, *others]


async def _word(event: MessageReceived, context: Context) -> str:
    if context.now - event.at >= context.late_after:
        asked_at = event.at.astimezone(context.time_zone)
        return TEXTS[await context.spoken(event)].late.format(asked_at=f"{asked_at:%d.%m. %H:%M}")
    if await context.backlog.count_waiting(event.address.platform, CROWD) >= CROWD:
        return TEXTS[await context.spoken(event)].crowded
    return ""
