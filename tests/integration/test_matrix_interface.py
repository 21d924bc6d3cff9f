"""The room as an interface: choices by reaction, edited and redacted questions, read receipts."""

from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Any

import pytest

from tests.integration.gate import Gate
from tests.integration.person import Enter, Person, in_thread
from tests.integration.service import Serve, Service
from tests.integration.synapse import Synapse

QUESTION = "Telefon KI Duisburg"
ANOTHER = "Telefon KI Münster"
ENCRYPTED = pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])


async def direct(person: Person, lotse: Service, *, encrypted: bool = False, version: str | None = None) -> str:
    room = await person.open_room(lotse.user_id, direct=True, encrypted=encrypted, version=version)
    await person.with_company(room, lotse.user_id)
    return room


async def changed(person: Person, room: str, answer: str, lotse: Service) -> Mapping[str, Any]:
    """The one edit of an answer, as soon as it has come."""

    def has_come() -> bool:
        relations = (event.get("content", {}).get("m.relates_to", {}) for event in person.heard(room))
        return any((each.get("rel_type"), each.get("event_id")) == ("m.replace", answer) for each in relations)

    await person.until(has_come)
    (edit,) = await person.related(room, answer, "m.replace", lotse.user_id)
    content: Mapping[str, Any] = edit["content"]["m.new_content"]
    return content


@ENCRYPTED
async def test_choices_are_taken_by_reaction(lotse: Service, anna: Person, enter: Enter, *, encrypted: bool) -> None:
    bea = await enter("bea")
    room = await anna.open_room(lotse.user_id, bea.id, encrypted=encrypted, name="Halle")
    await bea.client.join(room)
    await anna.with_company(room, lotse.user_id, bea.id)
    question = await anna.ask(room, QUESTION, lotse.user_id)
    answer = str((await anna.answered(room, question, lotse.user_id))["event_id"])
    offered = {"1️⃣", "2️⃣", "3️⃣", "4️⃣"}
    await anna.until(partial(_reacted, anna, room, answer, lotse.user_id, offered))
    await bea.until(lambda: room in bea.client.rooms)
    await bea.react(room, answer, "2️⃣")
    await anna.react(room, answer, "👍")
    taken = await anna.react(room, answer, "2️⃣")
    reply = await anna.answered(room, answer, lotse.user_id)
    assert "Welche Angebote ein Zentrum vor Ort macht" in reply["content"]["body"]
    assert reply["content"]["m.mentions"] == {"user_ids": [anna.id]}
    assert len(await anna.replies(room, answer, lotse.user_id)) == 1
    assert await anna.replies(room, taken, lotse.user_id) == []


def _reacted(person: Person, room: str, answer: str, by: str, keys: set[str]) -> bool:
    relations = [event["content"]["m.relates_to"] for event in person.heard(room) if _is_reaction(event, by)]
    found: set[str] = {relation["key"] for relation in relations if relation["event_id"] == answer}
    return found == keys


def _is_reaction(event: Mapping[str, Any], by: str) -> bool:
    return (event["type"], event["sender"]) == ("m.reaction", by)


async def test_a_crash_between_two_reactions_loses_and_doubles_none(serve: Serve, anna: Person, gate: Gate) -> None:
    lotse = await serve(homeserver=gate.url)
    await lotse.start()
    room = await direct(anna, lotse)
    gate.hold("after", "/send/m.reaction/")
    question = await anna.say(room, QUESTION)
    answer = str((await anna.answered(room, question, lotse.user_id))["event_id"])
    await gate.holds_one()
    await lotse.crash()
    gate.release()
    assert not _reacted(anna, room, answer, lotse.user_id, {"1️⃣", "2️⃣", "3️⃣"})
    await lotse.start()
    await anna.until(partial(_reacted, anna, room, answer, lotse.user_id, {"1️⃣", "2️⃣", "3️⃣", "4️⃣"}))
    reactions = await anna.related(room, answer, "m.annotation", lotse.user_id)
    assert [each["content"]["m.relates_to"]["key"] for each in reactions] == ["1️⃣", "2️⃣", "3️⃣", "4️⃣"]


async def test_reactions_of_an_answer_that_is_taken_back_are_not_sent(serve: Serve, anna: Person, gate: Gate) -> None:
    lotse = await serve(homeserver=gate.url)
    await lotse.start()
    room = await direct(anna, lotse)
    gate.hold("before", "/send/m.reaction/")
    question = await anna.say(room, QUESTION)
    answer = str((await anna.answered(room, question, lotse.user_id))["event_id"])
    await gate.holds_one()
    gate.release()
    await anna.take_back(room, question)
    await anna.until(partial(_taken_back, anna, room, answer))
    gate.let_through()
    await anna.until(partial(_all_taken_back, anna, room, lotse.user_id))
    sent = [event for event in await anna.history(room) if _is_reaction(event, lotse.user_id)]
    assert [event["content"] for event in sent] == [{}]


