"""Phrasings that people teach by their choices, and what editors make of them."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.storage.engine.tables import phrasing_choosers
from handlers.core.events import PlatformName
from handlers.core.messages import Message
from knowledge.entries import Offer
from tests.conversations.conftest import Talk
from tests.conversations.curated import OFFER, Curation, chat, curate, press, read

QUESTION = "Zwirbelkurs mit Büchern für Kleine?"


@pytest.fixture(params=[PlatformName.MATRIX, PlatformName.TELEGRAM])
async def curation(talk: Talk, request: pytest.FixtureRequest) -> Curation:
    return await curate(talk, request.param)


async def choose(person: Talk, question: str = QUESTION) -> None:
    """Ask, and choose the entry from what is offered."""
    async with person.database.begin() as unit:
        await unit.proposed_phrasings.count(OFFER, question, [person.sender.id], person.now)


async def take(person: Talk) -> None:
    """Ask in a talk, and press the first entry that is offered."""
    (asked,) = await person.say("Programm für kleine Kinder und Eltern in der Kita")
    chosen = next(choice for choice in asked.choices if choice.says.startswith("/eintrag"))
    await press(person, asked, chosen.label)


async def show(curation: Curation) -> Message:
    (shown,) = await curation.edith.say("/formulierungen")
    return shown


async def test_a_choice_taken_counts_for_the_question_before(curation: Curation) -> None:
    other = chat(curation.talk, "sams-other-account", curation.sam.platform)
    async with curation.talk.database.begin() as unit:
        await unit.people.join(curation.sam.sender, other.sender)
    await take(curation.sam)
    shown = read([await show(curation)])
    assert "„Programm für kleine Kinder und Eltern in der Kita“ → " in shown
    assert "(1 ×)" in shown
    assert "sam" not in shown
    # Whoever takes it again and again is one person, with each of their accounts.
    for account in (curation.sam, curation.sam, other):
        await take(account)
    assert "(1 ×)" in read([await show(curation)])
    await take(curation.emil)
    assert "(2 ×)" in read([await show(curation)])
    async with curation.talk.database.begin() as unit:
        kept = (await unit.connection.execute(select(phrasing_choosers))).all()
    assert not [row for row in kept if "sam" in str(row) or "emil" in str(row)]


async def test_the_most_wanted_comes_first_and_is_added_with_one_tap(curation: Curation) -> None:
    await choose(curation.sam, "Einmal?")
    for person in (curation.sam, curation.mia, curation.emil):
        await choose(person)
    shown = await show(curation)
    assert read([shown]).index(QUESTION) < read([shown]).index("Einmal?")
    said = read(await press(curation.edith, shown, "1 aufnehmen"))
    assert "Aufgenommen bei" in said
    entry = await curation.entry(OFFER)
    assert isinstance(entry, Offer)
    assert entry.phrasings[-1] == QUESTION
    assert (await curation.last(OFFER)).reason == "Formulierung aufgenommen"
    await choose(curation.sam)
    assert QUESTION not in read([await show(curation)])


async def test_what_is_to_do_begins_with_the_most_wanted_for_editors_only(curation: Curation) -> None:
    await choose(curation.sam)
    said = await curation.edith.say("/pflege")
    assert QUESTION in said[0].text
    assert QUESTION not in read(await curation.mia.say("/pflege"))
    assert "Aufgenommen bei" in read(await press(curation.edith, said[0], "1 aufnehmen"))
    assert QUESTION not in read(await curation.edith.say("/pflege"))


async def test_what_is_left_out_stays_out(curation: Curation) -> None:
    before = await curation.last(OFFER)
    await choose(curation.sam)
    await press(curation.edith, await show(curation), "1 weglassen")
    await choose(curation.sam)
    assert "niemand eine Formulierung" in (await show(curation)).text
    assert await curation.last(OFFER) == before


async def test_words_of_another_entry_are_not_added(curation: Curation) -> None:
    other = next(entry for entry in curation.talk.search.knowledge.offers if entry.id != OFFER)
    before = await curation.last(OFFER)
    await choose(curation.sam, f"{other.title}?")
    assert "führen schon zu" in read(await press(curation.edith, await show(curation), "1 aufnehmen"))
    assert await curation.last(OFFER) == before


@pytest.mark.parametrize("command", ["/formulierungen", "/formulierung offer/griffbereit 0123456789abcdef ja"])
async def test_it_is_for_editors(curation: Curation, command: str) -> None:
    await choose(curation.sam)
    for person in (curation.mia, curation.sam):
        assert "der Redaktion vorbehalten" in await person.hear(command)


@pytest.mark.parametrize("argument", ["", "x", "offer/griffbereit 0123456789abcdef ja", "../x 0123456789abcdef ja"])
async def test_an_unknown_proposal_is_refused(curation: Curation, argument: str) -> None:
    assert "gibt es nicht mehr" in await replace(curation.edith).hear(f"/formulierung {argument}")
