"""Work that is done one after the other per lane, the lanes side by side."""

from asyncio import TaskGroup
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeAlias

Work: TypeAlias = Callable[[], Awaitable[None]]


class Lanes:
    """One task per lane that has something to do."""

    def __init__(self, tasks: TaskGroup) -> None:
        self._tasks = tasks
        self._waiting: dict[str, deque[Work]] = {}

    def add(self, lane: str, work: Work) -> None:
        """`work` must not raise."""
        if lane in self._waiting:
            self._waiting[lane].append(work)
            return
        self._waiting[lane] = deque([work])
        self._tasks.create_task(self._drive(lane))

    async def _drive(self, lane: str) -> None:
        queue = self._waiting[lane]
        while queue:
            await queue.popleft()()
        del self._waiting[lane]
