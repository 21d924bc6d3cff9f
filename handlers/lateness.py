"""Answers that come late say so."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.context import Context
from handlers.events import MessageReceived
from handlers.messages import Message, Outgoing
from handlers.texts import TEXTS


async def excused(answer: Sequence[Outgoing], event: MessageReceived, context: Context) -> list[Outgoing]:
    """The answer, its first message with a word on the delay if there was one."""
    if not answer or context.now - event.at < context.late_after:
        return [*answer]
    asked_at = event.at.astimezone(context.time_zone)
    late = TEXTS[await context.spoken(event)].late.format(asked_at=f"{asked_at:%d.%m. %H:%M}")
    first, *others = answer
    return [replace(first, text=f"{late}\n\n{first.text}") if isinstance(first, Message) else first, *others]
