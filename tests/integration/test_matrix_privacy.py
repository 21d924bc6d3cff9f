"""What only one person may read stays in their direct chat with Lotse."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from bot.platforms.base.contract import Delivery
from bot.storage.adapters.knowledge import DatabaseKnowledge
from bot.storage.database import open_database
from handlers.core.events import Address, PlatformName, RoomId
from handlers.core.messages import DeliveryId, Message
from knowledge.entries import Faq, Knowledge, Source, Visibility
from tests.integration.conftest import unique
from tests.integration.gate import Gate
from tests.integration.news import planned
from tests.integration.person import Enter, Person
from tests.integration.service import Serve, Service
from tests.integration.shell import Shell
from tests.integration.synapse import SERVER_NAME, Synapse
from tests.prepared import open_file

QUESTION = "Wie ist die Telefonnummer vom KI Bochum?"
NEWS = "Am Montag ist Treffen."


@pytest.fixture
async def gate(synapse: Synapse) -> AsyncIterator[Gate]:
    async with Gate(behind=synapse.url).opened() as gate:
        yield gate


def said(person: Person, room: str, lotse: Service) -> list[str]:
    """All of Lotse's messages there, as far as they have come."""
    events: list[Any] = [event for event in person.heard(room) if event["sender"] == lotse.user_id]
    return [event["content"]["body"] for event in events if "body" in event["content"]]


async def test_an_outdated_membership_beside_the_timeline_does_not_count(
    serve: Serve, anna: Person, enter: Enter, gate: Gate
) -> None:
    """After two events at the same moment a homeserver shows the state before one of them, without the other."""
    eve = await enter("eve")
    lotse = await serve(homeserver=gate.url)
    await lotse.start()
    chat = await anna.open_room(lotse.user_id, eve.id, direct=True)
    await eve.client.join(chat)
    await eve.client.room_leave(chat)
    await anna.with_company(chat, lotse.user_id)
    await anna.until(partial(anna.without, chat, eve.id))
    (left,) = [event for event in await anna.history(chat) if _is_leave(event, eve)]
    await anna.answered(chat, await anna.say(chat, QUESTION), lotse.user_id)
    await anna.client.room_invite(chat, eve.id)
    await eve.client.join(chat)
    await anna.with_company(chat, eve.id)
    gate.rewrites.append(("/sync", partial(_with_state, chat, left)))
    unaddressed = await anna.say(chat, QUESTION)
    for _ in range(2):
        await anna.answered(chat, await anna.ask(chat, QUESTION, lotse.user_id), lotse.user_id)
    assert await anna.replies(chat, unaddressed, lotse.user_id) == []
    asked = await anna.ask(chat, "/meinedaten", lotse.user_id)
    assert "Direktchat" in (await anna.answered(chat, asked, lotse.user_id))["content"]["body"]


def _is_leave(event: Mapping[str, Any], person: Person) -> bool:
    return bool(event.get("state_key") == person.id and event["content"].get("membership") == "leave")


def _with_state(room: str, event: Mapping[str, Any], body: Any) -> Any:
    """Return the answer to a sync, with an event in the state of a room."""
    found = body.get("rooms", {}).get("join", {}).get(room)
    if found is not None:
        found["state"] = {"events": [*found.get("state", {}).get("events", []), event]}
    return body


@pytest.mark.parametrize("options", [{}, {"direct": True, "name": "Sport"}], ids=["not opened as direct", "named"])
async def test_a_group_of_two_is_no_direct_chat(lotse: Service, anna: Person, options: dict[str, Any]) -> None:
    room = await anna.open_room(lotse.user_id, **options)
    await anna.with_company(room, lotse.user_id)
    unaddressed = await anna.say(room, QUESTION)
    asked = await anna.ask(room, "/meinedaten", lotse.user_id)
    assert "Direktchat" in (await anna.answered(room, asked, lotse.user_id))["content"]["body"]
    assert await anna.replies(room, unaddressed, lotse.user_id) == []
    assert [event for event in await anna.history(room) if event["content"].get("msgtype") == "m.file"] == []


async def test_a_direct_chat_is_known_after_a_restart(lotse: Service, anna: Person) -> None:
    room = await anna.open_room(lotse.user_id, direct=True)
    await anna.with_company(room, lotse.user_id)
    await lotse.crash()
    await lotse.start()
    await anna.answered(room, await anna.say(room, QUESTION), lotse.user_id)


async def test_a_direct_chat_from_before_is_found_by_its_invitation(lotse: Service, anna: Person, enter: Enter) -> None:
    room = await anna.open_room(lotse.user_id, direct=True)
    await anna.with_company(room, lotse.user_id)
    await lotse.stop()
    own = await enter(account=lotse.user_id)
    await own.client.set_displayname("Lotse der KI")
    await own.request(
        "PUT", f"/_matrix/client/v3/user/{lotse.user_id}/account_data/m.direct", {"@other:lotse.test": []}
    )
    await lotse.start()
    await anna.answered(room, await anna.say(room, QUESTION), lotse.user_id)


