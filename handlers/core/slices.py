"""Long work in the event loop, in slices between which others run."""

from asyncio import sleep
from collections.abc import AsyncIterator, Iterable
from time import perf_counter
from typing import TypeVar

T = TypeVar("T")

_SLICE_SECONDS = 0.002
# Turns of the event loop for others between two slices: an answer in a chat takes a dozen of them.
_TURNS = 4


async def iterate_in_slices(items: Iterable[T]) -> AsyncIterator[T]:
    """Yield items; before the next one others run if the last ones took long."""
    began = perf_counter()
    for item in items:
        yield item
        if perf_counter() - began > _SLICE_SECONDS:
            for _ in range(_TURNS):
                await sleep(0)
            began = perf_counter()
