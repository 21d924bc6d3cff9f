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
        self._workers: dict[PlatformName, Worker] = {}
        self._senders = 1

    def __getitem__(self, name: PlatformName) -> Worker:
        if name not in self._workers:
            self.start(name, {})
        return self._workers[name]

    def start(self, name: PlatformName, holds: Mapping[RoomId, datetime]) -> None:
        """Anew, with what the platform asked for."""
        pacing = RateLimiter(self._platforms[name].pace, self._clock, holds)
        pacing.divide(self._senders)
        self._workers[name] = Worker(pacing, partial(self._send, name), self._clock, self._sleep)

    def put(self, lanes: Iterable[tuple[PlatformName, RoomId]], *, announcement: bool) -> None:
        for name, room in lanes:
            self[name].put(QueuedRoom(room, announcement))

    def note_sent(self, sent: Iterable[tuple[tuple[PlatformName, RoomId], datetime]]) -> None:
        """What was sent before; to be told oldest first."""
        for (name, room), at in sent:
            if name in self._platforms:
                self[name].limiter.note_sent(room, at)

    def divide(self, among: int) -> bool:
        """From now on so many send; whether that is new. Then what they have sent is to be remembered anew."""
        if among == self._senders:
            return False
        self._senders = among
        for pump in self._workers.values():
            pump.limiter.divide(among)
            pump.wake()
        return True

    def release_deferred(self) -> None:
        """What was put off may go now."""
        for pump in self._workers.values():
            pump.release_deferred()

    async def wait_until_idle(self) -> None:
        """Waits until nothing is being sent and nothing may be sent now."""
        await gather(*(pump.wait_until_idle() for pump in self._workers.values()))

    async def close(self) -> None:
        await gather(*(pump.close() for pump in self._workers.values()))
