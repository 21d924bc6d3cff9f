"""Editors and authors as addressees: where they are reached, and in which language."""

from typing import NamedTuple

from handlers.announcements.model.announcement import Announcement, parse_account
from handlers.announcements.readership import may_be_shown_on
from handlers.context.context import Context
from handlers.context.people import accounts_of, find_chats
from handlers.core.events import Address, Sender
from handlers.core.messages import Choice, Message
from handlers.core.replies import write_to_person
from handlers.i18n.announcements import ANNOUNCING, AnnouncementTexts
from knowledge.entries import Visibility


class Addressee(NamedTuple):
    """An editor or author, where they read, and the catalogue in their language."""

    account: Sender
    address: Address
    texts: AnnouncementTexts

    def write(self, text: str, choices: tuple[Choice, ...] = ()) -> Message:
        """Return a message that only this person reads."""
        return write_to_person(self.account, self.address, text, choices)


async def list_reachable_editors(context: Context, visibility: Visibility = Visibility.PUBLIC) -> list[Addressee]:
    """Return the editors who have written to Lotse where announcements of a class may be shown, each person once."""
    met = await find_chats(context.editors, context, in_house=visibility is Visibility.INTERNAL)
    return [Addressee(editor, address, await load_texts(editor, context)) for editor, address in met]


async def find_author(announcement: Announcement, context: Context) -> Addressee | None:
    """Return the author, in a chat that may show the announcement; None if there is none, as for one of the shell."""
    author = parse_account(announcement.author)
    if author is None or announcement.address is None:
        return None
    if may_be_shown_on(announcement.address.platform, announcement.visibility, context):
        return Addressee(author, announcement.address, await load_texts(author, context))
    chats = await find_chats([author], context, in_house=True)
    return Addressee(*chats[0], await load_texts(chats[0][0], context)) if chats else None


async def list_responsible_editors(announcement: Announcement, context: Context) -> list[Addressee]:
    """Return the author; all reachable editors if it was not written in a chat."""
    author = await find_author(announcement, context)
    return [author] if author else await list_reachable_editors(context, announcement.visibility)


async def list_other_editors(announcement: Announcement, context: Context) -> list[Addressee]:
    """Return the editors whom Lotse can write to, but not the author."""
    met = await find_other_editors(announcement, context)
    return [Addressee(editor, address, await load_texts(editor, context)) for editor, address in met]


async def find_other_editors(announcement: Announcement, context: Context) -> list[tuple[Sender, Address]]:
    """Return the accounts and chats of the editors whom Lotse can write to, but not the author."""
    author = parse_account(announcement.author)
    theirs = await accounts_of(author, context) if author is not None else ()
    met = await find_chats(context.editors, context, in_house=announcement.visibility is Visibility.INTERNAL)
    return [chat for chat in met if not any(chat[0].is_same(account) for account in theirs)]


async def load_texts(reader: Sender | None, context: Context) -> AnnouncementTexts:
    """Return the catalogue in the reader's language, or in the default language if they chose none."""
    return ANNOUNCING[(await context.stores.preferences.language(reader) if reader else None) or context.language]