async def test_a_room_of_a_space_is_no_direct_chat(lotse: Service, anna: Person) -> None:
    room = await anna.open_room(lotse.user_id, direct=True)
    await anna.with_company(room, lotse.user_id)
    await anna.answered(room, await anna.say(room, QUESTION), lotse.user_id)
    await anna.client.room_put_state(room, "m.space.parent", {"via": ["localhost"]}, state_key="!space:localhost")
    unaddressed = await anna.say(room, QUESTION)
    asked = await anna.ask(room, QUESTION, lotse.user_id)
    await anna.answered(room, asked, lotse.user_id)
    assert await anna.replies(room, unaddressed, lotse.user_id) == []


_HIDDEN = Faq(
    id="faq/klausurtagung",
    title="Wann ist die Klausurtagung Quittenfest?",
    text="Sie ist im Mai in Haltern.",
    source=Source(name="Rundschreiben"),
    as_of="2026",
    visibility=Visibility.INTERNAL,
)


async def open_space(person: Person, *invited: str, alias: str | None = None) -> str:
    response = await person.client.room_create(name="Kommunale KI", space=True, alias=alias, invite=list(invited))
    return str(response.room_id)


async def reads_hidden(person: Person, chat: str, lotse: Service) -> bool:
    answer = await person.answered(chat, await person.say(chat, _HIDDEN.title), lotse.user_id)
    return _HIDDEN.text in answer["content"]["body"]


async def test_who_is_joined_to_the_space_is_a_member_until_they_leave(
    serve: Serve, anna: Person, enter: Enter
) -> None:
    alias = unique("kommunale-ki")
    lotse = await serve()
    lotse.sections = f'[roles]\nmember_spaces = ["#{alias}:{SERVER_NAME}"]'
    async with open_file(lotse.folder / "data" / "lotse.db") as database:
        await DatabaseKnowledge(database).import_(Knowledge(faqs=(_HIDDEN,)), "tests", datetime.now(UTC))
    bea, eve = await enter("bea"), await enter("eve")
    space = await open_space(anna, bea.id, eve.id, alias=alias)
    await lotse.start()
    chats = {person.id: await person.open_room(lotse.user_id, direct=True) for person in (anna, bea, eve)}
    for person in (anna, bea, eve):
        await person.with_company(chats[person.id], lotse.user_id)
    shell = Shell(folder=lotse.folder)
    assert (await shell.check("member spaces"))[0] == "failed"
    assert not await reads_hidden(anna, chats[anna.id], lotse)
    # Hers has the same name, and claims the real one as a part of itself.
    forged = await open_space(eve, lotse.user_id)
    await eve.client.room_put_state(forged, "m.space.child", {"via": [SERVER_NAME]}, state_key=space)
    await anna.client.room_invite(space, lotse.user_id)
    await bea.client.join(space)
    await anna.with_company(space, lotse.user_id, bea.id)
    await eve.with_company(forged, lotse.user_id)
    assert await shell.check("member spaces") == ("ok", f"#{alias}:{SERVER_NAME}: 3 are joined")
    assert [await reads_hidden(person, chats[person.id], lotse) for person in (anna, bea, eve)] == [True, True, False]
    in_space = await anna.ask(space, QUESTION, lotse.user_id)
    await bea.client.room_leave(space)
    assert not await reads_hidden(bea, chats[bea.id], lotse)
    await lotse.crash()
    meanwhile = await anna.say(chats[anna.id], _HIDDEN.title)
    await lotse.start()
    answer = await anna.answered(chats[anna.id], meanwhile, lotse.user_id)
    assert _HIDDEN.text in answer["content"]["body"]
    assert not await reads_hidden(bea, chats[bea.id], lotse)
    await anna.client.room_kick(space, lotse.user_id)
    assert not await reads_hidden(anna, chats[anna.id], lotse)
    assert (await shell.check("member spaces"))[0] == "failed"
    assert await anna.replies(space, in_space, lotse.user_id) == []
    assert said(anna, space, lotse) == []


async def asked_by(anna: Person, bea: Person, lotse: Service) -> tuple[str, str]:
    """Return Anna's direct chat with Lotse, and the channel in which her question stands."""
    channel = await bea.open_room(lotse.user_id, name="Sprachmittlung")
    await bea.with_company(channel, lotse.user_id)
    await bea.answered(channel, await bea.say(channel, "!lotse /kanal sprachmittlung"), lotse.user_id)
    chat = await anna.open_room(lotse.user_id, direct=True)
    await anna.with_company(chat, lotse.user_id)
    for words in ("/frage Hat jemand Sprachmittlerpools?", "/kollegen", "/thema sprachmittlung", "/zeichnen none"):
        await anna.answered(chat, await anna.say(chat, words), lotse.user_id)
    await anna.answered(chat, await anna.say(chat, "/absenden"), lotse.user_id)
    await bea.until(lambda: any("Frage #A1" in body for body in said(bea, channel, lotse)))
    return chat, channel


