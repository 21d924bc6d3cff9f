"""Editors and authors as readers: where they are reached, and in which language."""

from handlers.announcements.model.announcement import Announcement, sender_of
from handlers.context.context import Context
from handlers.context.people import is_same_person, reachable
from handlers.core.events import (
    Address,
    Sender,
)
from handlers.i18n.announcements import ANNOUNCING, AnnouncementTexts


async def editors_met(context: Context) -> list[tuple[Sender, Address, AnnouncementTexts]]:
    """The editors who have written to Lotse, each person once, with where and in which language they read."""
    met = await reachable(context.editors, context)
    return [(editor, address, await texts_of(editor, context)) for editor, address in met]


async def editors_of(announcement: Announcement, context: Context) -> list[tuple[Sender, Address, AnnouncementTexts]]:
    """Its author, where they wrote it; if they did not write it in a chat, all editors that can be written to."""
    author = sender_of(announcement.author)
    if author is not None and announcement.address is not None:
        return [(author, announcement.address, await texts_of(author, context))]
    return await editors_met(context)


async def other_editors(
    announcement: Announcement, context: Context
) -> list[tuple[Sender, Address, AnnouncementTexts]]:
    """Return the editors whom Lotse can write to, but not the author."""
    author = sender_of(announcement.author)
    met = await editors_met(context)
    return [each for each in met if author is None or not await is_same_person(each[0], author, context)]


async def texts_of(reader: Sender | None, context: Context) -> AnnouncementTexts:
    """In the reader's language, as far as they have told it."""
    return ANNOUNCING[(await context.preferences.language(reader) if reader else None) or context.language]
