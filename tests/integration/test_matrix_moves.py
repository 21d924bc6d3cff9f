"""Rooms that are upgraded, and rooms that Lotse is sent out of."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import pytest

from tests.integration.gate import Gate
from tests.integration.patience import PATIENCE
from tests.integration.person import Enter, Person, answers
from tests.integration.service import Serve, Service
from tests.integration.synapse import Synapse

QUESTION = "Wie ist die Telefonnummer vom KI Bochum?"


@pytest.fixture
async def gate(synapse: Synapse) -> AsyncIterator[Gate]:
    async with Gate(behind=synapse.url).opened() as gate:
        yield gate


async def upgraded(person: Person, room: str, version: str = "12") -> str:
    """The new room, as the homeserver makes it."""
    path = f"/_matrix/client/v3/rooms/{quote(room)}/upgrade"
    return str((await person.request("POST", path, {"new_version": version}))["replacement_room"])


async def invite(person: Person, room: str, user: str) -> None:
    response = await person.client.room_invite(room, user)
    assert not hasattr(response, "status_code"), response


async def open_to_all(person: Person, lotse: Service, **powers: Any) -> str:
    """A room of version 11 that everybody may enter, with Lotse in it."""
    response = await person.client.room_create(
        room_version="11",
        invite=[lotse.user_id],
        initial_state=[{"type": "m.room.join_rules", "state_key": "", "content": {"join_rule": "public"}}],
        power_level_override=powers or None,
    )
    await person.with_company(response.room_id, lotse.user_id)
    return str(response.room_id)


async def closed_in_favour_of(person: Person, room: str, successor: str) -> None:
    content = {"body": "Umgezogen", "replacement_room": successor}
    response = await person.client.room_put_state(room, "m.room.tombstone", content)
    assert hasattr(response, "event_id"), response


def moves(lotse: Service) -> list[tuple[Any, ...]]:
    return lotse.stored("select room, state, successor from rooms")


@pytest.mark.parametrize("version", ["11", "12"])
async def test_lotse_moves_with_a_room_that_it_may_enter(lotse: Service, anna: Person, version: str) -> None:
    old = await open_to_all(anna, lotse)
    await anna.answered(old, await anna.ask(old, QUESTION, lotse.user_id), lotse.user_id)
    new = await upgraded(anna, old, version)
    await anna.with_company(new, lotse.user_id)
    await lotse.logs(f"Moved from {old} to {new}")
    assert moves(lotse) == [(old, "moved", new)]
    assert {room for (room,) in lotse.stored("select room from conversations")} == {new}
    await anna.answered(new, await anna.ask(new, QUESTION, lotse.user_id), lotse.user_id)


async def test_an_invitation_of_whoever_upgraded_the_room_is_enough(serve: Serve, anna: Person, enter: Enter) -> None:
    bea = await enter("bea")
    lotse = await serve(allowed_inviters=(bea.id,))
    await lotse.start()
    old = await bea.open_room(lotse.user_id, anna.id)
    await anna.client.join(old)
    await bea.with_company(old, lotse.user_id, anna.id)
    await bea.client.room_put_state(old, "m.room.power_levels", await levels(bea, old, anna.id))
    new = await upgraded(anna, old)
    await lotse.logs(f"Waiting for an invitation to {new}")
    await invite(anna, new, lotse.user_id)
    await lotse.logs(f"Moved from {old} to {new}")
    await anna.answered(new, await anna.ask(new, QUESTION, lotse.user_id), lotse.user_id)
    other = await anna.open_room(lotse.user_id)
    await lotse.logs("Declined the invitation of " + anna.id + " to " + other)


async def test_a_direct_chat_stays_one_when_it_moves(lotse: Service, anna: Person) -> None:
    old = await anna.open_room(lotse.user_id, direct=True)
    await anna.with_company(old, lotse.user_id)
    await anna.answered(old, await anna.say(old, QUESTION), lotse.user_id)
    new = await upgraded(anna, old)
    await lotse.logs(f"Waiting for an invitation to {new}")
    await invite(anna, new, lotse.user_id)
    await lotse.logs(f"Moved from {old} to {new}")
    await anna.answered(new, await anna.say(new, QUESTION), lotse.user_id)


async def levels(person: Person, room: str, admin: str) -> dict[str, Any]:
    """The power levels, with one more person who may upgrade."""
    found = await person.request("GET", f"/_matrix/client/v3/rooms/{quote(room)}/state/m.room.power_levels/")
    return {**found, "users": {**found["users"], admin: 150}}


async def test_who_has_no_power_takes_lotse_nowhere(lotse: Service, anna: Person, enter: Enter) -> None:
    """Here everybody may close the room, and eve's own room names it as its predecessor."""
    eve = await enter("eve")
    old = await open_to_all(anna, lotse, events={"m.room.tombstone": 0})
    await eve.client.join(old)
    trap = await eve.client.room_create(predecessor={"room_id": old, "event_id": "$x"}, invite=[lotse.user_id])
    await closed_in_favour_of(eve, old, trap.room_id)
    await lotse.logs(f"{eve.id} had no right to move {old}")
    assert moves(lotse) == []
    await anna.answered(old, await anna.ask(old, QUESTION, lotse.user_id), lotse.user_id)


async def test_a_room_that_does_not_know_its_predecessor_is_no_successor(lotse: Service, anna: Person) -> None:
    old = await open_to_all(anna, lotse)
    new = await open_to_all(anna, lotse)
    await closed_in_favour_of(anna, old, new)
    await lotse.logs(f"{new} does not succeed {old}")
    assert moves(lotse) == []