async def test_what_is_for_one_person_follows_them_when_somebody_comes_into_their_chat(
    serve: Serve, anna: Person, enter: Enter
) -> None:
    """The question was asked in the direct chat; its answer comes after a third person was invited there."""
    bea, eve = await enter("bea"), await enter("eve")
    lotse = await serve(LOTSE_ROLES__EDITORS=f'["matrix:{bea.id}"]')
    await lotse.start()
    chat, channel = await asked_by(anna, bea, lotse)
    await anna.client.room_invite(chat, eve.id)
    await bea.say(channel, "#A1 Ja, wir in Herne.")
    await anna.until(lambda: bool(anna.client.invited_rooms))
    (new,) = anna.client.invited_rooms
    await anna.client.join(new)
    await anna.until(lambda: any("Ja, wir in Herne" in body for body in said(anna, new, lotse)))
    await eve.client.join(chat)
    unaddressed = await anna.say(chat, QUESTION)
    await anna.answered(chat, await anna.ask(chat, QUESTION, lotse.user_id), lotse.user_id)
    assert not any("Herne" in body for body in said(anna, chat, lotse))
    assert await anna.replies(chat, unaddressed, lotse.user_id) == []
    await bea.say(channel, "#A1 Und in Bochum auch.")
    await anna.until(lambda: any("Und in Bochum auch" in body for body in said(anna, new, lotse)))


async def test_a_sentence_stands_where_no_direct_chat_can_be_opened_and_is_not_edited(
    serve: Serve, gate: Gate, anna: Person, enter: Enter
) -> None:
    bea, eve = await enter("bea"), await enter("eve")
    lotse = await serve(homeserver=gate.url, LOTSE_ROLES__EDITORS=f'["matrix:{bea.id}"]')
    await lotse.start()
    chat, channel = await asked_by(anna, bea, lotse)
    gate.instead.append(("/createRoom", 403, {"errcode": "M_FORBIDDEN", "error": "No rooms here"}))
    await anna.client.room_invite(chat, eve.id)
    await eve.client.join(chat)
    answer = await bea.say(channel, "#A1 Ja, wir in Herne.")
    await anna.until(lambda: any("Hier lesen andere mit" in body for body in said(anna, chat, lotse)))
    await bea.change(channel, answer, "#A1 Ja, wir in Herne und Bochum.")
    await lotse.stores("SELECT state, room FROM deliveries WHERE action = 'edit'", [("failed", chat)])
    assert not [event for event in await anna.history(chat) if "Herne" in str(event["content"])]


async def announced(lotse: Service, chat: str) -> None:
    """Announce to all who subscribed, which here is the person in that chat."""
    assert lotse.stored("SELECT room FROM readers") == [(chat,)]
    await planned(lotse, {NEWS: datetime.now(UTC)})


async def queued(lotse: Service, chat: str) -> None:
    """Queue a message without a word on who may read it."""
    message = Message(address=Address(platform=PlatformName.MATRIX, room=RoomId(chat)), text=NEWS)
    async with open_database(lotse.database) as database, database.begin() as unit:
        await unit.deliveries.add([Delivery(id=DeliveryId("queued"), message=message)], "reply", datetime.now(UTC))


@pytest.mark.parametrize("begins", [announced, queued])
async def test_what_lotse_begins_follows_its_reader_when_somebody_comes_into_their_chat(
    serve: Serve, gate: Gate, anna: Person, enter: Enter, begins: Callable[[Service, str], Awaitable[None]]
) -> None:
    """Lotse has not been told yet that a third person is there: only the homeserver knows."""
    eve = await enter("eve")
    lotse = await serve(homeserver=gate.url, LOTSE_ANNOUNCEMENTS__QUIET="false")
    await lotse.start()
    chat = await anna.open_room(lotse.user_id, direct=True)
    await anna.with_company(chat, lotse.user_id)
    await anna.answered(chat, await anna.say(chat, "/abo laki"), lotse.user_id)
    gate.hold("before", "/sync")
    await anna.say(chat, "Danke!")
    await gate.reached.wait()
    await anna.client.room_invite(chat, eve.id)
    await eve.client.join(chat)
    await begins(lotse, chat)
    await anna.until(lambda: bool(anna.client.invited_rooms))
    (new,) = anna.client.invited_rooms
    await anna.client.join(new)
    gate.let_through()
    await anna.until(lambda: any(NEWS in body for body in said(anna, new, lotse)))
    await eve.sync(wait=0)
    assert not any(NEWS in body for body in said(eve, chat, lotse))
    if begins is announced:
        assert lotse.stored("SELECT room FROM recipients") == lotse.stored("SELECT room FROM readers") == [(new,)]
