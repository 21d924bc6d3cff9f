"""Answers that come late say so."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.context import Context
from handlers.events import MessageReceived
from handlers.messages import Message
from handlers.texts import TEXTS


async def excused(messages: Sequence[Message], event: MessageReceived, context: Context) -> list[Message]:
    """The messages, the first of them with a word on the delay if there was one."""
    if not messages or context.now - event.at < context.late_after:
        return list(messages)
    asked_at = event.at.astimezone(context.time_zone)
    late = TEXTS[await context.spoken(event)].late.format(asked_at=f"{asked_at:%d.%m. %H:%M}")
    first, *others = messages
    return [replace(first, text=f"{late}\n\n{first.text}"), *others]
