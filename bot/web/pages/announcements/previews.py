"""Copies of an announcement as they look on both platforms."""

from collections.abc import Sequence

from bot.storage.announcements.announcement_lists import ListedRecipient
from bot.web.base.bubbles import Bubbles, render_bubbles
from handlers.announcements import cards
from handlers.announcements.model.announcement import Announcement
from handlers.context.context import Context
from handlers.core.events import PlatformName, Sender
from handlers.core.messages import Message


def preview_copies(announcement: Announcement, reader: ListedRecipient | None, context: Context) -> Sequence[Bubbles]:
    """Return the copies for a recipient, or for a person without a name, in each language."""
    on_matrix = _render(announcement, PlatformName.MATRIX, reader, context)
    on_telegram = _render(announcement, PlatformName.TELEGRAM, reader, context)
    return [_combine(matrix, telegram) for matrix, telegram in zip(on_matrix, on_telegram, strict=True)]


def _render(
    announcement: Announcement, platform: PlatformName, reader: ListedRecipient | None, context: Context
) -> list[Message]:
    if reader is not None and not reader.is_person:
        return cards.render_copies(announcement, platform, context)
    person = Sender(platform=platform, id="", name=reader.name if reader else "")
    return cards.render_copies(announcement, platform, context, person, reader.centre if reader else None)


def _combine(matrix: Message, telegram: Message) -> Bubbles:
    """Return one copy as it looks on each platform, which name different signs."""
    return Bubbles(
        matrix=render_bubbles(matrix.text, matrix.choices).matrix,
        telegram=render_bubbles(telegram.text, telegram.choices).telegram,
        choices=[choice.label for choice in matrix.choices],
    )
