"""Batching: concurrent requests of one kind are processed together."""

from asyncio import Future, Task, create_task, gather, get_running_loop
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Batcher(Generic[T, R]):
    """Collect items and process up to `most` of them in one call of `work`, which returns their results in order.

    The first item starts at once; those that come meanwhile form the next batch. If a batch fails, each of its items is
    processed singly.
    """

    def __init__(self, work: Callable[[Sequence[T]], Awaitable[Sequence[R]]], most: int) -> None:
        self._work = work
        self._batch_size = most
        self._waiting: list[tuple[T, Future[R]]] = []
        self._running: Task[None] | None = None

    async def submit(self, thing: T) -> R:
        """Return the result of an item. Raises what `work` raises."""
        done: Future[R] = get_running_loop().create_future()
        self._waiting.append((thing, done))
        if self._running is None:
            self._running = create_task(self._run())
        return await done

    async def close(self) -> None:
        """Wait for the batch in progress."""
        if self._running is not None:
            await gather(self._running, return_exceptions=True)

    async def _run(self) -> None:
        try:
            while self._waiting:
                some, self._waiting = self._waiting[: self._batch_size], self._waiting[self._batch_size :]
                await self._process([each for each in some if not each[1].cancelled()])
        finally:
            self._running = None

    async def _process(self, some: Sequence[tuple[T, Future[R]]]) -> None:
        try:
            results = await self._work([thing for thing, _ in some])
        except Exception as error:  # noqa: BLE001
            await self._process_singly(some, error)
            return
        for (_, done), result in zip(some, results, strict=True):
            if not done.done():
                done.set_result(result)

    async def _process_singly(self, some: Sequence[tuple[T, Future[R]]], error: Exception) -> None:
        if len(some) > 1:
            for each in some:
                await self._process([each])
        elif some and not some[0][1].done():
            some[0][1].set_exception(error)
