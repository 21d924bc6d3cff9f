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
        self.pacing = pacing
        self._send = send
        self._clock = clock
        self._sleep = sleep
        self._line = RoomQueue(pacing)
        self._sending: dict[QueuedRoom, Task[None]] = {}
        self._running: Task[None] | None = None
        self._yields_until: datetime | None = None
        self._changed = Event()
        self._settled = Event()
        self._settled.set()

    def put(self, waiting: QueuedRoom) -> None:
        """A room that is being sent to is put in again when that has ended, if there is more."""
        if waiting in self._sending:
            return
        self._line.put(waiting)
        self._settled.clear()
        self.wake()
        if self._running is None:
            self._running = create_task(self._run())

    def wake(self) -> None:
        """Something may go now that had to wait."""
        self._changed.set()

    def give_way(self) -> None:
        """Somebody is being answered; where the platform sets a pace, that alone keeps room for them."""
        if not self.pacing.has_pace:
            self._yields_until = self._clock() + REPLY_WINDOW

    def release(self) -> None:
        """What was put off may go now, and nothing is held back any more."""
        self.pacing.release()
        self._line.release()
        self._yields_until = None
        self.wake()

    def announcements(self) -> int:
        """In how many rooms some wait for their turn."""
        return self._line.announcements()

    async def settled(self) -> None:
        """Waits until nothing is being sent and nothing may be sent now."""
        await self._settled.wait()

    async def close(self) -> None:
        tasks = [task for task in (self._running, *self._sending.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await gather(*tasks, return_exceptions=True)

    async def _run(self) -> None:
        try:
            while self._sending or not self._line.is_empty():
                self._changed.clear()
                self._start_what_may_go()
                if not self._sending:
                    self._settled.set()
                await self._rest()
        finally:
            self._running = None
            self._settled.set()

    def _start_what_may_go(self) -> None:
        while len(self._sending) < MAX_CONCURRENT_ROOMS:
            waiting = self._line.next(self._clock(), announcements=self._may_announce())
            if waiting is None:
                return
            self._settled.clear()
            place = self.pacing.place(waiting.room, announcement=waiting.announcement)
            task = self._sending[waiting] = create_task(self._carry(waiting, place))
            task.add_done_callback(partial(self._done, waiting))

    def _may_announce(self) -> bool:
        """Those on their way wake the pump when they have arrived."""
        if self._yields_until is None or self._clock() >= self._yields_until:
            return True
        return sum(waiting.announcement for waiting in self._sending) < MAX_ANNOUNCEMENTS_BESIDE_REPLIES

    async def _carry(self, waiting: QueuedRoom, place: Slot) -> None:
        with place.held():
            more = await self._send(waiting, place)
        if more:
            self._line.put(waiting)

    def _done(self, waiting: QueuedRoom, _: Task[None]) -> None:
        del self._sending[waiting]
        self.wake()

    async def _rest(self) -> None:
        """Wait until something changes, or the next may go."""
        now = self._clock()
        at = (
            None
            if len(self._sending) >= MAX_CONCURRENT_ROOMS
            else self._line.next_at(now, announcements=self._may_announce())
        )
        if at is None and not self._sending:
            return
        timer = None if at is None else create_task(self._alarm(at - now))
        try:
            await self._changed.wait()
        finally:
            if timer is not None:
                timer.cancel()

    async def _alarm(self, after: timedelta) -> None:
        await self._sleep(max(after.total_seconds(), 0.0))
        self.wake()
