"""A person asks in every kind of room, and Lotse keeps to its manners."""

from functools import partial
from typing import Any
from urllib.parse import quote

import pytest

from tests.integration.person import Enter, Person, in_thread
from tests.integration.service import Serve, Service

QUESTION = "Wie ist die Telefonnummer vom KI Bochum?"


async def hall(person: Person, lotse: Service, *others: Person, encrypted: bool = False) -> str:
    """A group room with Lotse in it, and always somebody else."""
    room = await person.open_room(lotse.user_id, *(other.id for other in others), encrypted=encrypted, name="Halle")
    for other in others:
        await other.client.join(room)
    await person.with_company(room, lotse.user_id, *(other.id for other in others))
    return room


@pytest.fixture
async def bea(enter: Enter) -> Person:
    return await enter("bea")


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_a_question_is_answered_where_it_stood(
    lotse: Service, anna: Person, bea: Person, *, encrypted: bool
) -> None:
    room = await hall(anna, lotse, bea, encrypted=encrypted)
    question = await anna.ask(room, QUESTION, lotse.user_id)
    reply = await anna.answered(room, question, lotse.user_id)
    assert "Bochum" in reply["content"]["body"]
    assert reply["content"]["msgtype"] == "m.notice"
    assert reply["content"]["m.mentions"] == {"user_ids": [anna.id]}
    assert "<" in reply["content"]["formatted_body"]
    assert "rel_type" not in reply["content"]["m.relates_to"]
    root = await anna.say(room, "Ein neues Thema")
    question = await anna.ask(room, QUESTION, lotse.user_id, **in_thread(root))
    reply = await anna.answered(room, question, lotse.user_id)
    relation = reply["content"]["m.relates_to"]
    assert (relation["rel_type"], relation["event_id"]) == ("m.thread", root)
    assert await anna.is_encrypted(room, reply["event_id"]) is encrypted


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_in_a_direct_room_nobody_needs_to_mention_lotse(lotse: Service, anna: Person, *, encrypted: bool) -> None:
    room = await anna.open_room(lotse.user_id, direct=True, encrypted=encrypted)
    await anna.with_company(room, lotse.user_id)
    question = await anna.say(room, QUESTION)
    assert "Bochum" in (await anna.answered(room, question, lotse.user_id))["content"]["body"]


async def test_in_a_group_lotse_speaks_when_spoken_to(lotse: Service, anna: Person, bea: Person) -> None:
    room = await hall(anna, lotse, bea)
    among_people = await anna.say(room, QUESTION)
    by_name = await anna.say(room, f"{lotse.user_id.removeprefix('@').split(':')[0]}: {QUESTION}")
    first = await anna.answered(room, by_name, lotse.user_id)
    by_reply = await anna.say(room, QUESTION, **{"m.relates_to": {"m.in_reply_to": {"event_id": first["event_id"]}}})
    await anna.answered(room, by_reply, lotse.user_id)
    to_bea = await bea.say(room, QUESTION, **{"m.relates_to": {"m.in_reply_to": {"event_id": among_people}}})
    by_command = await anna.say(room, f"!lotse {QUESTION}")
    await anna.answered(room, by_command, lotse.user_id)
    assert await anna.replies(room, among_people, lotse.user_id) == []
    assert await anna.replies(room, to_bea, lotse.user_id) == []


async def test_notices_edits_and_its_own_words_are_no_questions(lotse: Service, anna: Person, enter: Enter) -> None:
    room = await anna.open_room(lotse.user_id, direct=True)
    await anna.with_company(room, lotse.user_id)
    own = await enter(account=lotse.user_id)
    question = await anna.say(room, QUESTION)
    edit = await anna.say(
        room,
        f"* {QUESTION}!",
        **{
            "m.new_content": {"msgtype": "m.text", "body": f"{QUESTION}!"},
            "m.relates_to": {"rel_type": "m.replace", "event_id": question},
        },
    )
    notice = await anna.say(room, QUESTION, msgtype="m.notice")
    echo = await own.say(room, QUESTION)
    last = await anna.say(room, QUESTION)
    await anna.answered(room, last, lotse.user_id)
    assert [len(await anna.replies(room, event, lotse.user_id)) for event in (question, edit, notice, echo, last)] == [
        1,
        0,
        0,
        0,
        1,
    ]


async def test_only_named_people_may_invite(serve: Serve, anna: Person, enter: Enter) -> None:
    lotse = await serve(allowed_inviters=(anna.id,))
    eve = await enter("eve")
    before = await eve.open_room(lotse.user_id)
    await lotse.start()
    during = await eve.open_room(lotse.user_id)
    room = await anna.open_room(lotse.user_id)
    await anna.with_company(room, lotse.user_id)
    for refused in (before, during):
        await eve.until(partial(eve.without, refused, lotse.user_id))
        declined = [event for event in await eve.history(refused) if event.get("state_key") == lotse.user_id]
        assert [event["content"]["membership"] for event in declined] == ["invite", "leave"]


