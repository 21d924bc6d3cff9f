"""Of several services on one PostgreSQL one leads, and another takes its place; they know of each other."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from math import inf
from time import monotonic

import pytest
from psycopg.errors import LockNotAvailable
from sqlalchemy.exc import DBAPIError

from bot.platforms.base.ports import ReceivedUpdate
from bot.storage.cluster import join_cluster
from bot.storage.cluster.replicas import Notification, Replica
from bot.storage.database import Database, open_database
from bot.storage.engine.failures import LeadershipLost
from handlers.core.events import EventId, PlatformName
from tests.contract.conftest import NOW
from tests.integration.postgres import Databases, connected

_SOON = 10
# The next renewal is after a fifth of it.
_LONG_S = 600
_EVENT = ReceivedUpdate(platform=PlatformName.TELEGRAM, id=EventId("1"), at=NOW, payload={})
_TERMINATE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE pid != pg_backend_pid() AND datname = current_database()"
)

_TERMINATE_FIRST = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity, leases"
    " WHERE place = 1 AND application_name = 'lotse-' || holder"
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


async def _entered(url: str, stop: asyncio.Event, lease: float = 5) -> tuple[Replica, Callable[[], asyncio.Task[None]]]:
    ready: asyncio.Future[Replica] = asyncio.get_running_loop().create_future()
    left = asyncio.Event()

    async def stay() -> None:
        async with join_cluster(url, stop, lease) as replica:
            replica.mark_started()
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


async def test_one_leads_and_another_takes_its_place(postgres: Databases) -> None:
    url, stop = postgres(), asyncio.Event()
    first, leave_first = await _entered(url, stop)
    assert first.leadership.is_set()
    second, leave_second = await _entered(url, stop)
    third, leave_third = await _entered(url, stop)
    await until(lambda: all(len(replica.alive) == 3 for replica in (first, second, third)))
    assert not second.leadership.is_set()
    assert not third.leadership.is_set()
    assert sorted(replica.shard.rank for replica in (first, second, third)) == [0, 1, 2]
    await leave_third()
    began = monotonic()
    await leave_first()
    async with asyncio.timeout(_SOON):
        await second.leadership.wait()
    assert monotonic() - began < _SOON
    assert second.alive == {second.number}
    assert second.shard.is_all
    await leave_second()


async def test_news_reach_the_others_when_they_are_true(postgres: Databases) -> None:
    url = postgres.migrated()
    async with several(url, 2) as (one, other), open_database(url) as database:
        async with database.begin() as unit:
            await one.notify(unit.connection, Notification.OUTBOX)
            assert not other.notifications[Notification.OUTBOX].is_set()
        async with asyncio.timeout(_SOON):
            await other.notifications[Notification.OUTBOX].wait()
        assert not other.notifications[Notification.INBOX].is_set()


async def test_who_has_lost_the_database_stops(postgres: Databases) -> None:
    url, stop = postgres(), asyncio.Event()
    _, leave = await _entered(url, stop)
    with closing(connected(url)) as connection:
        connection.execute(_TERMINATE)
    async with asyncio.timeout(_SOON):
        await stop.wait()
    with pytest.raises(LeadershipLost, match="start Lotse again"):
        await leave()


@asynccontextmanager
async def hanging(url: str) -> AsyncIterator[tuple[Replica, asyncio.Event]]:
    """A leader that does not renew its lease as long as the context is open; that it is over by then ends it."""
    stop = asyncio.Event()
    replica, leave = await _entered(url, stop, _LONG_S)
    yield replica, stop
    async with asyncio.timeout(_SOON):
        await stop.wait()
    with pytest.raises(LeadershipLost):
        await leave()


def expire(url: str) -> None:
    with closing(connected(url)) as connection:
        connection.execute("UPDATE leases SET expires_at = clock_timestamp() - interval '1 second' WHERE place = 1")


async def test_one_that_hangs_is_replaced_and_can_do_nothing_more(postgres: Databases) -> None:
    url = postgres.migrated()
    async with hanging(url) as (first, stopped), open_database(url, first) as database:
        second, leave_second = await _entered(url, asyncio.Event(), 1)
        assert second.role.startswith("standby: waits for the lease of ")
        begun, ended = asyncio.Event(), asyncio.Event()
        unfinished = asyncio.create_task(_take(database, begun, ended))
        await begun.wait()
        expire(url)
        async with asyncio.timeout(_SOON):
            await second.leadership.wait()
        assert second.role.startswith("takes over")
        assert second.alive == {second.number}
        assert second.has_ended(first.number)
        # What it had begun is undone, although it held the lease when it began.
        ended.set()
        with pytest.raises(DBAPIError):
            await unfinished
        with pytest.raises(LeadershipLost):
            async with database.begin(fenced=True):
                pass
        # It learns that it is over when its connection is cut, and does nothing at all from then on.
        async with asyncio.timeout(_SOON):
            await stopped.wait()
        with pytest.raises(LeadershipLost):
            async with database.begin():
                pass
        async with open_database(url) as other, other.begin() as unit:
            assert await unit.inbox.take(_EVENT.platform, _EVENT.id, _EVENT.at)
        await leave_second()


async def _take(database: Database, begun: asyncio.Event, ended: asyncio.Event) -> None:
    async with database.begin(fenced=True) as unit:
        assert await unit.inbox.take(_EVENT.platform, _EVENT.id, _EVENT.at)
        begun.set()
        await ended.wait()


async def test_one_whose_connection_is_cut_may_not_know_it_at_once(postgres: Databases) -> None:
    url = postgres.migrated()
    async with hanging(url) as (first, _):
        second, leave_second = await _entered(url, asyncio.Event(), 1)
        with closing(connected(url)) as connection:
            connection.execute(_TERMINATE_FIRST)
        async with asyncio.timeout(_SOON):
            await second.leadership.wait()
        assert not second.has_ended(first.number)
        await leave_second()


async def test_a_place_that_is_lost_is_found_in_the_transaction(postgres: Databases) -> None:
    """Even by one that does not know it yet, as it was stopped just before."""
    url = postgres.migrated()
    async with hanging(url) as (first, _), open_database(url, first) as database:
        with closing(connected(url)) as connection:
            connection.execute("DELETE FROM leases")
        await first.confirm_lease()
        with pytest.raises(LeadershipLost):
            async with database.begin(fenced=True):
                pass
        with closing(connected(url)) as connection:
            connection.execute(_TERMINATE)


async def test_a_lease_that_is_held_can_be_renewed_but_not_taken(postgres: Databases) -> None:
    url = postgres.migrated()
    async with several(url, 1) as (one,), open_database(url, one) as database, database.begin(fenced=True):
        with closing(connected(url)) as connection:
            connection.execute("SET lock_timeout = '200ms'")
            connection.execute("UPDATE leases SET expires_at = expires_at + interval '1 minute'")
            with pytest.raises(LockNotAvailable):
                connection.execute("DELETE FROM leases")


async def test_after_a_stop_nothing_is_begun_before_the_database_was_asked() -> None:
    replica = Replica()
    replica.extend_lease(0)
    waiting = asyncio.create_task(replica.confirm_lease())
    await asyncio.sleep(0)
    assert not waiting.done()
    replica.extend_lease(inf)
    await waiting
    replica.lose_lease()
    with pytest.raises(LeadershipLost):
        await replica.confirm_lease()


async def test_on_sqlite_every_process_is_alone(url: str) -> None:
    if url.startswith("sqlite"):
        async with join_cluster(url, asyncio.Event()) as one, join_cluster(url, asyncio.Event()) as other:
            assert one.leadership.is_set()
            assert one.shard.is_all
            assert one.number != other.number
