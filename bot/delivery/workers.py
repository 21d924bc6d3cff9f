"""The pumps of all platforms; together they keep to this process's part of each platform's pace."""

from asyncio import gather
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import TypeAlias

from bot.delivery.pacing import RateLimiter, Slot
from bot.delivery.queue import QueuedRoom
from bot.delivery.worker import Sleep, Worker
from bot.platforms import Platform
from bot.system.clock import Clock
from handlers.core.events import PlatformName, RoomId

SendOnPlatform: TypeAlias = Callable[[PlatformName, QueuedRoom, Slot], Awaitable[bool]]


class Workers:
    """Each is made when it is needed. `send` is as for Pump, of the platform named."""

    def __init__(
        self, platforms: Mapping[PlatformName, Platform], send: SendOnPlatform, clock: Clock, sleep: Sleep
    ) -> None:
        self._platforms = platforms
        self._send = send
        self._clock = clock
        self._sleep = sleep
        self._pumps: dict[PlatformName, Worker] = {}
        self._among = 1

    def __getitem__(self, name: PlatformName) -> Worker:
        if name not in self._pumps:
            self.begin(name, {})
        return self._pumps[name]

    def begin(self, name: PlatformName, holds: Mapping[RoomId, datetime]) -> None:
        """Anew, with what the platform asked for."""
        pacing = RateLimiter(self._platforms[name].pace, self._clock, holds)
        pacing.divide(self._among)
        self._pumps[name] = Worker(pacing, partial(self._send, name), self._clock, self._sleep)

    def put(self, lanes: Iterable[tuple[PlatformName, RoomId]], *, announcement: bool) -> None:
        for name, room in lanes:
            self[name].put(QueuedRoom(room, announcement))

    def remember(self, sent: Iterable[tuple[tuple[PlatformName, RoomId], datetime]]) -> None:
        """What was sent before; to be told oldest first."""
        for (name, room), at in sent:
            if name in self._platforms:
                self[name].pacing.remember(room, at)

    def divide(self, among: int) -> bool:
        """From now on so many send; whether that is new. Then what they have sent is to be remembered anew."""
        if among == self._among:
            return False
        self._among = among
        for pump in self._pumps.values():
            pump.pacing.divide(among)
            pump.wake()
        return True

    def release(self) -> None:
        """What was put off may go now."""
        for pump in self._pumps.values():
            pump.release()

    async def settled(self) -> None:
        """Waits until nothing is being sent and nothing may be sent now."""
        await gather(*(pump.settled() for pump in self._pumps.values()))

    async def close(self) -> None:
        await gather(*(pump.close() for pump in self._pumps.values()))
