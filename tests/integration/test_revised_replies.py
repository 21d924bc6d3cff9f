"""Replies to announcements and the editors' answers, changed and deleted; receipts, recalled: on both platforms."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.person import Enter, Person, answers
from tests.integration.service import Serve, Service


@pytest.fixture
async def lotse(serve: Serve, api: BotApi, anna: Person) -> Service:
    """Anna alone writes announcements, which go out at once; replies come to her."""
    service = await serve(
        LOTSE_ROLES__EDITORS=json.dumps([f"matrix:{anna.id}"]),
        LOTSE_ANNOUNCEMENTS__QUIET="false",
        LOTSE_ANNOUNCEMENTS__FOUR_EYES="false",
    )
    service.telegram = api.url
    await service.start()
    return service


async def subscribed(person: Person, lotse: Service) -> str:
    """A direct chat in which the person reads announcements."""
    room = await person.open_room(lotse.user_id, encrypted=True, direct=True)
    await person.with_company(room, lotse.user_id)
    await person.ask(room, "/abo laki", lotse.user_id)
    await heard(person, room, lotse, "Hier kommen an")
    return room


async def announce(anna: Person, room: str, lotse: Service, *steps: str) -> None:
    for words in ("/ankuendigung neu", "Wer kommt?", "alle", "jetzt", *steps, "/ankuendigung 1 senden"):
        await anna.ask(room, words, lotse.user_id)
    await heard(anna, room, lotse, "Angekommen: ")


async def heard(person: Person, room: str, lotse: Service, sign: str) -> Mapping[str, Any]:
    """The first message of Lotse's that says so."""

    def found() -> list[Mapping[str, Any]]:
        said = [event for event in person.heard(room) if event["sender"] == lotse.user_id]
        return [event for event in said if sign in event.get("content", {}).get("body", "")]

    await person.until(lambda: bool(found()))
    return found()[0]


async def changed(person: Person, room: str, lotse: Service, event: str) -> str:
    """How a message of Lotse's reads after its one edit."""

    def is_edit(other: Mapping[str, Any]) -> bool:
        relation = other.get("content", {}).get("m.relates_to", {})
        return (relation.get("rel_type"), relation.get("event_id")) == ("m.replace", event)

    await person.until(lambda: any(map(is_edit, person.heard(room))))
    (edit,) = await person.related(room, event, "m.replace", lotse.user_id)
    return str(edit["content"]["m.new_content"]["body"])


async def is_gone(person: Person, room: str, event: str) -> None:
    """Waits until the message holds nothing any more."""

    def redacted() -> bool:
        return any(
            other["type"] == "m.room.redaction" and event in (other.get("redacts"), other["content"].get("redacts"))
            for other in person.heard(room)
        )

    await person.until(redacted)


async def test_what_is_said_about_an_announcement_follows_its_author(
    lotse: Service, anna: Person, enter: Enter, otto: Human, api: BotApi
) -> None:
    bea = await enter("bea")
    chat = await subscribed(bea, lotse)
    room = await subscribed(anna, lotse)
    await otto.writes("/abo laki")
    await otto.hears_that("Hier kommen an")
    await announce(anna, room, lotse)

    copy = await otto.hears_that("Wer kommt?")
    reply = await otto.writes("Telefon KI Herne", reply_to_message=copy.message)
    carried = await heard(anna, room, lotse, "Telefon KI Herne")
    answer = await anna.say(room, "Schön!", **_reply_to(carried))
    brought = await otto.hears_that("Schön!")
    await otto.edits(reply, "Telefon KI Bochum")
    assert "Telefon KI Bochum" in await changed(anna, room, lotse, carried["event_id"])
    await anna.change(room, answer, "Wunderbar!")
    await api.until(lambda: "Wunderbar!" in brought.text)
    assert brought.edits == 1, "nothing else has taken its place"
    await anna.take_back(room, answer)
    await api.until(lambda: brought.deleted)

    read = await heard(bea, chat, lotse, "Wer kommt?")
    said = await bea.say(chat, "Ich komme", **_reply_to(read))
    carried = await heard(anna, room, lotse, "Ich komme")
    answer = await anna.say(room, "Bis dann!", **_reply_to(carried))
    brought_to_bea = await heard(bea, chat, lotse, "Bis dann!")
    await bea.change(chat, said, "Ich komme später")
    assert "Ich komme später" in await changed(anna, room, lotse, carried["event_id"])
    await anna.change(room, answer, "Bis später!")
    assert "Bis später!" in await changed(bea, chat, lotse, brought_to_bea["event_id"])
    await bea.take_back(chat, said)
    await is_gone(anna, room, carried["event_id"])
    assert not any(_redacts(event, brought_to_bea["event_id"]) for event in await bea.history(chat))
    assert answers(brought_to_bea) == said


async def test_copies_with_receipts_are_recalled(
    lotse: Service, anna: Person, enter: Enter, otto: Human, api: BotApi
) -> None:
    bea = await enter("bea")
    chat = await subscribed(bea, lotse)
    room = await subscribed(anna, lotse)
    await otto.writes("/abo laki")
    await otto.hears_that("Hier kommen an")
    await announce(anna, room, lotse, "/ankuendigung 1 bestaetigung")
    copy = await otto.hears_that("Wer kommt?")
    await otto.presses(copy, "Gelesen ✅")
    await otto.hears_that("notiert")
    read = await heard(bea, chat, lotse, "Wer kommt?")
    await bea.say(chat, "1", **_reply_to(read))
    await heard(bea, chat, lotse, "notiert")
    await anna.ask(room, "/ankuendigung 1 erinnern", lotse.user_id)
    reminder = await heard(anna, room, lotse, "noch nicht bestätigt")

    await anna.ask(room, "/ankuendigung 1 zurueckrufen ja", lotse.user_id)
    await api.until(lambda: copy.deleted)
    await is_gone(bea, chat, read["event_id"])
    await is_gone(anna, room, reminder["event_id"])
    await lotse.stores("SELECT state FROM announcements ORDER BY number", [("recalled",), ("recalled",)])


def _reply_to(event: Mapping[str, Any]) -> dict[str, Any]:
    return {"m.relates_to": {"m.in_reply_to": {"event_id": event["event_id"]}}}


def _redacts(event: Mapping[str, Any], target: str) -> bool:
    return event["type"] == "m.room.redaction" and target in (event.get("redacts"), event["content"].get("redacts"))
