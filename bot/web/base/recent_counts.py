"""Counts of a period up to now that take a while; they are kept for some minutes."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.storage.database import Database
from bot.storage.unit_of_work import UnitOfWork

ASKED_WITHIN = timedelta(days=30)
_KEPT_FOR = timedelta(minutes=5)

T = TypeVar("T")


class RecentCounter(Generic[T]):
    """Keeps what was counted last, for each number of days; pages may show it five minutes later."""

    def __init__(self, count: Callable[[UnitOfWork, datetime], Awaitable[T]]) -> None:
        """`count` counts from a time to now."""
        self._count = count
        self._kept: dict[int, tuple[datetime, T]] = {}
        self._lock = asyncio.Lock()

    async def read(self, database: Database, since: datetime, now: datetime) -> T:
        """Return what was counted since then, or up to five minutes ago since as many days before."""
        days = (now - since).days
        async with self._lock:
            if days not in self._kept or not now - _KEPT_FOR < self._kept[days][0] <= now:
                async with database.read() as unit:
                    self._kept[days] = now, await self._count(unit, since)
            return self._kept[days][1]
