"""Editors and authors as addressees: where they are reached, and in which language."""

from handlers.announcements.model.announcement import Announcement, parse_account
from handlers.context.context import Context
from handlers.context.people import find_chats, is_same_person
from handlers.core.events import (
    Address,
    Sender,
)
from handlers.i18n.announcements import ANNOUNCING, AnnouncementTexts


async def list_reachable_editors(context: Context) -> list[tuple[Sender, Address, AnnouncementTexts]]:
    """Return the editors who have written to Lotse, each person once, with address and catalogue."""
    met = await find_chats(context.editors, context)
    return [(editor, address, await load_texts(editor, context)) for editor, address in met]


async def list_responsible_editors(
    announcement: Announcement, context: Context
) -> list[tuple[Sender, Address, AnnouncementTexts]]:
    """Return the author where they wrote it; all reachable editors if it was not written in a chat."""
    author = parse_account(announcement.author)
    if author is not None and announcement.address is not None:
        return [(author, announcement.address, await load_texts(author, context))]
    return await list_reachable_editors(context)


async def list_other_editors(
    announcement: Announcement, context: Context
) -> list[tuple[Sender, Address, AnnouncementTexts]]:
    """Return the editors whom Lotse can write to, but not the author."""
    author = parse_account(announcement.author)
    met = await list_reachable_editors(context)
    return [each for each in met if author is None or not await is_same_person(each[0], author, context)]


async def load_texts(reader: Sender | None, context: Context) -> AnnouncementTexts:
    """Return the catalogue in the reader's language, or in the default language if they chose none."""
    return ANNOUNCING[(await context.stores.preferences.language(reader) if reader else None) or context.language]
