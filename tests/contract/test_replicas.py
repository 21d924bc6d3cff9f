"""Of several services on one PostgreSQL one leads, and another takes its place; they know of each other."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from time import monotonic

import pytest

from bot.storage.database import open_database
from bot.storage.failures import LeadershipLost
from bot.storage.replicas import News, Replica, joined
from tests.integration.postgres import connected

_SOON = 10
_TERMINATE = (
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database ="
    " (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@asynccontextmanager
async def several(url: str, number: int) -> AsyncIterator[list[Replica]]:
    """All of them know of each other."""
    stop = asyncio.Event()
    members = [asyncio.create_task(_entered(url, stop)) for _ in range(number)]
    entered = [await member for member in members]
    try:
        await until(lambda: all(len(replica.alive) == number for replica, _ in entered))
        yield [replica for replica, _ in entered]
    finally:
        for _, leave in entered:
            await leave()


async def _entered(url: str, stop: asyncio.Event) -> tuple[Replica, Callable[[], asyncio.Task[None]]]:
    ready: asyncio.Future[Replica] = asyncio.get_running_loop().create_future()
    left = asyncio.Event()

    async def stay() -> None:
        async with joined(url, stop) as replica:
            ready.set_result(replica)
            await left.wait()

    task = asyncio.create_task(stay())

    def leave() -> asyncio.Task[None]:
        left.set()
        return task

    return await ready, leave


async def until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(_SOON):
        while not reached():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_one_leads_and_another_takes_its_place(postgres: Callable[[], str]) -> None:
    url, stop = postgres(), asyncio.Event()
    first, leave_first = await _entered(url, stop)
    assert first.leads.is_set()
    second, leave_second = await _entered(url, stop)
    third, leave_third = await _entered(url, stop)
    await until(lambda: all(len(replica.alive) == 3 for replica in (first, second, third)))
    assert not second.leads.is_set()
    assert not third.leads.is_set()
    assert sorted(replica.share.rank for replica in (first, second, third)) == [0, 1, 2]
    await leave_third()
    began = monotonic()
    await leave_first()
    async with asyncio.timeout(_SOON):
        await second.leads.wait()
    assert monotonic() - began < _SOON
    assert second.alive == {second.number}
    assert second.share.is_all
    await leave_second()


async def test_news_reach_the_others_when_they_are_true(postgres: Callable[[], str]) -> None:
    url = postgres()
    async with several(url, 2) as (one, other), open_database(url) as database:
        async with database.begin() as unit:
            await one.tell(unit.connection, News.OUTBOX)
            assert not other.brought[News.OUTBOX].is_set()
        async with asyncio.timeout(_SOON):
            await other.brought[News.OUTBOX].wait()
        assert not other.brought[News.INBOX].is_set()


async def test_who_has_lost_the_database_stops(postgres: Callable[[], str]) -> None:
    url, stop = postgres(), asyncio.Event()
    _, leave = await _entered(url, stop)
    with closing(connected(url)) as connection:
        connection.execute(_TERMINATE)
    async with asyncio.timeout(_SOON):
        await stop.wait()
    with pytest.raises(LeadershipLost, match="start Lotse again"):
        await leave()


async def test_on_sqlite_every_process_is_alone(url: str) -> None:
    if url.startswith("sqlite"):
        async with joined(url, asyncio.Event()) as one, joined(url, asyncio.Event()) as other:
            assert one.leads.is_set()
            assert one.share.is_all
            assert one.number != other.number
