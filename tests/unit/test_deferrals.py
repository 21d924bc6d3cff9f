"""What nobody waits for goes out when nothing else does, in order, once, and never when it is out of date."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import pytest

from bot.platforms.base.contract import PermanentFailure, PlatformRefused, TemporaryFailure
from bot.platforms.base.queues import AT_ONCE, KEPT_SECONDS, LATEST_SECONDS, QUIET_SECONDS, Deferrals, Step

TURNS = 10
A_MOMENT = 1 / 1024


@dataclass(eq=False)
class Alarm:
    """A call-back to come."""

    at: float
    callback: Callable[[], object]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


@dataclass
class HandClock:
    """Time that passes only when it is told to."""

    now: float = 0.0
    alarms: list[Alarm] = field(default_factory=list)

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, callback: Callable[[], object]) -> Alarm:
        alarm = Alarm(self.now + delay, callback)
        self.alarms.append(alarm)
        return alarm

    async def passes(self, seconds: float) -> None:
        """Ring what is due on the way, and let everybody do what follows from it."""
        until = self.now + seconds
        await settle()
        while due := [alarm for alarm in self.alarms if not alarm.cancelled and alarm.at <= until]:
            first = min(due, key=lambda alarm: alarm.at)
            self.alarms.remove(first)
            self.now = max(self.now, first.at)
            first.callback()
            await settle()
        self.now = until


async def settle() -> None:
    for _ in range(TURNS):
        await asyncio.sleep(0)


@dataclass
class Server:
    """Answers when it is told to; `sent` are the requests in the order in which they came in."""

    answers_at_once: bool = True
    sent: list[str] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)
    _open: dict[str, asyncio.Event] = field(default_factory=dict)

    async def take(self, name: str) -> None:
        self.sent.append(name)
        if self.troubles:
            raise self.troubles.pop(0)
        if not self.answers_at_once:
            self._open[name] = asyncio.Event()
            await self._open[name].wait()

    def step(self, name: str) -> Step:
        return partial(self.take, name)

    async def answer(self, name: str) -> None:
        self._open.pop(name).set()
        await settle()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def deferrals(clock: HandClock) -> AsyncIterator[Deferrals]:
    deferrals = Deferrals(clock)
    running = asyncio.create_task(deferrals.run())
    await settle()
    yield deferrals
    running.cancel()
    await asyncio.wait([running])
    assert running.cancelled()


def put(deferrals: Deferrals, server: Server, key: str, *names: str, lane: str | None = None) -> None:
    deferrals.put(lane or key, key, [server.step(name) for name in names], what="Something is missing")


async def test_where_nothing_else_goes_out_it_goes_at_once(clock: HandClock, deferrals: Deferrals) -> None:
    server = Server()
    put(deferrals, server, "a", "a1", "a2")
    await clock.passes(0)
    assert server.sent == ["a1", "a2"]


async def test_it_waits_until_answers_are_out_and_a_moment_longer(clock: HandClock, deferrals: Deferrals) -> None:
    server = Server()
    with deferrals.ahead():
        put(deferrals, server, "a", "a1")
        await clock.passes(LATEST_SECONDS / 2)
        with deferrals.ahead():
            await clock.passes(0.125)
        await clock.passes(0.125)
        assert server.sent == []
    await clock.passes(QUIET_SECONDS - A_MOMENT)
    assert server.sent == []
    await clock.passes(A_MOMENT)
    assert server.sent == ["a1"]


async def test_a_question_alone_holds_it_back_for_a_moment(clock: HandClock, deferrals: Deferrals) -> None:
    server = Server()
    deferrals.give_way()
    put(deferrals, server, "a", "a1")
    await clock.passes(QUIET_SECONDS / 2)
    deferrals.give_way()
    await clock.passes(QUIET_SECONDS - A_MOMENT)
    assert server.sent == []
    await clock.passes(A_MOMENT)
    assert server.sent == ["a1"]


async def test_where_it_never_gets_quiet_more_and_more_go_out_beside_the_answers(
    clock: HandClock, deferrals: Deferrals
) -> None:
    server = Server(answers_at_once=False)
    with deferrals.ahead():
        for name in "abcdefg":
            put(deferrals, server, name, name)
        await clock.passes(LATEST_SECONDS - A_MOMENT)
        assert server.sent == []
        await clock.passes(A_MOMENT)
        assert server.sent == ["a"]
        await server.answer("a")
        assert server.sent == ["a", "b"]
        await clock.passes(LATEST_SECONDS)
        assert server.sent == ["a", "b", "c"]
        await clock.passes(60 * LATEST_SECONDS)
        assert server.sent == ["a", "b", "c", "d", "e"]
        assert len(server.sent) - 1 == AT_ONCE


async def test_in_a_lane_one_follows_the_other(clock: HandClock, deferrals: Deferrals) -> None:
    server = Server(answers_at_once=False)
    put(deferrals, server, "a", "a1", "a2", lane="room")
    put(deferrals, server, "b", "b1", lane="room")
    put(deferrals, server, "c", "c1", lane="another")
    await clock.passes(0)
    assert server.sent == ["a1", "c1"]
    await server.answer("a1")
    assert server.sent == ["a1", "c1", "a2"]
    await server.answer("a2")
    assert server.sent == ["a1", "c1", "a2", "b1"]


async def test_what_is_put_again_takes_the_place_of_what_waits(clock: HandClock, deferrals: Deferrals) -> None:
    server = Server()
    with deferrals.ahead():
        put(deferrals, server, "a", "old", lane="room")
        put(deferrals, server, "b", "b", lane="room")
        put(deferrals, server, "a", "new", lane="room")
    await clock.passes(QUIET_SECONDS)
    assert server.sent == ["new", "b"]


async def test_what_is_put_again_and_again_does_not_wait_for_ever(clock: HandClock, deferrals: Deferrals) -> None:
    server = Server()
    with deferrals.ahead():
        for number in range(4):
            put(deferrals, server, "a", str(number))
            await clock.passes(LATEST_SECONDS / 4)
    assert server.sent == ["3"]


@pytest.mark.parametrize("answered_first", [False, True])
async def test_what_is_under_way_is_followed_by_what_takes_its_place(
    clock: HandClock, deferrals: Deferrals, *, answered_first: bool
) -> None:
    server = Server(answers_at_once=False)
    put(deferrals, server, "a", "old 1", "old 2", lane="room")
    await clock.passes(0)
    if answered_first:
        await server.answer("old 1")
    put(deferrals, server, "a", "new", lane="room")
    await clock.passes(0)
    assert "new" not in server.sent
    await server.answer("old 2" if answered_first else "old 1")
    assert server.sent == [*(("old 1", "old 2") if answered_first else ("old 1",)), "new"]


async def test_what_is_dropped_is_not_begun(clock: HandClock, deferrals: Deferrals) -> None:
    server = Server(answers_at_once=False)
    put(deferrals, server, "a", "a1", "a2", lane="room")
    put(deferrals, server, "b", "b1", lane="room")
    put(deferrals, server, "c", "c1", lane="room")
    await clock.passes(0)
    deferrals.drop("a")
    deferrals.drop("b")
    deferrals.drop("unknown")
    await server.answer("a1")
    assert server.sent == ["a1", "c1"]


async def test_who_asks_to_slow_down_is_left_alone_for_so_long(clock: HandClock, deferrals: Deferrals) -> None:
    server = Server(troubles=[TemporaryFailure("the homeserver asks to slow down", timedelta(seconds=7))])
    put(deferrals, server, "a", "a1", "a2")
    await clock.passes(0)
    put(deferrals, server, "b", "b1")
    await clock.passes(7 - A_MOMENT)
    assert server.sent == ["a1"]
    await clock.passes(A_MOMENT)
    assert sorted(server.sent) == ["a1", "a1", "a2", "b1"]
    assert server.sent.index("a2") > server.sent.index("b1") > 0


async def test_what_fails_for_now_is_repeated_and_given_up_in_the_end(
    clock: HandClock, deferrals: Deferrals, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    server = Server(troubles=[TemporaryFailure("away")] * 1_000)
    put(deferrals, server, "a", "a1", "a2")
    await clock.passes(KEPT_SECONDS / 2)
    assert 5 < len(server.sent) < 60
    assert caplog.messages == []
    await clock.passes(KEPT_SECONDS)
    server.troubles.clear()
    put(deferrals, server, "b", "b1")
    await clock.passes(KEPT_SECONDS)
    assert server.sent[-2:] == ["a1", "b1"]
    assert caplog.messages == ["Something is missing: away"]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (PermanentFailure("no"), []),
        (PlatformRefused("gone"), []),
        (TypeError("geheim"), ["Something is missing: TypeError at "]),
    ],
    ids=repr,
)
async def test_what_fails_for_good_ends_alone_and_without_its_words(
    clock: HandClock, deferrals: Deferrals, caplog: pytest.LogCaptureFixture, error: Exception, told: list[str]
) -> None:
    caplog.set_level(logging.WARNING)
    server = Server(troubles=[error])
    put(deferrals, server, "a", "a1", "a2", lane="room")
    put(deferrals, server, "b", "b1", lane="room")
    await clock.passes(0)
    assert server.sent == ["a1", "b1"]
    assert [line[: len(start)] for line, start in zip(caplog.messages, told, strict=True)] == told
    assert "geheim" not in caplog.text


async def test_the_end_waits_for_nothing(clock: HandClock) -> None:
    server = Server(answers_at_once=False)
    deferrals = Deferrals(clock)
    running = asyncio.create_task(deferrals.run())
    put(deferrals, server, "a", "a1", "a2")
    await settle()
    with deferrals.ahead():
        put(deferrals, server, "b", "b1")
    await settle()
    running.cancel()
    await settle()
    assert running.cancelled()
    assert server.sent == ["a1"]
