"""Keys that come late, on request or never; who gets those of Lotse, and how its one-time keys last."""

import asyncio
import signal
from urllib.parse import quote

import pytest

from tests.chaos import shifted
from tests.integration.patience import PATIENCE
from tests.integration.person import Enter, Person
from tests.integration.service import Serve, Service

QUESTION = "Wie ist die Telefonnummer vom KI Bochum?"


@pytest.fixture
async def room(lotse: Service, anna: Person) -> str:
    room = await anna.open_room(lotse.user_id, direct=True, encrypted=True)
    await anna.with_company(room, lotse.user_id)
    return room


async def test_a_key_that_did_not_come_is_asked_for(lotse: Service, anna: Person, room: str) -> None:
    await anna.keys_held_back(room)
    question = await anna.say(room, QUESTION)
    await anna.forward_key(room, lotse.user_id)
    assert "Bochum" in (await anna.answered(room, question, lotse.user_id))["content"]["body"]


async def test_whose_keys_were_deleted_is_understood_again(lotse: Service, anna: Person, room: str) -> None:
    """Anna's client goes on with the session that it had with Lotse's device; Lotse has nothing of it any more."""
    await anna.answered(room, await anna.say(room, QUESTION), lotse.user_id)
    await anna.client.room_kick(room, lotse.user_id)
    await lotse.stores("SELECT room, state FROM rooms", [(room, "gone")])
    again = await anna.open_room(lotse.user_id, direct=True, encrypted=True)
    await anna.with_company(again, lotse.user_id)
    question = await anna.say(again, QUESTION)
    await anna.forward_key(again, lotse.user_id)
    assert "Bochum" in (await anna.answered(again, question, lotse.user_id))["content"]["body"]
    await anna.answered(again, await anna.say(again, QUESTION), lotse.user_id)


async def test_what_can_not_be_read_is_said_once(serve: Serve, anna: Person) -> None:
    lotse = await serve()
    lotse.program = shifted.PROGRAM
    await lotse.start()
    room, plain = [await anna.open_room(lotse.user_id, direct=True, encrypted=each) for each in (True, False)]
    for each in (room, plain):
        await anna.with_company(each, lotse.user_id)
    await anna.keys_held_back(room)
    first = await anna.say(room, QUESTION)
    second = await anna.say(room, QUESTION)
    # What was said before this has reached Lotse by the time that it answers.
    await anna.answered(plain, await anna.say(plain, QUESTION), lotse.user_id)
    assert await anna.replies(room, first, lotse.user_id) == []
    assert lotse.process is not None
    lotse.process.send_signal(signal.SIGUSR1)  # an hour, of which a minute is enough
    await anna.answered(plain, await anna.say(plain, QUESTION), lotse.user_id)
    notice = await anna.answered(room, first, lotse.user_id)
    assert "verifizierte Geräte" in notice["content"]["body"]
    anna.client.invalidate_outbound_session(room)
    question = await anna.say(room, QUESTION)
    await anna.answered(room, question, lotse.user_id)
    assert await anna.replies(room, second, lotse.user_id) == []


async def test_who_left_gets_no_new_key_and_who_came_gets_one(lotse: Service, anna: Person, enter: Enter) -> None:
    bea = await enter("bea")
    room = await anna.open_room(lotse.user_id, bea.id, encrypted=True)
    await bea.client.join(room)
    await anna.with_company(room, lotse.user_id, bea.id)
    sessions = [await _session(anna, room, lotse)]
    await bea.until(lambda: sessions[0] in _keys(bea, room))
    await bea.client.room_leave(room)
    await anna.until(lambda: anna.without(room, bea.id))
    sessions.append(await _session(anna, room, lotse))
    plain = await bea.open_room(lotse.user_id, direct=True)
    await bea.with_company(plain, lotse.user_id)
    await bea.answered(plain, await bea.say(plain, QUESTION), lotse.user_id)
    assert sessions[1] not in _keys(bea, room)
    await anna.client.room_invite(room, bea.id)
    await bea.client.join(room)
    await anna.with_company(room, lotse.user_id, bea.id)
    sessions.append(await _session(anna, room, lotse))
    await bea.until(lambda: sessions[2] in _keys(bea, room))
    assert len(set(sessions)) == 3
    assert sessions[1] not in _keys(bea, room)


async def _session(person: Person, room: str, lotse: Service) -> str:
    """The session in which Lotse answers a question."""
    question = await person.ask(room, QUESTION, lotse.user_id)
    answer = await person.answered(room, question, lotse.user_id)
    path = f"/_matrix/client/v3/rooms/{quote(room)}/event/{quote(str(answer['event_id']))}"
    return str((await person.request("GET", path))["content"]["session_id"])


def _keys(person: Person, room: str) -> set[str]:
    """The sessions of a room whose key a person's device has been given."""
    return {session.id for session in person.client.olm.inbound_group_store if session.room_id == room}


async def test_one_time_keys_are_filled_up_again_from_none(lotse: Service, anna: Person, room: str) -> None:
    await anna.answered(room, await anna.say(room, QUESTION), lotse.user_id)
    device = lotse.device
    assert await lotse.stop() == 0
    taken: list[str] = []
    while claimed := await _claimed(anna, lotse.user_id, device):
        taken.append(claimed)
    assert len(taken) == len(set(taken)) > 1
    await lotse.start()
    async with asyncio.timeout(PATIENCE):
        while not (fresh := await _claimed(anna, lotse.user_id, device)):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert fresh not in taken


async def _claimed(person: Person, user: str, device: str) -> str | None:
    """One of a device's one-time keys, which nobody gets after that."""
    body = {"one_time_keys": {user: {device: "signed_curve25519"}}}
    answer = await person.request("POST", "/_matrix/client/v3/keys/claim", body)
    keys = answer["one_time_keys"].get(user, {}).get(device, {})
    return next((str(key["key"]) for key in keys.values()), None)
