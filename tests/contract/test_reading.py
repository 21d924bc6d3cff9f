"""Transactions that only read, on both databases."""

import asyncio

import pytest
from sqlalchemy.exc import DBAPIError

from bot.storage.database import Database
from handlers.core.events import Sender

# More than an engine has connections.
_MANY = 20


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


async def test_who_writes_does_not_wait_for_many_who_read(database: Database, anna: Sender) -> None:
    read, may_end = asyncio.Semaphore(0), asyncio.Event()

    async def read_long() -> None:
        async with database.read() as reading:
            await reading.preferences.language(anna)
            read.release()
            await may_end.wait()

    async with asyncio.TaskGroup() as tasks:
        for _ in range(_MANY):
            tasks.create_task(read_long())
        await read.acquire()
        async with database.begin() as writing:
            await writing.preferences.choose_language(anna, "en")
        may_end.set()


async def test_what_reads_changes_nothing(database: Database, anna: Sender) -> None:
    with pytest.raises((RuntimeError, DBAPIError)):
        async with database.read() as reading:
            await reading.preferences.choose_language(anna, "en")
    async with database.begin() as writing:
        assert await writing.preferences.language(anna) is None
        await writing.preferences.choose_language(anna, "en")
