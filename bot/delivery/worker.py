"""Carries what waits on one platform, each as soon as the platform's pace lets it."""

from asyncio import Event, Task, create_task, gather
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias

from bot.delivery.pacing import RateLimiter, Slot
from bot.delivery.queue import QueuedRoom, RoomQueue

# How many rooms of a platform are caught up with together. Answers to what was just asked are not held up by it.
MAX_CONCURRENT_ROOMS = 16
# So many announcements while people talk with Lotse: a server that does one thing after the other has time for them.
MAX_ANNOUNCEMENTS_BESIDE_REPLIES = 4
REPLY_WINDOW = timedelta(seconds=2)

Send: TypeAlias = Callable[[QueuedRoom, Slot], Awaitable[bool]]
Sleep: TypeAlias = Callable[[float], Awaitable[None]]


class Worker:
    """`send` sends the next delivery of a room, does not raise, and says whether there are more."""

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
        """A room that is being sent to is put in again when that has ended, if there is more."""
        if waiting in self._sending:
            return
        self._queue.put(waiting)
        self._idle.clear()
        self.wake()
        if self._running is None:
            self._running = create_task(self._run())

    def wake(self) -> None:
        """Something may go now that had to wait."""
        self._changed.set()

    def reserve_for_reply(self) -> None:
        """Somebody is being answered; where the platform sets a pace, that alone keeps room for them."""
        if not self.limiter.has_pace:
            self._replies_until = self._clock() + REPLY_WINDOW

    def release_deferred(self) -> None:
        """What was put off may go now, and nothing is held back any more."""
        self.limiter.clear_holds()
        self._queue.release_deferred()
        self._replies_until = None
        self.wake()

    def count_announcements(self) -> int:
        """In how many rooms some wait for their turn."""
        return self._queue.count_announcements()

    async def wait_until_idle(self) -> None:
        """Waits until nothing is being sent and nothing may be sent now."""
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
            place = self.limiter.reserve(waiting.room, announcement=waiting.announcement)
            task = self._sending[waiting] = create_task(self._send_next(waiting, place))
            task.add_done_callback(partial(self._done, waiting))

    def _may_announce(self) -> bool:
        """Those on their way wake the pump when they have arrived."""
        if self._replies_until is None or self._clock() >= self._replies_until:
            return True
        return sum(waiting.announcement for waiting in self._sending) < MAX_ANNOUNCEMENTS_BESIDE_REPLIES

    async def _send_next(self, waiting: QueuedRoom, place: Slot) -> None:
        with place.hold():
            more = await self._send(waiting, place)
        if more:
            self._queue.put(waiting)

    def _done(self, waiting: QueuedRoom, _: Task[None]) -> None:
        del self._sending[waiting]
        self.wake()

    async def _wait(self) -> None:
        """Wait until something changes, or the next may go."""
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
