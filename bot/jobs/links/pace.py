"""The pace of requests: each host is asked at most once in an interval, whoever asks."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.system.clock import Clock, monotonic_now

INTERVAL = timedelta(seconds=1)
_LONGEST_INTERVAL = timedelta(seconds=20)


class HostPacer:
    """Reserves a time for each request; hosts may ask for longer intervals in their robots.txt, within bounds."""

    def __init__(self, clock: Clock = monotonic_now, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._clock = clock
        self._sleep = sleep
        self._next_at: dict[str, datetime] = {}
        self._intervals: dict[str, timedelta] = {}

    def slow_down(self, host: str, seconds: float) -> None:
        """Ask a host at intervals of so many seconds from now on."""
        longest = _LONGEST_INTERVAL.total_seconds()
        self._intervals[host] = max(INTERVAL, timedelta(seconds=min(seconds, longest)))

    async def wait(self, host: str) -> None:
        """Wait until the host may be asked again."""
        now = self._clock()
        at = max(now, self._next_at.get(host, now))
        self._next_at[host] = at + self._intervals.get(host, INTERVAL)
        if at > now:
            await self._sleep((at - now).total_seconds())
