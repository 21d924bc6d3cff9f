"""Replies to announcements and the editors' answers, changed and deleted; receipts, recalled: on both platforms."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.integration.announcing import announced, heard, is_gone, serve_one_editor, subscribed
from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.person import Enter, Person, answers
from tests.integration.service import Serve, Service


@pytest.fixture
async def lotse(serve: Serve, api: BotApi, anna: Person) -> Service:
    return await serve_one_editor(serve, api, anna)


async def changed(person: Person, room: str, lotse: Service, event: str) -> str:
    """How a message of Lotse's reads after its one edit."""

    def is_edit(other: Mapping[str, Any]) -> bool:
        relation = other.get("content", {}).get("m.relates_to", {})
        return (relation.get("rel_type"), relation.get("event_id")) == ("m.replace", event)

    await person.until(lambda: any(map(is_edit, person.heard(room))))
    (edit,) = await person.related(room, event, "m.replace", lotse.user_id)
    return str(edit["content"]["m.new_content"]["body"])


async def test_what_is_said_about_an_announcement_follows_its_author(
    lotse: Service, anna: Person, enter: Enter, otto: Human, api: BotApi
) -> None:
    bea = await enter("bea")
    chat = await subscribed(bea, lotse)
    room, copy = await announced(anna, otto, lotse)
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
    room, copy = await announced(anna, otto, lotse, "/ankuendigung 1 bestaetigung")
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
