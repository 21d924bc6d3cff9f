"""Who may invite Lotse, and what in a timeline was said to it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.platforms.base.ports import ReceivedUpdate
from bot.platforms.base.queues import Lanes
from bot.platforms.base.space_members import VALID_FOR, SpaceMembers
from bot.platforms.matrix.rooms.invites import Invitation, find_invitation, is_allowed
from bot.platforms.matrix.sync.inbox_reader import PATIENCE, PendingEvents
from bot.platforms.matrix.sync.timeline import select_relevant
from handlers.core.events import EventId, PlatformName, RoomId, Sender

LOTSE = "@lotse:example.org"
ANNA = "@anna:example.org"
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def member(membership: object, user: str = LOTSE) -> dict[str, Any]:
    return {"type": "m.room.member", "state_key": user, "sender": ANNA, "content": {"membership": membership}}


def test_the_inviter_is_who_invited_lotse() -> None:
    assert find_invitation([member("join", ANNA), member("invite")], LOTSE) == Invitation(inviter=ANNA)
    assert find_invitation([member("invite", "@other:example.org")], LOTSE) is None
    assert find_invitation([member("knock")], LOTSE) is None


@pytest.mark.parametrize("event", [None, 3, "x", [], {}, {"type": []}, member(None), member([])])
def test_a_malformed_invitation_is_none(event: object) -> None:
    assert find_invitation([event], LOTSE) is None


@pytest.mark.parametrize(
    ("pattern", "welcome"),
    [
        ("*:example.org", True),
        (ANNA, True),
        ("*", True),
        ("*:example.or", False),
        ("@ANNA:example.org", False),
        ("@bea:example.org", False),
    ],
)
def test_only_named_people_may_invite(pattern: str, welcome: bool) -> None:
    assert is_allowed(ANNA, [pattern]) is welcome
    assert not is_allowed("@anna:example.org.evil", [ANNA, "*:example.org"])
    assert not is_allowed(ANNA, [])


def test_only_messages_by_others_are_of_interest() -> None:
    text = {"type": "m.room.message", "sender": ANNA}
    sources: list[dict[str, Any]] = [
        text,
        {**text, "sender": LOTSE},
        {**text, "type": "m.room.encrypted"},
        {**text, "type": "m.reaction"},
        {**text, "type": "m.room.redaction"},
        {**text, "type": "m.room.topic"},
        {**text, "state_key": ""},
        {"type": "m.room.message"},
        member("join"),
    ]
    kinds = [source["type"] for source in select_relevant(sources, LOTSE)]
    assert kinds == ["m.room.message", "m.room.encrypted", "m.reaction", "m.room.redaction"]


def test_waiting_for_a_message_ends() -> None:
    update = ReceivedUpdate(platform=PlatformName.MATRIX, id=EventId("$x"), at=NOW, payload={})
    waiting = PendingEvents()
    assert waiting.add(update, NOW)
    assert waiting.add(update, NOW + PATIENCE - timedelta(seconds=1))
    assert list(waiting) == [update]
    assert not waiting.add(update, NOW + PATIENCE)
    waiting.discard(update.id)
    assert list(waiting) == []


async def test_lanes_keep_their_order_and_do_not_wait_for_each_other() -> None:
    done: list[str] = []
    gate = asyncio.Event()

    def work(name: str, *, waits: bool = False) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            if waits:
                await gate.wait()
            done.append(name)
            if name == "b1":
                gate.set()

        return run

    async with asyncio.TaskGroup() as tasks:
        lanes = Lanes(tasks)
        lanes.add("a", work("a1", waits=True))
        lanes.add("a", work("a2"))
        lanes.add("b", work("b1"))
    assert done == ["b1", "a1", "a2"]


def test_nobody_is_a_member_of_a_space_that_is_out_of_reach() -> None:
    time, space = [NOW], RoomId("!space:example.org")
    members = SpaceMembers(PlatformName.MATRIX, [space], lambda: time[0])
    anna = Sender(platform=PlatformName.MATRIX, id=ANNA)
    members.put(space, {ANNA})
    assert not members.includes(anna)
    members.confirm()
    assert members.includes(anna)
    assert members.list_accounts() == [anna]
    assert not members.includes(Sender(platform=PlatformName.TELEGRAM, id=ANNA))
    time[0] += VALID_FOR + timedelta(seconds=1)
    assert not members.includes(anna)
    assert members.list_accounts() == []
    members.confirm()
    members.remove(space, {ANNA})
    assert not members.includes(anna)
