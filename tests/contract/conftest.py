"""Every store is tried on both databases, both real."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.storage.database import Database, open_database
from handlers.events import Address, PlatformName, RoomId, Sender, ThreadId
from tests.integration.postgres import databases

NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """Makes empty databases on a server of its own, and says where they are."""
    with databases() as create:
        yield create


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
