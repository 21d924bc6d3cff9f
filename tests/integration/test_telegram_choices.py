"""The service and a Bot API: buttons do what stands above them, once."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.bot_api.world import Shown
from tests.integration.service import Service

FIRST = "Hat jemand Erfahrung mit Sprachmittlerpools in kleinen Kommunen?"
SECOND = "Wer kennt gute Dolmetschdienste für Tigrinya?"


@pytest.fixture
def editor(api: BotApi) -> Human:
    return Human(api=api, name="Edith")


@pytest.fixture
async def lotse(api: BotApi, editor: Human, tmp_path: Path) -> AsyncIterator[Service]:
    roles = {"LOTSE_ROLES__EDITORS": json.dumps([f"telegram:{editor.user.id}"])}
    service = Service(folder=tmp_path / "service", telegram=api.url, variables=roles)
    await service.start()
    yield service
    await service.close()


@pytest.fixture
def anna(api: BotApi) -> Human:
    return Human(api=api)


async def press(person: Human, shown: Shown, label: str) -> None:
    """Press a button, which changes the message in place."""
    edits = shown.edits
    await person.presses(shown, label)
    await person.api.until(lambda: shown.edits > edits)


async def preview(person: Human, question: str, signature: str) -> Shown:
    """Prepare a question up to its preview."""
    await person.writes(question)
    talk = await person.hears_that(lambda shown: "Kolleg*innen fragen" in shown.buttons)
    await press(person, talk, "Kolleg*innen fragen")
    await press(person, talk, "Sprachmittlung")
    await press(person, talk, signature)
    return talk


async def make_channel(editor: Human) -> None:
    group = editor.group(topics=(7,))
    await editor.writes("/kanal sprachmittlung", group, message_thread_id=7, is_topic_message=True)
    await editor.api.until(lambda: any("Sprachmittlung" in shown.text for shown in group.by_bot))


@pytest.mark.usefixtures("lotse")
async def test_a_double_tap_does_not_reach_the_next_buttons(anna: Human) -> None:
    await anna.writes("E-Mail KI Duisburg")
    answer = await anna.hears()
    before = replace(answer)
    await press(anna, answer, "Angebote")
    edits, buttons = answer.edits, answer.buttons
    for _ in range(2):
        await anna.presses(before, "Angebote")
    await anna.api.until(lambda: len(anna.api.toasts) == 2)
    assert set(anna.api.toasts) == {"Diese Auswahl gilt nicht mehr. Es gilt, was jetzt dort steht."}
    assert (answer.edits, answer.buttons) == (edits, buttons)
    assert len(anna.room.by_bot) == 1


@pytest.mark.usefixtures("lotse")
async def test_what_is_sent_is_what_the_preview_shows(anna: Human, editor: Human) -> None:
    await make_channel(editor)
    await anna.writes("/zentrum Bochum")
    await anna.hears_that("Dein Zentrum")
    anonymous = await preview(anna, FIRST, "Anonym")
    named = await preview(anna, SECOND, "Mit Name und Zentrum")
    assert "Anna" in named.text
    stale = replace(anonymous)
    await press(anna, anonymous, "Absenden")
    await anna.presses(stale, "Absenden")
    await anna.api.until(lambda: bool(anna.api.toasts))
    seen = [shown.text for room in anna.api.rooms.values() for shown in room.by_bot]
    sent = [text for text in seen if text.startswith("Frage #A")]
    assert len(sent) == 1
    assert FIRST in sent[0]
    assert "— anonym" in sent[0]
    assert "geht jetzt an" in anonymous.text


@pytest.mark.usefixtures("lotse")
async def test_an_announcement_can_be_left_and_is_never_sent_by_repeated_taps(editor: Human) -> None:
    await editor.writes("/abo laki")
    await editor.hears_that("Hier kommen an")
    await editor.writes("/ankuendigung neu")
    await editor.hears_that("Was willst du ankündigen?")
    await editor.writes("Probe")
    audience = await editor.hears_that("An wen?")
    stale = replace(audience)
    await press(editor, audience, "Alle")
    for _ in range(2):
        await editor.presses(stale, "Alle")
    await editor.api.until(lambda: len(editor.api.toasts) == 2)
    assert "Wann?" in audience.text
    await editor.writes("abbrechen")
    await editor.hears_that("abgesagt")
    await editor.writes("KI Herne")
    await editor.hears_that("Kommunales Integrationszentrum Herne")
