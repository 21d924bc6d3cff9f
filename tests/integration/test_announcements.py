"""An announcement on both platforms: written on Matrix, approved on Telegram, read, answered and recalled."""

import json
from typing import Any

import pytest

from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.person import Person
from tests.integration.service import Serve, Service

FLYER = b"%PDF-1.7 Ein Flyer"
TEXT = "Hallo {vorname|zusammen}, **morgen** ist Treffen."


@pytest.fixture
async def lotse(serve: Serve, api: BotApi, anna: Person, otto: Human) -> Service:
    """By day and by night: announcements are sent at once."""
    editors = [f"matrix:{anna.id}", f"telegram:{otto.user.id}"]
    service = await serve(LOTSE_ROLES__EDITORS=json.dumps(editors), LOTSE_ANNOUNCEMENTS__QUIET="false")
    service.telegram = api.url
    await service.start()
    return service


def said(anna: Person, room: str, lotse: Service, sign: str) -> list[Any]:
    return [
        event
        for event in anna.heard(room)
        if event["sender"] == lotse.user_id and sign in event.get("content", {}).get("body", "")
    ]


async def test_from_the_first_word_to_the_recall(lotse: Service, otto: Human, anna: Person, api: BotApi) -> None:
    room = await anna.open_room(lotse.user_id, direct=True, encrypted=True)
    await anna.with_company(room, lotse.user_id)
    await anna.ask(room, "/abo laki", lotse.user_id)
    await otto.writes("/abo laki")
    await otto.hears_that("Hier kommen an")

    await anna.ask(room, "/ankuendigung", lotse.user_id)
    await anna.show(room, FLYER, "flyer.pdf", "application/pdf")
    await anna.until(lambda: bool(said(anna, room, lotse, "Und der Text dazu?")))
    await anna.ask(room, TEXT, lotse.user_id)
    await anna.ask(room, "alle", lotse.user_id)
    await anna.ask(room, "jetzt", lotse.user_id)
    await anna.until(lambda: bool(said(anna, room, lotse, "So liest es sich")))
    (preview,) = said(anna, room, lotse, "So liest es sich")
    assert "2 (Matrix 1, Telegram 1)" in preview["content"]["body"]
    assert "<strong>morgen</strong>" in preview["content"]["formatted_body"]
    await anna.ask(room, "Absenden", lotse.user_id)

    offered = await otto.hears_that("wartet auf Freigabe")
    assert "<b>" not in offered.text
    await otto.presses(offered, "Freigeben")
    copy = await otto.hears_that("Hallo Otto, morgen ist Treffen.")
    assert "/stopp" in copy.text
    await otto.hears_that(lambda shown: shown.message.document is not None and not shown.deleted)
    await anna.until(lambda: bool(said(anna, room, lotse, "abo ändert")))
    await anna.until(lambda: bool(said(anna, room, lotse, "Angekommen: 2")))

    await otto.writes("Ich komme!", reply_to_message=copy.message)
    await anna.until(lambda: bool(said(anna, room, lotse, "antwortet auf Ankündigung 1")))
    (reply,) = said(anna, room, lotse, "antwortet auf Ankündigung 1")
    relation = {"m.relates_to": {"m.in_reply_to": {"event_id": reply["event_id"]}}}
    await anna.say(room, "Wunderbar.", **relation)
    await otto.hears_that("Wunderbar.")

    await anna.ask(room, "/ankuendigung 1 zurueckrufen ja", lotse.user_id)
    await api.until(lambda: copy.deleted)
    await anna.until(lambda: bool(said(anna, room, lotse, "zurückgerufen\n")))
    assert lotse.stored("SELECT state FROM announcements") == [("recalled",)]


async def test_nothing_after_stop(lotse: Service, otto: Human) -> None:
    await otto.writes("/abo laki")
    await otto.hears_that("Hier kommen an")
    await otto.writes("/stopp")
    await otto.hears_that("nichts mehr von mir")
    await otto.writes("/ankuendigung 1")
    await otto.hears_that("gibt es nicht")
    assert lotse.stored("SELECT count(*) FROM readers WHERE stopped_at IS NULL") == [(0,)]
