"""What the inbox remembers, so that the database need not be asked before each request for updates."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.platforms.base.contract import Delivery
from bot.platforms.base.ports import ReceivedUpdate
from bot.storage.adapters.inbox import MAX_WAITING, DatabaseInbox
from bot.storage.cluster.replicas import Replica
from bot.storage.database import Database, open_database
from bot.storage.unit_of_work import UnitOfWork
from handlers.core.events import Address, EventId, PlatformName, RoomId
from handlers.core.messages import DeliveryId, Message

TELEGRAM = PlatformName.TELEGRAM
NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)


class Counted:
    """A database that counts its transactions; while `fails`, they are undone at their end."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.transactions = 0
        self.fails = False

    @asynccontextmanager
    async def begin(self, *, durable: bool = True, fenced: bool = False) -> AsyncIterator[UnitOfWork]:
        self.transactions += 1
        async with self.database.begin(durable=durable, fenced=fenced) as unit:
            yield unit
            if self.fails:
                raise ConnectionError


@pytest.fixture
async def counted(tmp_path: Path) -> AsyncIterator[Counted]:
    async with open_database(f"sqlite+aiosqlite:///{tmp_path}/lotse.db") as database:
        yield Counted(database)


def inbox(counted: Counted, replica: Replica | None = None, added: int | None = None) -> DatabaseInbox:
    return DatabaseInbox(counted, replica=replica, added=None if added is None else lambda _: added)  # type: ignore[arg-type]


def received(number: str) -> ReceivedUpdate:
    return ReceivedUpdate(platform=TELEGRAM, id=EventId(number), at=NOW, payload={})


async def add(counted: Counted, count: int) -> None:
    message = Message(address=Address(platform=TELEGRAM, room=RoomId("1")), text="Hallo")
    added = [Delivery(id=DeliveryId(str(number)), message=message) for number in range(count)]
    async with counted.database.begin() as unit:
        await unit.deliveries.add(added, "reply", NOW)


async def test_a_checkpoint_that_was_put_is_not_read_again(counted: Counted) -> None:
    telegram = inbox(counted)
    await telegram.put(TELEGRAM, [received("6")], "7")
    counted.transactions = 0
    assert await telegram.checkpoint(TELEGRAM) == "7"
    assert await telegram.put(TELEGRAM, [], "7") == []
    assert counted.transactions == 0


async def test_after_a_start_the_checkpoint_is_read_once(counted: Counted) -> None:
    await inbox(counted).put(TELEGRAM, [received("6")], "7")
    counted.transactions = 0
    restarted = inbox(counted)
    assert [await restarted.checkpoint(TELEGRAM) for _ in range(3)] == ["7"] * 3
    assert counted.transactions == 1


async def test_after_a_failure_the_checkpoint_is_that_of_the_database(counted: Counted) -> None:
    telegram = inbox(counted)
    await telegram.put(TELEGRAM, [received("6")], "7")
    counted.fails = True
    with pytest.raises(ConnectionError):
        await telegram.put(TELEGRAM, [received("7")], "8")
    counted.fails = False
    assert await telegram.checkpoint(TELEGRAM) == "7"
    assert await telegram.put(TELEGRAM, [received("7")], "8") == [received("7")]


async def test_of_several_processes_each_reads_what_the_others_put(counted: Counted) -> None:
    replicas = [Replica(), Replica()]
    for replica in replicas:
        replica.leadership.set()
        replica.alive = frozenset(each.number for each in replicas)
    one, other = (inbox(counted, replica, added=0) for replica in replicas)
    await one.put(TELEGRAM, [received("6")], "7")
    assert await one.checkpoint(TELEGRAM) == "7"
    assert await one.has_room(TELEGRAM)
    await other.put(TELEGRAM, [received("7")], "8")
    await add(counted, MAX_WAITING)
    assert await one.checkpoint(TELEGRAM) == "8"
    assert not await one.has_room(TELEGRAM)
    # The other has left.
    replicas[0].alive = frozenset({replicas[0].number})
    async with counted.database.begin() as unit:
        await unit.inbox.move_checkpoint(TELEGRAM, "9")
    assert await one.checkpoint(TELEGRAM) == "9"


async def test_as_long_as_there_must_be_room_nothing_is_counted(counted: Counted) -> None:
    added = 3
    telegram = DatabaseInbox(counted, added=lambda _: added)  # type: ignore[arg-type]
    await add(counted, 3)
    counted.transactions = 0
    assert await telegram.has_room(TELEGRAM)
    added += MAX_WAITING - 4
    assert await telegram.has_room(TELEGRAM)
    assert counted.transactions == 1
    # Most of them have left.
    added += 1
    assert await telegram.has_room(TELEGRAM)
    assert counted.transactions == 2


async def test_where_as_many_wait_there_is_no_room_until_some_have_left(counted: Counted) -> None:
    added = 0
    telegram = DatabaseInbox(counted, added=lambda _: added)  # type: ignore[arg-type]
    assert await telegram.has_room(TELEGRAM)
    await add(counted, MAX_WAITING)
    added = MAX_WAITING
    assert not await telegram.has_room(TELEGRAM)
    assert not await telegram.has_room(TELEGRAM)
    async with counted.database.begin() as unit:
        await unit.connection.exec_driver_sql("DELETE FROM deliveries WHERE number = 1")
    assert await telegram.has_room(TELEGRAM)
