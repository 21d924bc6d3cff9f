"""Databases and indexes that a process makes once and copies, as making them takes longer than most tests.

How the migrations of databases run is tried in tests/contract/test_schema.py and by the commands that make a database.
"""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import create_engine, make_url
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import NullPool

from bot.jobs.knowledge_reload import index_knowledge
from bot.storage.database import Database, new_engine, open_database
from bot.storage.engine.migration import migrate
from bot.storage.engine.sqlite_driver import Driver
from bot.storage.knowledge.bundle_cache import load_shipped
from knowledge.entries import Knowledge
from knowledge.search import Search

_IN_MEMORY = "sqlite+aiosqlite:///:memory:"
_IDLE: list[AsyncEngine] = []
_PREPARED: dict[str, tuple[bytes, Any]] = {}

T = TypeVar("T")


@cache
def image() -> bytes:
    """Return an SQLite database whose tables are up to date, in the form of its file."""
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            migrate(connection)
        with engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            return bytes(driver.serialize())
    finally:
        engine.dispose()


@cache
def bundle() -> Knowledge:
    """Return the bundle that ships."""
    return load_shipped()


@cache
def index() -> Search:
    """Return an index of the bundle, from which a service that is built in this process makes its own."""
    return index_knowledge(bundle())


@asynccontextmanager
async def open_in_memory() -> AsyncIterator[Database]:
    """Open a database of its own that lasts as long as it is open.

    Engines are used again with all that SQLAlchemy has compiled for them, which takes longer than the statements.
    """
    engine = _IDLE.pop() if _IDLE else new_engine(make_url(_IN_MEMORY))
    try:
        async with _driver(engine) as driver:
            driver.deserialize(image())
        assert isinstance(engine.dialect.dbapi, Driver)
        engine.dialect.dbapi.is_serving = True
        # A statement that was slow once would have a thread in the tests that follow.
        engine.dialect.dbapi._slow.clear()
        yield Database(engine)
    except BaseException:
        await engine.dispose()
        raise
    _IDLE.append(engine)


async def prepare_once(database: Database, name: str, prepare: Callable[[], Awaitable[T]]) -> T:
    """Bring a database in memory into a state, and return what `prepare` returned when it led there.

    It runs once in a process for each name; from then on a copy of the database is put into its place.
    """
    if name in _PREPARED:
        content, result = _PREPARED[name]
        async with _driver(database._engine) as driver:
            driver.deserialize(content)
        return result  # type: ignore[no-any-return]
    result = await prepare()
    async with _driver(database._engine) as driver:
        _PREPARED[name] = driver.serialize(), result
    return result


@asynccontextmanager
async def _driver(engine: AsyncEngine) -> AsyncIterator[sqlite3.Connection]:
    async with engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert isinstance(driver, sqlite3.Connection)
        yield driver


@asynccontextmanager
async def open_file(file: Path) -> AsyncIterator[Database]:
    """Open a database in a new file, as the service does."""
    async with open_database(write_file(file)) as database:
        yield database


def write_file(file: Path) -> str:
    """Write a database whose tables are up to date into a new file and return its URL."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("xb") as new:
        new.write(image())
    file.chmod(0o600)
    return f"sqlite+aiosqlite:///{file}"


def migrate_at(url: str) -> None:
    """Make the tables of an empty database."""
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.begin() as connection:
            migrate(connection)
    finally:
        engine.dispose()