async def test_a_move_while_lotse_was_away_is_made_up_for(lotse: Service, anna: Person) -> None:
    old = await open_to_all(anna, lotse)
    await lotse.stop()
    new = await upgraded(anna, old)
    await anna.sync()
    question = await anna.ask(new, QUESTION, lotse.user_id)
    for number in range(60):
        await anna.say(old, f"{number}")
    await lotse.start()
    await anna.with_company(new, lotse.user_id)
    await lotse.logs(f"Moved from {old} to {new}")
    assert await anna.replies(new, question, lotse.user_id) == []
    await anna.answered(new, await anna.ask(new, QUESTION, lotse.user_id), lotse.user_id)


async def test_a_crash_in_the_middle_of_a_move_is_made_up_for(serve: Serve, anna: Person, gate: Gate) -> None:
    lotse = await serve(homeserver=gate.url)
    await lotse.start()
    old = await open_to_all(anna, lotse)
    gate.hold("before", "/state/m.room.create")
    new = await upgraded(anna, old)
    await gate.holds_one()
    await lotse.crash()
    gate.release()
    await lotse.start()
    await lotse.logs(f"Moved from {old} to {new}")
    assert moves(lotse) == [(old, "moved", new)]


async def test_what_waits_for_the_old_room_is_said_in_the_new_one(serve: Serve, anna: Person, gate: Gate) -> None:
    lotse = await serve(homeserver=gate.url)
    await lotse.start()
    old = await open_to_all(anna, lotse)
    gate.hold("before")
    question = await anna.ask(old, QUESTION, lotse.user_id)
    await gate.holds_one()
    await lotse.crash()
    gate.release()
    new = await upgraded(anna, old)
    await lotse.start()
    await anna.until(
        lambda: any(event["sender"] == lotse.user_id and "Bochum" in said(event) for event in anna.heard(new))
    )
    (answer,) = [event for event in anna.heard(new) if "Bochum" in said(event)]
    assert answers(answer) is None
    assert await anna.replies(old, question, lotse.user_id) == []


def said(event: Any) -> str:
    return str(event["content"].get("body", ""))


@pytest.fixture
async def ops(enter: Enter) -> Person:
    return await enter("ops")


async def told(ops: Person, lotse: Service, times: int = 1) -> list[str]:
    """What Lotse writes to the admin, in chats that it begins."""

    def heard() -> list[str]:
        return [
            said(event)
            for room in ops.client.rooms
            for event in ops.heard(room)
            if event["sender"] == lotse.user_id and event["type"] == "m.room.message"
        ]

    async with asyncio.timeout(PATIENCE):
        while len(heard()) < times:
            for room in list(ops.client.invited_rooms):
                await ops.client.join(room)
            await ops.sync()
    return heard()


@pytest.mark.parametrize("banned", [False, True], ids=["kicked", "banned"])
async def test_admins_learn_once_that_lotse_was_sent_out(
    serve: Serve, anna: Person, ops: Person, *, banned: bool
) -> None:
    lotse = await serve(LOTSE_ROLES__ADMINS=f"matrix:{ops.id}")
    await lotse.start()
    room = await anna.open_room(lotse.user_id, name="Halle <1>")
    await anna.with_company(room, lotse.user_id)
    await (anna.client.room_ban if banned else anna.client.room_kick)(room, lotse.user_id)
    await anna.until(lambda: anna.without(room, lotse.user_id))
    (text,) = await told(ops, lotse)
    assert "Halle <1>" in text
    assert room in text
    assert f" ({anna.id})" in text
    assert ("gesperrt" in text) is banned
    assert moves(lotse) == [(room, "gone", None)]
    (chat,) = [chat for chat in ops.client.rooms if lotse.user_id in ops.joined(chat)]
    assert ops.client.rooms[chat].encrypted
    await lotse.stop()
    await lotse.start()
    if banned:
        await anna.client.room_unban(room, lotse.user_id)
    await invite(anna, room, lotse.user_id)
    await anna.with_company(room, lotse.user_id)
    await anna.answered(room, await anna.ask(room, QUESTION, lotse.user_id), lotse.user_id)
    assert moves(lotse) == []
    await anna.client.room_kick(room, lotse.user_id)
    assert len(await told(ops, lotse, times=2)) == 2
    assert {found for found in ops.client.rooms if lotse.user_id in ops.joined(found)} == {chat}


async def test_being_sent_out_while_away_is_noticed(serve: Serve, anna: Person, ops: Person, gate: Gate) -> None:
    lotse = await serve(homeserver=gate.url, LOTSE_ROLES__ADMINS=f"matrix:{ops.id}")
    await lotse.start()
    room = await anna.open_room(lotse.user_id, name="Halle")
    await anna.with_company(room, lotse.user_id)
    gate.hold("before")
    await anna.ask(room, QUESTION, lotse.user_id)
    await gate.holds_one()
    await lotse.crash()
    gate.release()
    await anna.client.room_kick(room, lotse.user_id)
    await lotse.start()
    (text,) = await told(ops, lotse)
    assert "Halle" in text
    found = lotse.stored("select room, state from deliveries order by number")
    assert found[0] == (room, "failed")


async def test_leaving_by_itself_is_nobodys_business(serve: Serve, anna: Person, ops: Person, enter: Enter) -> None:
    lotse = await serve(LOTSE_ROLES__ADMINS=f"matrix:{ops.id}")
    await lotse.start()
    own = await enter(account=lotse.user_id)
    left, kicked = [await anna.open_room(lotse.user_id, name=name) for name in ("Verlassen", "Verloren")]
    for room in (left, kicked):
        await anna.with_company(room, lotse.user_id)
    await own.client.room_leave(left)
    await anna.until(lambda: anna.without(left, lotse.user_id))
    await anna.client.room_kick(kicked, lotse.user_id)
    (text,) = await told(ops, lotse)
    assert "Verloren" in text
    assert moves(lotse) == [(kicked, "gone", None)]
