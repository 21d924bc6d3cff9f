"""Loops that bring nothing slow down."""

from datetime import timedelta
from itertools import pairwise

from bot.platforms.base.contract import TemporaryFailure
from bot.platforms.base.retrying import MOST_WAIT, repeat_until_progress, retry_until_done
from bot.platforms.matrix.provision.apply import await_rate_limit


async def test_pauses_grow_while_nothing_comes_and_end_with_the_first_that_brings_something() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    enough = 20

    async def step() -> bool:
        return len(slept) == enough

    await repeat_until_progress(step, "Asking", sleep=sleep)
    assert len(slept) == 20
    assert slept[0] >= 0.5
    assert all(later >= earlier for earlier, later in pairwise(slept[:6]))
    assert MOST_WAIT / 2 <= slept[-1] <= MOST_WAIT
    await repeat_until_progress(step, "Asking", sleep=sleep)
    assert len(slept) == 20
    enough = 21
    await repeat_until_progress(step, "Asking", sleep=sleep)
    assert slept[-1] <= 1


async def test_no_pause_is_longer_than_allowed() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def step() -> bool:
        return len(slept) == 9

    await repeat_until_progress(step, "Asking", most=3, sleep=sleep)
    assert max(slept) <= 3
    assert sum(slept) > 15


async def test_a_homeserver_that_asks_to_come_back_at_once_is_given_time() -> None:
    failures = [TemporaryFailure("slow down", timedelta()), TemporaryFailure("slow down", timedelta())]

    async def request() -> str:
        if failures:
            raise failures.pop()
        return "done"

    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    assert await await_rate_limit(request, print, sleep) == "done"
    assert len(slept) == 2
    assert min(slept) >= 0.5


async def test_a_step_need_not_be_a_coroutine_function() -> None:
    async def answer(value: int) -> int:
        return value

    assert await retry_until_done(lambda: answer(3), "Asking") == 3
    assert await await_rate_limit(lambda: answer(4), print) == 4
