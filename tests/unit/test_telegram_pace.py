"""Telegram's limits, in virtual time, watched by a strict observer."""

import asyncio
import heapq
from collections.abc import Iterable
from itertools import count

import pytest

from bot.platforms.telegram.pace import Pace


class Time:
    """Moves on when everybody waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = count()

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (self.now + seconds, next(self._numbers), woken))
        await woken

    async def run(self, *work: asyncio.Task[None]) -> None:
        while not all(task.done() for task in work):
            before = None
            while before != (state := (len(self._waiting), sum(task.done() for task in work))):
                before = state
                for _ in range(5):
                    await asyncio.sleep(0)
            if self._waiting:
                self.now, _, woken = heapq.heappop(self._waiting)
                woken.set_result(None)
        for task in work:
            task.result()


async def sent(chats: Iterable[int]) -> list[tuple[float, int]]:
    """When each message left, and where it went."""
    time = Time()
    pace = Pace(now=time, sleep=time.sleep)
    left: list[tuple[float, int]] = []

    async def send(chat: int) -> None:
        await pace.turn(chat)
        left.append((time.now, chat))

    await time.run(*[asyncio.create_task(send(chat)) for chat in chats])
    return left


def most(times: list[float], window: float) -> int:
    """How many fall into any window of this length."""
    first, found = 0, 0
    for last, time in enumerate(times):
        while times[first] <= time - window:
            first += 1
        found = max(found, last - first + 1)
    return found


async def test_many_chats_are_served_as_fast_as_is_allowed() -> None:
    left = await sent(range(1, 1501))
    times = [time for time, _ in left]
    assert times == sorted(times)
    assert most(times, 1.0) <= 30
    assert len(left) / times[-1] >= 0.95 * 30
    assert {chat for _, chat in left} == set(range(1, 1501))


@pytest.mark.parametrize(("chat", "limit"), [(1, 60), (-1, 20)])
async def test_one_chat_gets_no_more_than_it_may(chat: int, limit: int) -> None:
    times = [time for time, _ in await sent([chat] * 70)]
    assert most(times, 1.0) == 1
    assert most(times, 60.0) <= limit


async def test_a_busy_chat_holds_up_nobody_else() -> None:
    left = await sent([*([1] * 20), *range(2, 20)])
    assert max(time for time, chat in left if chat != 1) < 1
