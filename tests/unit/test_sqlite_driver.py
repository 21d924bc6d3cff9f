"""SQLite in the thread of the event loop: what may take long leaves the loop to others all the same."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from threading import Event, get_ident
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)

from bot.storage.database import Database, open_database
from bot.storage.engine.sqlite_driver import run_in_thread

_PAGE = 4096


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lotse.db"


@pytest.fixture
async def database(file: Path) -> AsyncIterator[Database]:
    async with open_database(f"sqlite+aiosqlite:///{file}") as database:
        yield database


async def put(database: Database, position: str) -> None:
    statement = text("INSERT OR REPLACE INTO checkpoints (platform, position) VALUES ('console', :position)")
    async with database.begin(durable=False) as unit:
        await unit.connection.execute(statement, {"position": position})


async def thread_of(database: Database, statement: str, **parameters: str) -> bool:
    """Return whether a statement with `here()` in it runs in the thread of the event loop."""
    async with database.begin() as unit:
        raw = (await unit.connection.get_raw_connection()).driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.create_function("here", 0, get_ident)
        return bool(await unit.connection.scalar(text(statement), parameters) == get_ident())


async def test_a_short_statement_stays_in_the_thread_of_the_event_loop(database: Database) -> None:
    assert await thread_of(database, "SELECT here()")


async def test_a_statement_with_much_to_write_has_a_thread(database: Database) -> None:
    assert not await thread_of(database, "SELECT here() WHERE :file != ''", file="x" * 1_000_000)


async def test_a_statement_that_took_long_has_a_thread_from_then_on(database: Database) -> None:
    count = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT here() FROM n"
    once = f"{count} ORDER BY i DESC LIMIT 1"
    assert await thread_of(database, once)
    assert not await thread_of(database, once)


async def test_who_waits_for_another_process_leaves_the_event_loop_to_others(database: Database, file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(put(database, "1"))
        for _ in range(20):
            done, _ = await asyncio.wait({waiting}, timeout=0.001)
            assert not done
        other.execute("COMMIT")
        await waiting
        assert other.execute("SELECT position FROM checkpoints WHERE platform = 'console'").fetchone() == ("1",)


async def test_the_log_does_not_grow_for_ever(database: Database, file: Path) -> None:
    log, sizes = file.with_name("lotse.db-wal"), []
    for number in range(2_400):
        await put(database, str(number))
        if number % 400 == 399:
            sizes.append(log.stat().st_size)
    assert sizes[-1] < 2_400 * _PAGE


async def test_who_is_cancelled_waits_for_the_thread() -> None:
    may_end, ended = Event(), Event()

    def work() -> None:
        may_end.wait()
        ended.set()

    task = asyncio.create_task(run_in_thread(work))
    for _ in range(3):
        await asyncio.sleep(0)
        task.cancel()
    await asyncio.sleep(0)
    assert not task.done()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()


def _public(cls: type) -> set[str]:
    return {name for name in dir(cls) if not name.startswith("_")}


async def test_sqlalchemy_asks_of_a_driver_what_this_one_has(database: Database) -> None:
    """The interface is not documented: what SQLAlchemy's own adapter has beyond this driver is listed here."""
    async with database.begin() as unit:
        connection: Any = (await unit.connection.get_raw_connection()).dbapi_connection
        cursor = connection.cursor()
    adapter = AsyncAdapt_aiosqlite_dbapi(sqlite3, sqlite3)
    assert vars(adapter).keys() - {*dir(connection.driver)} == {"aiosqlite", "sqlite"}
    assert _public(AsyncAdapt_aiosqlite_connection) - {*dir(connection)} == {"create", "dbapi"}
    assert _public(AsyncAdapt_aiosqlite_cursor) - {*dir(cursor)} == {"nextset", "setinputsizes", "server_side"}
    assert hasattr(cursor, "_async_soft_close") == hasattr(AsyncAdapt_aiosqlite_cursor, "_async_soft_close")
