"""Transactions that only read, on both databases."""

import pytest
from sqlalchemy.exc import DBAPIError

from bot.storage.database import Database
from handlers.core.events import Sender


async def test_what_reads_does_not_wait_for_who_writes(database: Database, anna: Sender) -> None:
    async with database.begin() as writing:
        await writing.preferences.choose_language(anna, "en")
        async with database.read() as reading:
            assert await reading.preferences.language(anna) is None
    async with database.read() as reading:
        assert await reading.preferences.language(anna) == "en"


async def test_who_writes_does_not_wait_for_what_reads(database: Database, anna: Sender) -> None:
    async with database.read() as reading:
        assert await reading.preferences.language(anna) is None
        async with database.begin() as writing:
            await writing.preferences.choose_language(anna, "en")


async def test_what_reads_changes_nothing(database: Database, anna: Sender) -> None:
    with pytest.raises((RuntimeError, DBAPIError)):
        async with database.read() as reading:
            await reading.preferences.choose_language(anna, "en")
    async with database.begin() as writing:
        assert await writing.preferences.language(anna) is None
        await writing.preferences.choose_language(anna, "en")
