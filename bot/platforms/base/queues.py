"""Defer requests that nobody waits for until answers have gone out."""

import logging
from asyncio import Event, Task, TaskGroup, get_running_loop, wait
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from typing import Protocol, TypeAlias

from bot.platforms.base.contract import PermanentFailure, PlatformRefused, TemporaryFailure
from bot.platforms.base.retrying import backoff_seconds
from bot.system.tracebacks import format_trace

Work: TypeAlias = Callable[[], Awaitable[None]]


class Lanes:
    """Queues of work, one task for each lane that is not empty."""

    def __init__(self, tasks: TaskGroup) -> None:
        self._tasks = tasks
        self._waiting: dict[str, deque[Work]] = {}
        self._running: set[Task[None]] = set()

    def add(self, lane: str, work: Work) -> None:
        """Queue `work`, which must not raise, in a lane."""
        if lane in self._waiting:
            self._waiting[lane].append(work)
            return
        self._waiting[lane] = deque([work])
        running = self._tasks.create_task(self._drive(lane))
        self._running.add(running)
        running.add_done_callback(self._running.discard)

    async def settle(self, seconds: float) -> None:
        """Wait until all lanes are empty, for at most `seconds`."""
        if self._running:
            await wait(self._running, timeout=seconds)

    async def _drive(self, lane: str) -> None:
        queue = self._waiting[lane]
        while queue:
            await queue.popleft()()
        del self._waiting[lane]


log = logging.getLogger(__name__)

QUIET_SECONDS = 0.25
# Without a quiet moment, one request goes out beside the answers after this time, a second after twice, and so on.
LATEST_SECONDS = 1.0
AT_ONCE = 4
# A request that has failed for this long is given up.
KEPT_SECONDS = 600.0

Step: TypeAlias = Callable[[], Awaitable[None]]


class Timer(Protocol):
    """A scheduled callback that can be cancelled."""

    def cancel(self) -> None: ...


class Clock(Protocol):
    """The part of `asyncio.AbstractEventLoop` that measures and schedules time."""

    def time(self) -> float:
        """Return seconds since any moment."""

    def call_later(self, delay: float, callback: Callable[[], object], /) -> Timer:
        """Call back after so many seconds."""


@dataclass(eq=False, kw_only=True, slots=True)
class _Deferral:
    lane: str
    what: str
    since: float
    steps: deque[Step]


class Deferrals:
    """Deferred steps, each list under a key, in order of arrival within a lane.

    A step that raises TemporaryFailure is repeated; with any other failure the rest of its steps is given up.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock: Clock = clock or get_running_loop()
        self._line: dict[Hashable, _Deferral] = {}
        self._under_way: set[str] = set()
        self._ahead = 0
        self._busy_until = self._paused_until = -inf
        self._failed = 0
        self._woken = Event()

    def put(self, lane: str, key: Hashable, steps: Sequence[Step], *, what: str) -> None:
        """Replace what waits under the key, in its place; `what` says what is missing if it fails."""
        before = self._line.get(key)
        since = before.since if before is not None else self._clock.time()
        self._line[key] = _Deferral(lane=lane, what=what, since=since, steps=deque(steps))
        self._woken.set()

    def drop(self, key: Hashable) -> None:
        """Discard the steps that wait under the key."""
        self._line.pop(key, None)

    def give_way(self) -> None:
        """Pause briefly, as an answer is about to be sent."""
        self._busy_until = max(self._busy_until, self._clock.time() + QUIET_SECONDS)

    @contextmanager
    def ahead(self) -> Iterator[None]:
        """Pause while the block sends something that a person waits for, and briefly afterwards."""
        self._ahead += 1
        try:
            yield
        finally:
            self._ahead -= 1
            self.give_way()
            self._woken.set()

    async def run(self) -> None:
        """Run the deferred steps until cancelled."""
        async with TaskGroup() as tasks:
            while True:
                self._woken.clear()
                while (ready := self._ready()) is not None:
                    self._under_way.add(ready[1].lane)
                    tasks.create_task(self._go(*ready))
                await self._change()

    async def _change(self) -> None:
        """Wait until another step may go, or something else has changed."""
        found = self._next()
        wait = None if found is None else self._wait(found[1])
        timer = None if wait is None else self._clock.call_later(wait, self._woken.set)
        await self._woken.wait()
        if timer is not None:
            timer.cancel()

    def _ready(self) -> tuple[Hashable, _Deferral] | None:
        """Return the next deferral if it may start now."""
        found = self._next()
        return found if found is not None and self._wait(found[1]) == 0 else None

    def _next(self) -> tuple[Hashable, _Deferral] | None:
        """Return the oldest deferral whose lane is idle."""
        return next((each for each in self._line.items() if each[1].lane not in self._under_way), None)

    def _wait(self, deferral: _Deferral) -> float | None:
        """Return the seconds until its next step may go; None if that does not depend on time."""
        now, others = self._clock.time(), len(self._under_way)
        if others >= AT_ONCE:
            return None
        if now < self._paused_until:
            return self._paused_until - now
        until_due = max(0.0, deferral.since + (others + 1) * LATEST_SECONDS - now)
        until_quiet = inf if self._ahead else max(0.0, self._busy_until - now)
        return min(until_due, until_quiet)

    async def _go(self, key: Hashable, deferral: _Deferral) -> None:
        """Run one step; a deferral put under the same key meanwhile stays in line."""
        try:
            await deferral.steps[0]()
        except TemporaryFailure as failure:
            self._put_off(key, deferral, failure)
        except (PermanentFailure, PlatformRefused):
            self._end(key, deferral)
        except Exception as error:  # noqa: BLE001
            log.warning("%s: %s", deferral.what, format_trace(error))
            self._end(key, deferral)
        else:
            self._failed = 0
            deferral.steps.popleft()
            if not deferral.steps:
                self._end(key, deferral)
        finally:
            self._under_way.discard(deferral.lane)
            self._woken.set()

    def _put_off(self, key: Hashable, deferral: _Deferral, failure: TemporaryFailure) -> None:
        """Pause all requests after a temporary failure; give up one that has failed for too long."""
        now = self._clock.time()
        self._paused_until = max(self._paused_until, now + backoff_seconds(self._failed, failure))
        self._failed += 1
        if now - deferral.since >= KEPT_SECONDS:
            log.warning("%s: %s", deferral.what, failure)
            self._end(key, deferral)

    def _end(self, key: Hashable, deferral: _Deferral) -> None:
        if self._line.get(key) is deferral:
            del self._line[key]