def _all_taken_back(person: Person, room: str, by: str) -> bool:
    reactions = [event["event_id"] for event in person.heard(room) if _is_reaction(event, by)]
    return bool(reactions) and all(_taken_back(person, room, event) for event in reactions)


async def test_a_choice_may_also_be_written(lotse: Service, anna: Person) -> None:
    room = await direct(anna, lotse)
    for words in ("2", "Angebote"):
        await anna.answered(room, await anna.say(room, QUESTION), lotse.user_id)
        reply = await anna.answered(room, await anna.say(room, words), lotse.user_id)
        assert "Welche Angebote ein Zentrum vor Ort macht" in reply["content"]["body"]


@ENCRYPTED
async def test_an_edited_question_edits_its_answer(lotse: Service, anna: Person, *, encrypted: bool) -> None:
    room = await direct(anna, lotse, encrypted=encrypted)
    root = await anna.say(room, "Ein neues Thema")
    await anna.answered(room, root, lotse.user_id)
    for relation in ({}, in_thread(root)):
        question = await anna.say(room, QUESTION, **relation)
        answer = await anna.answered(room, question, lotse.user_id)
        await anna.change(room, question, ANOTHER)
        now = await changed(anna, room, str(answer["event_id"]), lotse)
        assert "0251 492-7081" in now["body"]
        assert "formatted_body" in now
        assert len(await anna.replies(room, question, lotse.user_id)) == 1


async def test_an_edit_that_calls_lotse_is_answered_where_the_message_stood(
    lotse: Service, anna: Person, enter: Enter
) -> None:
    bea = await enter("bea")
    room = await anna.open_room(lotse.user_id, bea.id)
    await anna.with_company(room, lotse.user_id)
    root = await anna.say(room, "Ein neues Thema")
    question = await anna.say(room, QUESTION, **in_thread(root))
    await anna.change(room, question, f"!lotse {QUESTION}")
    reply = await anna.answered(room, question, lotse.user_id)
    assert reply["content"]["m.relates_to"]["event_id"] == root


@pytest.mark.parametrize(
    ("encrypted", "version"),
    [(False, "10"), (False, "11"), (True, "11"), (True, "12")],
    ids=["plain-10", "plain-11", "encrypted-11", "encrypted-12"],
)
async def test_a_redacted_question_takes_its_answer_along(
    lotse: Service, anna: Person, *, encrypted: bool, version: str
) -> None:
    room = await direct(anna, lotse, encrypted=encrypted, version=version)
    question = await anna.say(room, QUESTION)
    answer = str((await anna.answered(room, question, lotse.user_id))["event_id"])
    await anna.change(room, question, ANOTHER)
    await changed(anna, room, answer, lotse)
    await anna.take_back(room, question)
    await anna.until(partial(_taken_back, anna, room, answer))
    await anna.answered(room, await anna.say(room, "Hallo"), lotse.user_id)
    kept = lotse.stored(f"SELECT text, choices, mention, subject FROM deliveries WHERE reply_to = '{question}'")  # noqa: S608
    assert set(kept) == {(None, None, None, None)}
    assert lotse.stored(f"SELECT payload FROM inbox WHERE event_id = '{question}'") == [(None,)]  # noqa: S608
    assert "duisburg" not in str(lotse.stored("SELECT state FROM conversations")).casefold()


def _taken_back(person: Person, room: str, event: str) -> bool:
    redactions = (each for each in person.heard(room) if each["type"] == "m.room.redaction")
    return any(event in (each.get("redacts"), each["content"].get("redacts")) for each in redactions)


async def test_a_question_redacted_before_it_is_answered_is_left_alone(
    serve: Serve, anna: Person, synapse: Synapse
) -> None:
    lotse = await serve(homeserver=synapse.url)
    await lotse.start()
    room = await direct(anna, lotse)
    assert await lotse.stop() == 0
    question = await anna.say(room, QUESTION)
    await anna.take_back(room, question)
    await lotse.start()
    await anna.answered(room, await anna.say(room, ANOTHER), lotse.user_id)
    assert await anna.replies(room, question, lotse.user_id) == []


@pytest.fixture
async def gate(synapse: Synapse) -> AsyncIterator[Gate]:
    async with Gate(behind=synapse.url).opened() as gate:
        yield gate


async def test_a_receipt_says_that_a_message_was_dealt_with(serve: Serve, anna: Person, gate: Gate) -> None:
    lotse = await serve(homeserver=gate.url)
    await lotse.start()
    room = await direct(anna, lotse)
    question = await anna.say(room, QUESTION)
    await anna.until(lambda: lotse.user_id in _readers(anna, room, question))
    steps = ["receipt" if "/receipt/" in path else "answer" for path in gate.requests if _is_step(path)]
    assert steps[:2] == ["answer", "receipt"]


def _is_step(path: str) -> bool:
    return "/receipt/" in path or "/send/m.room.message" in path


def _readers(person: Person, room: str, event: str) -> set[str]:
    receipts = person.client.rooms[room].read_receipts
    return {user for user, receipt in receipts.items() if receipt.event_id == event}
