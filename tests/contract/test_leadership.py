"""Of several services on one PostgreSQL one works, and another takes its place within seconds."""

import asyncio
from collections.abc import Callable
from time import monotonic

import psycopg
import pytest

from bot.storage.failures import LeadershipLost
from bot.storage.leadership import alone

_SOON = 10
_TERMINATE = (
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database ="
    " (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class Service:
    """Works as long as it may."""

    def __init__(self, url: str) -> None:
        self.stop = asyncio.Event()
        self.works = asyncio.Event()
        self.task = asyncio.create_task(self._run(url))

    async def _run(self, url: str) -> None:
        async with alone(url, self.stop):
            if not self.stop.is_set():
                self.works.set()
                await self.stop.wait()

    async def ends(self) -> None:
        self.stop.set()
        await self.task


async def test_another_takes_its_place(postgres: Callable[[], str]) -> None:
    url = postgres()
    first = Service(url)
    await first.works.wait()
    second, third = Service(url), Service(url)
    await asyncio.wait([asyncio.create_task(each.works.wait()) for each in (second, third)], timeout=3)
    assert not second.works.is_set()
    assert not third.works.is_set()
    await third.ends()
    began = monotonic()
    await first.ends()
    async with asyncio.timeout(_SOON):
        await second.works.wait()
    assert monotonic() - began < _SOON
    await second.ends()


async def test_who_has_lost_the_database_stops(postgres: Callable[[], str]) -> None:
    url = postgres()
    service = Service(url)
    await service.works.wait()
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(_TERMINATE)
    with pytest.raises(LeadershipLost, match="start Lotse again"):
        async with asyncio.timeout(_SOON):
            await service.task
    assert service.stop.is_set()


async def test_an_sqlite_database_has_the_lock_of_its_folder(url: str) -> None:
    if url.startswith("sqlite"):
        async with alone(url, asyncio.Event()), alone(url, asyncio.Event()):
            pass
