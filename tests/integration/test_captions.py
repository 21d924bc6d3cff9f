"""Files with their text, between people on both platforms: one message each, which follows its author."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.integration.announcing import announced, heard, is_gone, serve_one_editor, subscribed
from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.bot_api.world import Shown
from tests.integration.person import Enter, Person
from tests.integration.service import Serve, Service
from tests.integration.test_exchange import QUESTION, channel, press

PLAN, MAP = b"%PDF-1.7 Ein Plan", b"%PDF-1.7 Eine Karte"
PICTURE = b"\x89PNG Ein Bild"
LONG = "\n\n".join(f"Absatz {number}: {'wort ' * 60}".strip() for number in range(7))


@pytest.fixture
async def lotse(serve: Serve, api: BotApi, anna: Person) -> Service:
    return await serve_one_editor(serve, api, anna)


def documents(otto: Human) -> list[Shown]:
    return [shown for shown in otto.room.by_bot if shown.message.document is not None]


def shown_files(person: Person, room: str, lotse: Service) -> list[Mapping[str, Any]]:
    """Return what Lotse has shown there, without edits."""
    said = [event for event in person.heard(room) if event["sender"] == lotse.user_id]
    return [
        event
        for event in said
        if event.get("content", {}).get("msgtype") in ("m.file", "m.image") and "m.new_content" not in event["content"]
    ]


async def latest(person: Person, room: str, event: str, sign: str) -> Mapping[str, Any]:
    """Return how a message reads after the edit that says so."""

    def edits() -> list[Mapping[str, Any]]:
        contents = [each.get("content", {}) for each in person.heard(room)]
        new = [each["m.new_content"] for each in contents if each.get("m.relates_to", {}).get("event_id") == event]
        return [each for each in new if sign in each["body"]]

    await person.until(lambda: bool(edits()))
    return edits()[-1]


async def test_replies_and_answers_travel_with_their_files(
    lotse: Service, anna: Person, otto: Human, api: BotApi
) -> None:
    room, copy = await announced(anna, otto, lotse)

    reply = await otto.sends(photo=otto.keeps(PICTURE), caption="Wir drei", reply_to_message=copy.message)
    carried = await heard(anna, room, lotse, "Wir drei")
    assert shown_files(anna, room, lotse) == [carried], "one message, with both"
    assert await anna.file(carried) == PICTURE
    await otto.recaptions(reply, "Wir vier")
    changed = await latest(anna, room, carried["event_id"], "Wir vier")
    assert (changed["msgtype"], changed["filename"]) == ("m.image", "photo.jpg")

    caption = {
        "filename": "plan.pdf",
        "body": "Seite 3",
        "m.relates_to": {"m.in_reply_to": {"event_id": carried["event_id"]}},
    }
    answer = await anna.show(room, PLAN, "plan.pdf", "application/pdf", **caption)
    brought = await otto.hears_that("Seite 3")
    assert documents(otto) == [brought], "one message, with both"
    assert brought.message.document is not None
    assert api.files[brought.message.document.file_id] == PLAN
    await anna.recaption(room, answer, "Seite 4")
    await api.until(lambda: "Seite 4" in brought.text)
    assert brought.message.document is not None

    await anna.recaption(room, answer, LONG)
    await api.until(lambda: any("Absatz 6" in shown.text for shown in otto.room.by_bot))
    assert "Absatz 0" in brought.text
    assert documents(otto) == [brought]
    assert "…" not in brought.text
    await anna.recaption(room, answer, "Seite 5")
    await api.until(lambda: "Seite 5" in brought.text)
    await api.until(lambda: not any("Absatz" in shown.text for shown in otto.room.by_bot))
    assert documents(otto) == [brought]

    further = await otto.writes("Danke", reply_to_message=brought.message)
    assert further
    await heard(anna, room, lotse, "Danke")
    await anna.take_back(room, answer)
    await api.until(lambda: brought.deleted)


async def test_a_long_text_gets_shorter_and_keeps_its_file(
    lotse: Service, anna: Person, otto: Human, api: BotApi
) -> None:
    room, copy = await announced(anna, otto, lotse)
    await otto.writes("Wie?", reply_to_message=copy.message)
    carried = await heard(anna, room, lotse, "Wie?")
    caption = {
        "filename": "plan.pdf",
        "body": LONG,
        "m.relates_to": {"m.in_reply_to": {"event_id": carried["event_id"]}},
    }
    answer = await anna.show(room, PLAN, "plan.pdf", "application/pdf", **caption)
    await otto.hears_that("Absatz 6")
    (brought,) = documents(otto)
    assert "Absatz 0" in brought.text, "the caption holds as much as it can"
    await anna.recaption(room, answer, "Kurz")
    await api.until(lambda: "Kurz" in brought.text)
    await api.until(lambda: not any("Absatz" in shown.text for shown in otto.room.by_bot))
    assert documents(otto) == [brought]
    assert brought.message.document is not None
    assert api.files[brought.message.document.file_id] == PLAN


async def test_an_announcement_travels_with_its_file(
    lotse: Service, anna: Person, enter: Enter, otto: Human, api: BotApi
) -> None:
    bea = await enter("bea")
    chat = await subscribed(bea, lotse)
    room = await subscribed(anna, lotse)
    await otto.writes("/abo laki")
    await otto.hears_that("Hier kommen an")
    await anna.ask(room, "/ankuendigung neu", lotse.user_id)
    await heard(anna, room, lotse, "Was willst du ankündigen")
    await anna.show(room, MAP, "karte.pdf", "application/pdf", filename="karte.pdf", body="So findet ihr uns")
    for words in ("alle", "jetzt", "/ankuendigung 1 senden"):
        await anna.ask(room, words, lotse.user_id)
    copy = await otto.hears_that("So findet ihr uns")
    assert documents(otto) == [copy]
    read = await heard(bea, chat, lotse, "So findet ihr uns")
    assert shown_files(bea, chat, lotse) == [read]
    assert await bea.file(read) == MAP
    await heard(anna, room, lotse, "Angekommen: ")
    await anna.ask(room, "/ankuendigung 1 aendern So findet ihr hin", lotse.user_id)
    await api.until(lambda: "hin" in copy.text)
    assert copy.message.document is not None
    changed = await latest(bea, chat, read["event_id"], "So findet ihr hin")
    assert (changed["msgtype"], changed["filename"]) == ("m.file", "karte.pdf")
    await anna.ask(room, "/ankuendigung 1 zurueckrufen ja", lotse.user_id)
    await api.until(lambda: copy.deleted)
    await is_gone(bea, chat, read["event_id"])


async def test_a_question_travels_with_its_file(lotse: Service, anna: Person, otto: Human) -> None:
    room = await channel(anna, lotse, encrypted=True)
    await otto.writes("/zentrum Bochum")
    await otto.hears_that("Bochum")
    question = await otto.sends(photo=otto.keeps(PICTURE), caption=QUESTION)
    talk = await otto.hears_that(lambda shown: "Kolleg*innen fragen" in shown.buttons)
    for label in ("Kolleg*innen fragen", "Sprachmittlung", "Mit Name und Zentrum", "Absenden"):
        await press(otto, talk, label)
    post = await heard(anna, room, lotse, "Frage #A1")
    assert shown_files(anna, room, lotse) == [post], "one message, with both"
    assert QUESTION in post["content"]["body"]
    assert await anna.file(post) == PICTURE
    await otto.recaptions(question, "Wer kennt diesen Sprachmittlerpool?")
    changed = await latest(anna, room, post["event_id"], "Wer kennt diesen")
    assert (changed["msgtype"], changed["filename"]) == ("m.image", "photo.jpg")
