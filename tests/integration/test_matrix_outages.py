"""Lotse or the homeserver goes away in the middle: every question is answered, and none twice."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from bot.platforms.base.contract import Delivery
from bot.storage.database import open_database
from handlers.core.events import Address, PlatformName, RoomId
from handlers.core.messages import DeliveryId, Message
from tests.integration.gate import Gate, Moment
from tests.integration.person import Enter, Person, in_thread
from tests.integration.person import answers as answers_to
from tests.integration.service import Serve, Service
from tests.integration.synapse import Synapse

GREETING = "Guten Tag"
QUESTION = "Wie ist die Telefonnummer vom KI Bochum?"
CRASHES = 14


@pytest.fixture
async def gate(synapse: Synapse) -> AsyncIterator[Gate]:
    async with Gate(behind=synapse.url).opened() as gate:
        yield gate


async def answered_once(person: Person, lotse: Service, asked: list[tuple[str, str]]) -> None:
    """Each question by room has one reply on the homeserver, also when all that is still to come has come."""
    for room, question in asked:
        await person.answered(room, question, lotse.user_id)
    for room in {room for room, _ in asked}:
        last = await person.ask(room, QUESTION, lotse.user_id)
        await person.answered(room, last, lotse.user_id)
    counts = [len(await person.replies(room, question, lotse.user_id)) for room, question in asked]
    assert counts == [1] * len(asked), lotse.log()


@pytest.mark.slow
async def test_killed_again_and_again_lotse_answers_every_question_once(
    lotse: Service, anna: Person, enter: Enter
) -> None:
    """In a plain room, an encrypted one, a direct one and a thread; killed at any moment of starting or answering."""
    moments = random.Random(2026)  # noqa: S311
    bea = await enter("bea")
    plain = await anna.open_room(lotse.user_id, bea.id)
    encrypted = await anna.open_room(lotse.user_id, bea.id, encrypted=True)
    direct = await anna.open_room(lotse.user_id, direct=True)
    for room in (plain, encrypted, direct):
        await anna.with_company(room, lotse.user_id)
    thread = in_thread(await anna.say(plain, "Ein neues Thema"))
    asked: list[tuple[str, str]] = []
    for crash in range(CRASHES):
        asked += [
            (plain, await anna.ask(plain, QUESTION, lotse.user_id)),
            (encrypted, await anna.ask(encrypted, QUESTION, lotse.user_id)),
            (direct, await anna.say(direct, QUESTION)),
            (plain, await anna.ask(plain, QUESTION, lotse.user_id, **thread)),
        ]
        await asyncio.sleep(moments.uniform(0, 0.15 if crash % 2 else 1.2))
        await lotse.crash()
        await lotse.start()
        if crash % 2:
            await anna.answered(*asked[-1], lotse.user_id)
    await answered_once(anna, lotse, asked)


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_killed_between_receiving_and_answering(
    serve: Serve, anna: Person, gate: Gate, moment: Moment, *, encrypted: bool
) -> None:
    """Just before the answer leaves, and just before Lotse learns that it arrived."""
    lotse = await serve(homeserver=gate.url)
    await lotse.start()
    room = await anna.open_room(lotse.user_id, direct=True, encrypted=encrypted)
    await anna.with_company(room, lotse.user_id)
    gate.hold(moment)
    question = await anna.say(room, QUESTION)
    await gate.holds_one()
    if moment == "after":
        await anna.answered(room, question, lotse.user_id)
    else:
        assert await anna.replies(room, question, lotse.user_id) == []
    await lotse.crash()
    gate.release()
    await lotse.start()
    await answered_once(anna, lotse, [(room, question)])


@pytest.mark.slow
async def test_a_send_that_hangs_is_given_up_and_repeated(serve: Serve, anna: Person, gate: Gate) -> None:
    """Half a minute, and not for as long as the homeserver likes."""
    lotse = await serve(homeserver=gate.url)
    await lotse.start()
    room = await anna.open_room(lotse.user_id, direct=True)
    await anna.with_company(room, lotse.user_id)
    gate.hold("before")
    question = await anna.say(room, QUESTION)
    await gate.holds_one()
    gate.release()
    await anna.until(partial(anna.has_reply, room, question, lotse.user_id), 90)
    await answered_once(anna, lotse, [(room, question)])


async def test_people_see_that_lotse_is_at_work(serve: Serve, anna: Person, gate: Gate) -> None:
    lotse = await serve(homeserver=gate.url)
    await lotse.start()
    room = await anna.open_room(lotse.user_id, direct=True)
    await anna.with_company(room, lotse.user_id)
    gate.hold("before")
    await anna.say(room, QUESTION)
    await anna.until(lambda: lotse.user_id in anna.client.rooms[room].typing_users)
    await lotse.crash()


async def test_the_homeserver_goes_and_comes_back(lotse: Service, anna: Person, synapse: Synapse) -> None:
    room = await anna.open_room(lotse.user_id, direct=True, encrypted=True)
    await anna.with_company(room, lotse.user_id)
    asked = [(room, await anna.say(room, QUESTION)) for _ in range(8)]
    await asyncio.to_thread(synapse.stop)
    await asyncio.to_thread(synapse.start)
    asked += [(room, await anna.say(room, QUESTION)) for _ in range(2)]
    await answered_once(anna, lotse, asked)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seconds", "questions", "channels"), [(20, 80, 20), pytest.param(120, 200, 54, marks=pytest.mark.soak)]
)
async def test_an_outage_of_the_homeserver_loses_nothing_and_doubles_nothing(
    lotse: Service, anna: Person, enter: Enter, synapse: Synapse, seconds: int, questions: int, channels: int
) -> None:
    """Questions in plain and encrypted rooms, half of them before it, and one more delivery to each channel.

    The shorter outage ends when the pauses between two attempts have reached their longest.
    """
    people = [anna, *[await enter("member") for _ in range(3)]]
    rooms = [
        (person, await person.open_room(lotse.user_id, direct=True, encrypted=encrypted))
        for person in people
        for encrypted in (False, True)
    ]
    notified = [await anna.open_room(lotse.user_id) for _ in range(channels)]
    for person, room in [*rooms, *((anna, channel) for channel in notified)]:
        await person.with_company(room, lotse.user_id)
    each = questions // len(rooms)
    asked = [(person, room, await person.say(room, QUESTION)) for _ in range(each // 2) for person, room in rooms]
    await _deliver(lotse, notified)
    await asyncio.to_thread(synapse.stop)
    await asyncio.sleep(seconds)  # the outage itself
    await asyncio.to_thread(synapse.start)
    later = each - each // 2
    asked += [(person, room, await person.say(room, QUESTION)) for _ in range(later) for person, room in rooms]
    assert len(asked) == questions
    for person, room, question in asked:
        await person.until(partial(person.has_reply, room, question, lotse.user_id), 300)
    for channel in notified:
        await anna.until(partial(_greeted, anna, channel, lotse), 300)
    answers = {room: await person.history(room) for person, room in rooms}
    counts = Counter(answers_to(event) for events in answers.values() for event in events if _is_answer(event, lotse))
    assert [counts[question] for _, _, question in asked] == [1] * questions
    notices = [[event for event in await anna.history(channel) if _is_greeting(event, lotse)] for channel in notified]
    assert [len(found) for found in notices] == [1] * channels


async def _deliver(lotse: Service, channels: list[str]) -> None:
    """Into the outbox of the running service, as another process of Lotse's would."""
    written = [
        Delivery(
            id=DeliveryId(f"delivery-{number}"),
            message=Message(address=Address(platform=PlatformName.MATRIX, room=RoomId(room)), text=GREETING),
        )
        for number, room in enumerate(channels)
    ]
    url = f"sqlite+aiosqlite:///{lotse.folder / 'data' / 'lotse.db'}"
    async with open_database(url) as database, database.begin() as unit:
        await unit.deliveries.add(written, "notice", datetime.now(UTC))


