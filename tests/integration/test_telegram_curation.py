"""The service and a Bot API: an entry is changed by its editors, and by a proposal that they accept."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.bot_api.world import Shown
from tests.integration.service import Service
from tests.integration.settling import settle

REVISION = "SELECT revision FROM records WHERE id = 'centre/duisburg'"
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


async def test_an_owner_corrects_an_answer_where_it_stands_and_nobody_else_does(
    lotse: Service, editor: Human, sam: Human, api: BotApi
) -> None:
    mia, emil = Human(api=api, name="Mia"), Human(api=api, name="Emil")
    for person, centre in ((mia, "Duisburg"), (emil, "Essen")):
        await editor.writes(f"/mitglied {person.user.id} {centre}")
        await editor.hears_that(f"Integrationszentrum {centre}")
        await person.writes("/mitglied")
        await person.hears()
    answer = await ask(sam)
    await emil.writes("/aendern centre/duisburg")
    await emil.hears_that("Was hat sich geändert?")
    before = lotse.stored(REVISION)
    await ask(mia)
    await mia.writes(f"Neue Nummer: {NEW}")
    asked = await mia.hears_that(f"Neu: {NEW}")
    # Forwarded, or pressed from elsewhere with the data of the button.
    await emil.presses(asked, "Ja, speichern")
    order = await emil.writes("/themen")
    await emil.edits(order, f"/speichern centre/duisburg contact.phone {before[0][0]}\n0203 283-1")
    await emil.hears_that("Soll ich das vorschlagen?")
    assert lotse.stored(REVISION) == before
    await press(mia, asked, "Ja, speichern")
    assert "Gespeichert, danke!" in asked.text
    settle(lotse, "centre/duisburg")
    await api.until(lambda: "korrigiert am" in answer.text)
    assert NEW in answer.text
    assert (await sam.hears_that("Ich habe diese Antwort berichtigt.")).text.endswith(f"Telefon {NEW}.")
