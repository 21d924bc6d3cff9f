"""The service and a Bot API: an entry is changed by its editors, and by a proposal that they accept."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.bot_api.world import Shown
from tests.integration.service import Service

OLD, NEW = "0203 283-8111", "0203 283-9999"


@pytest.fixture
def editor(api: BotApi) -> Human:
    return Human(api=api, name="Edith")


@pytest.fixture
def sam(api: BotApi) -> Human:
    return Human(api=api, name="Sam")


@pytest.fixture
async def lotse(api: BotApi, editor: Human, tmp_path: Path) -> AsyncIterator[Service]:
    roles = {"LOTSE_ROLES__EDITORS": json.dumps([f"telegram:{editor.user.id}"])}
    service = Service(folder=tmp_path / "service", telegram=api.url, variables=roles)
    await service.start()
    yield service
    await service.close()


async def press(person: Human, shown: Shown, label: str) -> None:
    """Press a button, which changes the message in place."""
    edits = shown.edits
    await person.presses(shown, label)
    await person.api.until(lambda: shown.edits > edits)


async def ask(person: Human) -> Shown:
    await person.writes("Telefon KI Duisburg")
    return await person.hears_that(lambda shown: "Mehr" in shown.buttons)


@pytest.mark.usefixtures("lotse")
async def test_an_editor_changes_a_number_in_plain_words_and_takes_it_back(editor: Human) -> None:
    await ask(editor)
    await editor.writes(f"Neue Nummer: {NEW}")
    asked = await editor.hears_that(f"Neu: {NEW}")
    await press(editor, asked, "Ja, speichern")
    assert "Gespeichert, danke!" in asked.text
    await press(editor, asked, "Rückgängig machen")
    assert f"Telefon: {NEW} → {OLD}" in asked.text


@pytest.mark.usefixtures("lotse")
async def test_a_proposal_behind_the_details_reaches_the_office_and_comes_true(editor: Human, sam: Human) -> None:
    await editor.writes("/hilfe")
    await editor.hears()
    answer = await ask(sam)
    await press(sam, answer, "Mehr")
    await press(sam, answer, "Stimmt nicht?")
    await press(sam, answer, f"Telefon, bisher {OLD}")
    await sam.writes(NEW)
    asked = await sam.hears_that(f"Neu: {NEW}")
    await press(sam, asked, "Ja, vorschlagen")
    offered = await editor.hears_that("Vorschlag 1")
    await press(editor, offered, "Übernehmen")
    assert "Übernommen." in offered.text
    await sam.hears_that("Dein Vorschlag ist übernommen, danke!")
    await sam.writes("/aendern centre/duisburg")
    await sam.hears_that(lambda shown: f"Telefon, bisher {NEW}" in shown.buttons)