def _greeted(person: Person, room: str, lotse: Service) -> bool:
    return any(_is_greeting(event, lotse) for event in person.heard(room))


def _is_greeting(event: Mapping[str, Any], lotse: Service) -> bool:
    return _is_answer(event, lotse) and event["content"].get("body") == GREETING


def _is_answer(event: Mapping[str, Any], lotse: Service) -> bool:
    return bool(event["type"] == "m.room.message" and event["sender"] == lotse.user_id)


async def test_lotse_waits_for_a_homeserver_that_is_not_there_yet(serve: Serve, anna: Person, synapse: Synapse) -> None:
    lotse = await serve()
    await asyncio.to_thread(synapse.stop)
    await lotse.start()
    await lotse.logs("could not be reached")
    await asyncio.to_thread(synapse.start)
    room = await anna.open_room(lotse.user_id, direct=True)
    await anna.with_company(room, lotse.user_id)
    await answered_once(anna, lotse, [(room, await anna.say(room, QUESTION))])


async def test_a_question_in_a_long_gap_is_found(lotse: Service, anna: Person, enter: Enter) -> None:
    bea = await enter("bea")
    room = await anna.open_room(lotse.user_id, bea.id)
    await anna.with_company(room, lotse.user_id)
    first = await anna.ask(room, QUESTION, lotse.user_id)
    await anna.answered(room, first, lotse.user_id)
    await lotse.crash()
    early = await anna.ask(room, QUESTION, lotse.user_id)
    await asyncio.gather(*(anna.say(room, f"Beitrag {number}") for number in range(130)))
    middle = await anna.ask(room, QUESTION, lotse.user_id)
    await asyncio.gather(*(anna.say(room, f"Nachtrag {number}") for number in range(60)))
    await lotse.start()
    await answered_once(anna, lotse, [(room, first), (room, early), (room, middle)])


