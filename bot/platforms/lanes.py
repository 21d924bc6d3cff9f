"""Work that is done one after the other per lane, the lanes side by side."""

from asyncio import Task, TaskGroup, wait
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeAlias

Work: TypeAlias = Callable[[], Awaitable[None]]


class Lanes:
    """One task per lane that has something to do."""

    def __init__(self, tasks: TaskGroup) -> None:
        self._tasks = tasks
        self._waiting: dict[str, deque[Work]] = {}
        self._running: set[Task[None]] = set()

    def add(self, lane: str, work: Work) -> None:
        """`work` must not raise."""
        if lane in self._waiting:
            self._waiting[lane].append(work)
            return
        self._waiting[lane] = deque([work])
        running = self._tasks.create_task(self._drive(lane))
        self._running.add(running)
        running.add_done_callback(self._running.discard)

    async def settle(self, seconds: float) -> None:
        """Returns when there is nothing left to do, or after this time."""
        if self._running:
            await wait(self._running, timeout=seconds)

    async def _drive(self, lane: str) -> None:
        queue = self._waiting[lane]
        while queue:
            await queue.popleft()()
        del self._waiting[lane]
