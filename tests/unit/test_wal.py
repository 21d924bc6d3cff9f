"""What is committed to SQLite is on the disk before anything follows from it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import text

from bot.storage.database import Database
from bot.storage.engine.failures import DiskFailed
from bot.storage.engine.wal import WriteAheadLog
from bot.storage.unit_of_work import UnitOfWork
from tests.prepared import open_file

# Which can't be synced.
_NO_DISK = Path("/dev/null")


class Slow:
    """A sync that ends when it may."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.may_end = Event()
        self.times = 0
        self._loop = asyncio.get_running_loop()

    def __call__(self, _: Path) -> None:
        self.times += 1
        self._loop.call_soon_threadsafe(self.begun.set)
        self.may_end.wait()


@pytest.fixture
async def slow() -> AsyncIterator[Slow]:
    slow = Slow()
    yield slow
    slow.may_end.set()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_file(tmp_path / "lotse.db") as database:
        yield database


@pytest.fixture
def failing(database: Database) -> Database:
    return Database(database._engine, WriteAheadLog(_NO_DISK))


async def test_who_waits_while_a_sync_is_under_way_shares_the_next(slow: Slow) -> None:
    log = WriteAheadLog(_NO_DISK, slow)
    first = asyncio.create_task(log.sync())
    await slow.begun.wait()
    others = [asyncio.create_task(log.sync()) for _ in range(20)]
    await asyncio.sleep(0)
    assert not first.done()
    slow.may_end.set()
    await asyncio.gather(first, *others)
    assert slow.times == 2


async def test_a_transaction_ends_when_it_is_on_the_disk(database: Database, slow: Slow) -> None:
    kept = Database(database._engine, WriteAheadLog(_NO_DISK, slow))
    writing = asyncio.create_task(_written(kept))
    await slow.begun.wait()
    # It is committed, and others need not wait for the disk.
    assert await _count(kept) == 1
    assert not writing.done()
    slow.may_end.set()
    await writing


async def test_after_a_failed_sync_nothing_is_taken_any_more(failing: Database) -> None:
    for _ in range(2):
        with pytest.raises(DiskFailed, match="The disk did not take"):
            await _written(failing)
    with pytest.raises(DiskFailed):
        await _count(failing)
    with pytest.raises(DiskFailed):
        await failing.wait_for_failure()


async def test_what_only_reads_is_not_synced(failing: Database) -> None:
    assert await _count(failing) == 0


async def test_what_may_come_again_is_not_synced(failing: Database) -> None:
    await _written(failing, durable=False)
    assert await _count(failing) == 1


async def test_the_rest_is_synced_once(database: Database, slow: Slow) -> None:
    kept = Database(database._engine, WriteAheadLog(_NO_DISK, slow))
    await kept.sync()
    assert slow.times == 0
    await _written(kept, durable=False)
    first, second = asyncio.create_task(kept.sync()), asyncio.create_task(kept.sync())
    await slow.begun.wait()
    # The commit is not on the disk before the sync that is under way has ended.
    late = asyncio.create_task(kept.sync())
    await asyncio.sleep(0)
    assert not late.done()
    slow.may_end.set()
    await asyncio.gather(first, second, late)
    synced = slow.times
    await kept.sync()
    assert slow.times == synced


async def test_a_log_that_was_closed_is_on_the_disk(tmp_path: Path) -> None:
    await WriteAheadLog(tmp_path / "lotse.db-wal").sync()


async def _written(database: Database, *, durable: bool = True) -> None:
    async with database.begin(durable=durable) as unit:
        await _put(unit)


async def _put(unit: UnitOfWork) -> None:
    statement = "INSERT INTO checkpoints (platform, position) VALUES ('console', '1')"
    await unit.connection.execute(text(statement))


async def _count(database: Database) -> int:
    async with database.begin() as unit:
        return int(await unit.connection.scalar(text("SELECT count(*) FROM checkpoints")) or 0)
