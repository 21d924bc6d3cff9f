"""Workers that send what is queued on each platform as soon as its rate limit permits."""

from asyncio import Event, Task, create_task, gather
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias

from bot.delivery.queue import QueuedRoom, RoomQueue
from bot.delivery.rate_limiter import RateLimiter, Slot
from bot.platforms.base.contract import Platform
from bot.system.clock import Clock
from handlers.core.events import PlatformName, RoomId

# Queued rooms that are sent to concurrently; replies to new questions are not queued.
MAX_CONCURRENT_ROOMS = 16
# Fewer announcements while people talk with Lotse, for servers that process requests one by one.
MAX_ANNOUNCEMENTS_BESIDE_REPLIES = 4
REPLY_WINDOW = timedelta(seconds=2)
Send: TypeAlias = Callable[[QueuedRoom, Slot], Awaitable[bool]]
Sleep: TypeAlias = Callable[[float], Awaitable[None]]


class Worker:
    """Send what is queued on one platform.

    `send` sends the next delivery of a room, must not raise, and returns whether there are more.
    """

    def __init__(self, pacing: RateLimiter, send: Send, clock: Callable[[], datetime], sleep: Sleep) -> None:
        self.limiter = pacing
        self._send = send
        self._clock = clock
        self._sleep = sleep
        self._queue = RoomQueue(pacing)
        self._sending: dict[QueuedRoom, Task[None]] = {}
        self._running: Task[None] | None = None
        self._replies_until: datetime | None = None
        self._changed = Event()
        self._idle = Event()
        self._idle.set()

    def put(self, waiting: QueuedRoom) -> None:
        """Queue a room; one that is being sent to is queued again afterwards if there is more."""
        if waiting in self._sending:
            return
        self._queue.put(waiting)
        self._idle.clear()
        self.wake()
        if self._running is None:
            self._running = create_task(self._run())

    def wake(self) -> None:
        """Look again for rooms that may be sent to."""
        self._changed.set()

    def reserve_for_reply(self) -> None:
        """Reserve capacity for an interactive reply; where the platform sets a pace, the rate limiter does that."""
        if not self.limiter.has_pace:
            self._replies_until = self._clock() + REPLY_WINDOW

    def release_deferred(self) -> None:
        """Drop all holds, and queue what was deferred."""
        self.limiter.clear_holds()
        self._queue.release_deferred()
        self._replies_until = None
        self.wake()

    def count_announcements(self) -> int:
        """Return in how many rooms announcements wait for their turn."""
        return self._queue.count_announcements()

    async def wait_until_idle(self) -> None:
        """Return when nothing is being sent and nothing may be sent now."""
        await self._idle.wait()

    async def close(self) -> None:
        tasks = [task for task in (self._running, *self._sending.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await gather(*tasks, return_exceptions=True)

    async def _run(self) -> None:
        try:
            while self._sending or not self._queue.is_empty():
                self._changed.clear()
                self._start_ready()
                if not self._sending:
                    self._idle.set()
                await self._wait()
        finally:
            self._running = None
            self._idle.set()

    def _start_ready(self) -> None:
        while len(self._sending) < MAX_CONCURRENT_ROOMS:
            waiting = self._queue.pop_ready(self._clock(), announcements=self._may_announce())
            if waiting is None:
                return
            self._idle.clear()
            slot = self.limiter.reserve(waiting.room, announcement=waiting.announcement)
            task = self._sending[waiting] = create_task(self._send_next(waiting, slot))
            task.add_done_callback(partial(self._release, waiting))

    def _may_announce(self) -> bool:
        """Return whether another announcement may start; those in flight wake the worker when they end."""
        if self._replies_until is None or self._clock() >= self._replies_until:
            return True
        return sum(waiting.announcement for waiting in self._sending) < MAX_ANNOUNCEMENTS_BESIDE_REPLIES

    async def _send_next(self, waiting: QueuedRoom, slot: Slot) -> None:
        with slot.hold():
            more = await self._send(waiting, slot)
        if more:
            self._queue.put(waiting)

    def _release(self, waiting: QueuedRoom, _: Task[None]) -> None:
        del self._sending[waiting]
        self.wake()

    async def _wait(self) -> None:
        """Wait until something changes, or the next room may be sent to."""
        now = self._clock()
        at = (
            None
            if len(self._sending) >= MAX_CONCURRENT_ROOMS
            else self._queue.next_ready_at(now, announcements=self._may_announce())
        )
        if at is None and not self._sending:
            return
        timer = None if at is None else create_task(self._wake_after(at - now))
        try:
            await self._changed.wait()
        finally:
            if timer is not None:
                timer.cancel()

    async def _wake_after(self, after: timedelta) -> None:
        await self._sleep(max(after.total_seconds(), 0.0))
        self.wake()


SendOnPlatform: TypeAlias = Callable[[PlatformName, QueuedRoom, Slot], Awaitable[bool]]


class Workers:
    """The workers of all platforms, created on demand, within this process's part of each pace.

    `send` is as for Worker, with the name of the platform first.
    """

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
        """Create the worker of a platform anew, with the holds that the platform asked for."""
        pacing = RateLimiter(self._platforms[name].pace, self._clock, holds)
        pacing.divide(self._senders)
        self._workers[name] = Worker(pacing, partial(self._send, name), self._clock, self._sleep)

    def put(self, lanes: Iterable[tuple[PlatformName, RoomId]], *, announcement: bool) -> None:
        for name, room in lanes:
            self[name].put(QueuedRoom(room, announcement))

    def note_sent(self, sent: Iterable[tuple[tuple[PlatformName, RoomId], datetime]]) -> None:
        """Count deliveries that were sent before a restart; oldest first."""
        for (name, room), at in sent:
            if name in self._platforms:
                self[name].limiter.note_sent(room, at)

    def divide(self, senders: int) -> bool:
        """Share each pace among so many processes; return whether the number changed.

        If it did, `note_sent` has to be called again.
        """
        if senders == self._senders:
            return False
        self._senders = senders
        for worker in self._workers.values():
            worker.limiter.divide(senders)
            worker.wake()
        return True

    def release_deferred(self) -> None:
        """Drop all holds, and queue what was deferred."""
        for worker in self._workers.values():
            worker.release_deferred()

    async def wait_until_idle(self) -> None:
        """Return when nothing is being sent and nothing may be sent now."""
        await gather(*(worker.wait_until_idle() for worker in self._workers.values()))

    async def close(self) -> None:
        await gather(*(worker.close() for worker in self._workers.values()))
