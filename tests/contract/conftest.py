"""Every store is tried on both databases, both real."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.storage.database import Database, open_database
from handlers.core.events import Address, PlatformName, RoomId, Sender, ThreadId
from tests.integration.postgres import Databases
from tests.prepared import write_file

NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/lotse.db"
    create: Databases = request.getfixturevalue("postgres")
    return create()


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database whose tables are up to date and empty."""
    if request.param == "sqlite":
        return write_file(tmp_path / "lotse.db")
    create: Databases = request.getfixturevalue("postgres")
    return create.migrated()


@pytest.fixture
async def database(migrated: str) -> AsyncIterator[Database]:
    async with open_database(migrated) as database:
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