async def test_keys_survive_a_restart(lotse: Service, anna: Person, enter: Enter) -> None:
    """What was encrypted for the Lotse of before is read by the Lotse of after: one device, one store."""
    room = await anna.open_room(lotse.user_id, direct=True, encrypted=True)
    await anna.with_company(room, lotse.user_id)
    before = await anna.say(room, QUESTION)
    await anna.answered(room, before, lotse.user_id)
    session = anna.client.olm.outbound_group_sessions[room].id
    assert await lotse.stop() == 0
    while_away = await anna.say(room, QUESTION)
    assert anna.client.olm.outbound_group_sessions[room].id == session
    await lotse.start()
    await answered_once(anna, lotse, [(room, before), (room, while_away)])
    assert lotse.log().count("Accepted the invitation") == 1
    own = await enter(account=lotse.user_id)
    devices = await own.client.devices()
    assert [device.display_name for device in devices.devices].count("Lotse") == 1


async def test_a_message_whose_key_comes_late_is_answered(lotse: Service, anna: Person) -> None:
    room = await anna.open_room(lotse.user_id, direct=True, encrypted=True)
    plain = await anna.open_room(lotse.user_id, direct=True)
    for each in (room, plain):
        await anna.with_company(each, lotse.user_id)
    keys = await anna.keys_held_back(room)
    early = await anna.say(room, QUESTION)
    control = await anna.say(plain, QUESTION)
    await anna.answered(plain, control, lotse.user_id)
    assert await anna.replies(room, early, lotse.user_id) == []
    await anna.hand_out(keys)
    await answered_once(anna, lotse, [(room, early)])


async def test_a_revoked_login_ends_the_service_at_once(serve: Serve, anna: Person, gate: Gate, enter: Enter) -> None:
    lotse = await serve(homeserver=gate.url)
    await lotse.start()
    plain = await anna.open_room(lotse.user_id, direct=True)
    encrypted = await anna.open_room(lotse.user_id, direct=True, encrypted=True)
    for room in (plain, encrypted):
        await anna.with_company(room, lotse.user_id)
    own = await enter(account=lotse.user_id)
    gate.requests.clear()
    await own.client.logout(all_devices=True)
    assert await lotse.ended() == 3
    assert len(gate.requests) < 5
    last = lotse.log().splitlines()[-1]
    assert "no longer accepts this login" in last
    assert "lotse setup" in last
    assert "Traceback" not in lotse.log()

    gate.requests.clear()
    await lotse.start()
    assert await lotse.ended() == 3
    assert len(gate.requests) < 5

    lotse.forget_login()
    await lotse.start()
    for room in (plain, encrypted):
        await answered_once(anna, lotse, [(room, await anna.say(room, QUESTION))])


async def test_a_conversation_goes_on_after_a_restart(lotse: Service, anna: Person) -> None:
    room = await anna.open_room(lotse.user_id, direct=True)
    await anna.with_company(room, lotse.user_id)
    await anna.answered(room, await anna.say(room, "Telefon KI Duisburg"), lotse.user_id)
    await lotse.crash()
    await lotse.start()
    reply = await anna.answered(room, await anna.say(room, "und in Münster?"), lotse.user_id)
    assert "0251 492-7081" in reply["content"]["body"]
