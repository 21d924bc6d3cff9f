"""Long work in slices."""

import asyncio
from collections.abc import Iterator
from time import perf_counter

from handlers.core.slices import iterate_in_slices

_LONG_SECONDS = 0.005


def work(seen: list[str]) -> Iterator[int]:
    for number in range(3):
        until = perf_counter() + _LONG_SECONDS
        while perf_counter() < until:
            pass
        seen.append(f"work {number}")
        yield number


async def test_others_take_several_steps_between_long_pieces_of_work() -> None:
    seen: list[str] = []

    async def finish() -> list[int]:
        return [number async for number in iterate_in_slices(work(seen))]

    async def tick() -> None:
        while len(seen) < 20:
            seen.append("other")
            await asyncio.sleep(0)

    done, _ = await asyncio.gather(finish(), tick())
    assert done == [0, 1, 2]
    assert seen[seen.index("work 0") : seen.index("work 1")].count("other") >= 4


async def test_everything_comes_in_order() -> None:
    assert [number async for number in iterate_in_slices(range(1_000))] == [*range(1_000)]
