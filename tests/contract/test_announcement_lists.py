"""Announcements as the web desk lists them."""

from datetime import datetime

from bot.storage.announcements.announcement_lists import AnnouncementFilter
from bot.storage.database import Database
from handlers.announcements.model.announcement import Announcement

_TEXTS = ("# Übung\n\nmorgen", "GRUNDÜBUNG", "Ubung 100 %")


async def test_words_are_found_in_small_and_capital_letters(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        for text in _TEXTS:
            await unit.announcements.add(Announcement(text=text, author="shell:root", created_at=now))

        async def find(words: str) -> list[str]:
            wanted = AnnouncementFilter(words=words, is_descending=False)
            return [each.text for each in await unit.announcement_lists.list_page(wanted, None, 99)]

        for words in ("ÜBUNG", "übung", "Übung"):
            assert await find(words) == [*_TEXTS[:2]]
        assert await find("MORGEN übung") == [_TEXTS[0]]
        assert await find("ubung") == [_TEXTS[2]]
        assert await find("%") == [_TEXTS[2]]
