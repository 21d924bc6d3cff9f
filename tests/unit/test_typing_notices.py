"""People see that Lotse is at work if that takes a while, and not once the answer is out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from nio import RoomTypingResponse

from bot.platforms.base.queues import LATEST_SECONDS, QUIET_SECONDS, Deferrals
from bot.platforms.matrix.sending.notices import SHOWN_SECONDS, UNNOTICED_SECONDS, TypingNotices
from tests.unit.test_deferrals import HandClock, settle

ROOM = "!room:example.org"
LONG = UNNOTICED_SECONDS + QUIET_SECONDS
A_MOMENT = 1 / 1024


@dataclass
class Homeserver:
    """What is asked for; the next answer waits while `passable` is not set."""

    asked: list[tuple[str, bool]] = field(default_factory=list)
    passable: asyncio.Event = field(default_factory=asyncio.Event)

    async def room_typing(self, room: str, *, typing_state: bool, timeout: int = 0) -> RoomTypingResponse:  # noqa: ASYNC109
        assert not typing_state or timeout == SHOWN_SECONDS * 1000
        self.asked.append((room, typing_state))
        await self.passable.wait()
        return RoomTypingResponse(room)


@dataclass
class Scene:
    clock: HandClock
    server: Homeserver
    deferrals: Deferrals
    notices: TypingNotices


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    clock, server = HandClock(), Homeserver()
    server.passable.set()
    deferrals = Deferrals(clock)
    running = asyncio.create_task(deferrals.run())
    yield Scene(clock, server, deferrals, TypingNotices(server, deferrals, clock))  # type: ignore[arg-type]
    running.cancel()
    await asyncio.wait([running])


async def test_an_answer_that_is_there_soon_is_not_announced(scene: Scene) -> None:
    with scene.notices.at_work(ROOM):
        await scene.clock.passes(UNNOTICED_SECONDS - A_MOMENT)
    await scene.clock.passes(60)
    assert scene.server.asked == []


async def test_a_long_answer_is_announced_until_it_is_out(scene: Scene) -> None:
    with scene.notices.at_work(ROOM):
        await scene.clock.passes(LONG)
        assert scene.server.asked == [(ROOM, True)]
        await scene.clock.passes(SHOWN_SECONDS / 2)
        assert scene.server.asked == [(ROOM, True)] * 2
    await scene.clock.passes(60)
    assert scene.server.asked == [(ROOM, True), (ROOM, True), (ROOM, False)]


async def test_a_notice_that_the_answer_overtakes_is_not_sent(scene: Scene) -> None:
    with scene.deferrals.ahead():
        with scene.notices.at_work(ROOM):
            await scene.clock.passes(UNNOTICED_SECONDS + A_MOMENT)
        await scene.clock.passes(60)
    await scene.clock.passes(60)
    assert scene.server.asked == []


async def test_while_an_answer_does_not_get_out_people_see_it(scene: Scene) -> None:
    with scene.notices.at_work(ROOM), scene.deferrals.ahead():
        await scene.clock.passes(UNNOTICED_SECONDS + LATEST_SECONDS)
        assert scene.server.asked == [(ROOM, True)]


async def test_a_notice_under_way_when_the_answer_gets_out_is_ended(scene: Scene) -> None:
    scene.server.passable.clear()
    with scene.notices.at_work(ROOM):
        await scene.clock.passes(LONG)
    scene.server.passable.set()
    await scene.clock.passes(60)
    assert scene.server.asked == [(ROOM, True), (ROOM, False)]


async def test_questions_of_a_room_share_a_notice(scene: Scene) -> None:
    with ExitStack() as others:
        for _ in range(3):
            others.enter_context(scene.notices.at_work(ROOM))
        with scene.notices.at_work(ROOM):
            await scene.clock.passes(1)
        await scene.clock.passes(1)
        assert scene.server.asked == [(ROOM, True)]
    await scene.clock.passes(1)
    assert scene.server.asked == [(ROOM, True), (ROOM, False)]


async def test_a_question_that_follows_at_once_keeps_the_notice(scene: Scene) -> None:
    for _ in range(5):
        with scene.notices.at_work(ROOM):
            await scene.clock.passes(1)
            with scene.deferrals.ahead():
                await settle()
        await settle()
    await scene.clock.passes(1)
    assert scene.server.asked == [(ROOM, True), (ROOM, False)]