async def test_nothing_old_is_answered(serve: Serve, anna: Person, enter: Enter) -> None:
    lotse = await serve()
    own = await enter(account=lotse.user_id)
    room = await anna.open_room(lotse.user_id, direct=True)
    await own.client.join(room)
    old = await anna.say(room, QUESTION)
    await lotse.start()
    invited = await anna.open_room(lotse.user_id, direct=True)
    await anna.with_company(invited, lotse.user_id)
    new = await anna.say(room, QUESTION)
    await anna.answered(room, new, lotse.user_id)
    assert await anna.replies(room, old, lotse.user_id) == []


async def test_what_was_said_since_lotse_was_invited_is_answered(lotse: Service, anna: Person, enter: Enter) -> None:
    """The invitation, coming in, and the words before and after each reach Lotse in one go."""
    own = await enter(account=lotse.user_id)
    other = await anna.open_room(lotse.user_id, direct=True)
    await anna.with_company(other, lotse.user_id)
    await lotse.crash()
    room = await anna.open_room(name="Halle")
    before = await anna.ask(room, QUESTION, lotse.user_id)
    await anna.client.room_invite(room, lotse.user_id)
    between = await anna.ask(room, QUESTION, lotse.user_id)
    await own.client.join(room)
    after = await anna.ask(room, QUESTION, lotse.user_id)
    await lotse.start()
    for question in (between, after):
        await anna.answered(room, question, lotse.user_id)
    assert await anna.replies(room, before, lotse.user_id) == []


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_a_question_along_with_the_invitation_is_answered(
    lotse: Service, anna: Person, *, encrypted: bool
) -> None:
    """Apps open a direct chat with its first message: the invitation, the question and its key come at once."""
    known = await anna.open_room(lotse.user_id, encrypted=True)
    await anna.with_company(known, lotse.user_id)
    await lotse.stop()
    room = await anna.open_room(lotse.user_id, direct=True, encrypted=encrypted)
    question = await anna.say(room, QUESTION)
    await lotse.start()
    assert "Bochum" in (await anna.answered(room, question, lotse.user_id))["content"]["body"]


@pytest.mark.parametrize("visibility", ["shared", "joined"])
async def test_the_invitation_is_found_behind_much_talk(serve: Serve, anna: Person, visibility: str) -> None:
    """Where new members see nothing of earlier words, only what comes later is answered."""
    lotse = await serve()
    room = await anna.open_room(name="Halle")
    content = {"history_visibility": visibility}
    await anna.client.room_put_state(room, "m.room.history_visibility", content)
    await anna.client.room_invite(room, lotse.user_id)
    early = await anna.ask(room, QUESTION, lotse.user_id)
    for number in range(60):
        await anna.say(room, f"{number}")
    await lotse.start()
    await anna.with_company(room, lotse.user_id)
    await anna.answered(room, await anna.ask(room, QUESTION, lotse.user_id), lotse.user_id)
    if visibility == "shared":
        await anna.answered(room, early, lotse.user_id)
    assert len(await anna.replies(room, early, lotse.user_id)) == (visibility == "shared")


UNREADABLE: list[tuple[str, dict[str, Any]]] = [
    ("m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x", "session_id": "y"}),
    ("m.room.encrypted", {"algorithm": 1}),
    ("m.reaction", {"m.relates_to": {"rel_type": 9}}),
    ("org.example.unknown", {"x": ["y"]}),
]
ODD: list[dict[str, Any]] = [
    {},
    {"msgtype": 3, "body": {"a": 1}},
    {"msgtype": "m.text", "body": []},
    {"msgtype": "m.text", "body": "x", "m.relates_to": ["x"], "m.mentions": 7},
    {"msgtype": "m.text", "body": "", "m.mentions": {"user_ids": {}}},
]


async def test_no_event_keeps_the_others_from_being_answered(lotse: Service, anna: Person) -> None:
    """A homeserver checks what it can read; what is encrypted may hold anything."""
    room = await anna.open_room(lotse.user_id, direct=True, encrypted=True)
    await anna.with_company(room, lotse.user_id)
    for number, (kind, content) in enumerate(UNREADABLE):
        await anna.request("PUT", f"/_matrix/client/v3/rooms/{quote(room)}/send/{kind}/{number}", content)
    for content in ODD:
        await anna.client.room_send(room, "m.room.message", content, ignore_unverified_devices=True)
    await anna.client.room_redact(room, await anna.say(room, "vertippt"))
    question = await anna.say(room, QUESTION)
    await anna.answered(room, question, lotse.user_id)


async def test_a_message_of_64_kilobytes_is_answered(lotse: Service, anna: Person) -> None:
    room = await anna.open_room(lotse.user_id, direct=True)
    await anna.with_company(room, lotse.user_id)
    question = await anna.say(room, f"{QUESTION} {'und so weiter ' * 4_300}")
    await anna.answered(room, question, lotse.user_id)


async def test_the_log_holds_nothing_of_what_people_write(lotse: Service, anna: Person) -> None:
    room = await anna.open_room(lotse.user_id, direct=True)
    await anna.with_company(room, lotse.user_id)
    for text in ("Xylofonzauber", "Telefon KI Duisburg Xylofonzauber", f"Xylofonzauber {'lang ' * 2000}"):
        await anna.answered(room, await anna.say(room, text), lotse.user_id)
    assert "xylofonzauber" not in lotse.log().casefold()
