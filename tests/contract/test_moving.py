"""A database is carried over whole, and work goes on there."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from bot.cli import execute
from bot.platforms.base.contract import Delivery
from bot.storage.database import Database, open_database
from bot.storage.engine.failures import MoveError
from bot.storage.engine.tables import deliveries, metadata
from bot.storage.moving import count_rows, move_database
from handlers.core.events import Address, PlatformName, RoomId
from handlers.core.messages import Choice, DeliveryId, Message
from tests.contract.conftest import NOW
from tests.integration.postgres import Databases
from tests.rows import whole

ROOM = Address(platform=PlatformName.MATRIX, room=RoomId("!r:example.org"))


async def filled(database: Database) -> None:
    """Every table with rows, deliveries with more than go over at once."""
    async with database.begin() as unit:
        for table in metadata.sorted_tables:
            await unit.connection.execute(insert(table), [whole(table, {}, number) for number in (1, 2)])
        message = Message(address=ROOM, text="Grüße 👋", choices=(Choice(label="Ja", says="/ja"),))
        some = (Delivery(id=DeliveryId(f"d{number}"), message=message) for number in range(1_500))
        await unit.deliveries.add(some, "reply", NOW)


async def test_every_row_arrives_and_the_next_gets_the_next_number(tmp_path: Path, postgres: Databases) -> None:
    told: list[tuple[str, int]] = []
    async with (
        open_database(f"sqlite+aiosqlite:///{tmp_path}/lotse.db") as here,
        open_database(postgres.migrated()) as there,
    ):
        await filled(here)
        await move_database(here, there, lambda table, rows: told.append((table, rows)))
        assert await count_rows(there) == await count_rows(here)
        assert sum(rows for table, rows in told if table == "deliveries") == 1_502
        async with here.begin() as one, there.begin() as other:
            for table in metadata.sorted_tables:
                rows = select(table).order_by(*table.primary_key)
                assert (await one.connection.execute(rows)).all() == (await other.connection.execute(rows)).all()
            new = Delivery(id=DeliveryId("new"), message=Message(address=ROOM, text="x"))
            await other.deliveries.add([new], "reply", NOW)
            newest = select(deliveries.c.id).order_by(deliveries.c.number.desc()).limit(1)
            assert await other.connection.scalar(newest) == "new"
        with pytest.raises(MoveError, match="not empty"):
            await move_database(here, there, lambda *_: None)


def test_from_the_shell(
    tmp_path: Path, postgres: Databases, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOTSE_DATA_DIR", str(tmp_path / "data"))
    url = postgres()
    (tmp_path / "data").mkdir()
    assert execute(["database", "move", url]) == 1
    assert "nothing to move" in capfd.readouterr().err
    asyncio.run(_made(tmp_path / "data" / "lotse.db"))
    assert execute(["database", "move", "mysql://there"]) == 2
    assert execute(["database", "move", url]) == 0
    assert "All 1,6" in capfd.readouterr().out
    assert execute(["database", "move", url]) == 1
    assert "not empty" in capfd.readouterr().err


async def _made(file: Path) -> None:
    async with open_database(f"sqlite+aiosqlite:///{file}") as here:
        await filled(here)
