"""What is asked for at the same time, done together."""

from asyncio import Future, Task, create_task, gather, get_running_loop
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Batcher(Generic[T, R]):
    """`work` does several things at once, at most so many, and returns what came of each, in order.

    The first goes at once; what comes while it is under way goes together after it. If they fail together, each is
    tried on its own.
    """

    def __init__(self, work: Callable[[Sequence[T]], Awaitable[Sequence[R]]], most: int) -> None:
        self._work = work
        self._most = most
        self._waiting: list[tuple[T, Future[R]]] = []
        self._running: Task[None] | None = None

    async def do(self, thing: T) -> R:
        """Raises what the work raises."""
        done: Future[R] = get_running_loop().create_future()
        self._waiting.append((thing, done))
        if self._running is None:
            self._running = create_task(self._run())
        return await done

    async def close(self) -> None:
        """Waits for what is under way."""
        if self._running is not None:
            await gather(self._running, return_exceptions=True)

    async def _run(self) -> None:
        try:
            while self._waiting:
                some, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await self._done([each for each in some if not each[1].cancelled()])
        finally:
            self._running = None

    async def _done(self, some: Sequence[tuple[T, Future[R]]]) -> None:
        try:
            results = await self._work([thing for thing, _ in some])
        except Exception as error:  # noqa: BLE001
            await self._one_by_one(some, error)
            return
        for (_, done), result in zip(some, results, strict=True):
            if not done.done():
                done.set_result(result)

    async def _one_by_one(self, some: Sequence[tuple[T, Future[R]]], error: Exception) -> None:
        if len(some) > 1:
            for each in some:
                await self._done([each])
        elif some and not some[0][1].done():
            some[0][1].set_exception(error)
