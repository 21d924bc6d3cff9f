"""“Hast du jemanden erreicht?”: who is asked when, and what the answers lead to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.jobs.due_events import DueEvents
from bot.jobs.field_rounds import FieldRounds
from handlers.core.events import Event, FieldsDue, PlatformName
from handlers.core.messages import Message, Outgoing
from handlers.curation.model.fields import FieldName
from handlers.curation.model.rounds import CareRules
from knowledge.entries import Centre, Knowledge
from tests.conversations.conftest import Talk
from tests.conversations.curated import DUISBURG, Curation, curate, press, read

# A Thursday; the next working days are Friday and Monday.
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
QUESTION = "Telefonnummer KI Duisburg"


@pytest.fixture(params=[PlatformName.MATRIX, PlatformName.TELEGRAM])
async def curation(talk: Talk, request: pytest.FixtureRequest) -> Curation:
    talk.now = NOW
    found = await curate(talk, request.param)
    async with talk.database.begin() as unit:
        revision = await unit.records.revision()
    for person in (talk, found.mia, found.emil, found.sam, found.edith):
        person.search = talk.search.update(replace(talk.search.knowledge, revision=revision))
    return found


async def list_asked(curation: Curation, person: Talk, at: datetime) -> list[Message]:
    """Return what is asked of itself at a time; all of it arrives."""
    said: list[Outgoing] = []
    for one in (curation.talk, curation.mia, curation.emil, curation.sam, curation.edith):
        one.now = at

    async def handle(event: Event) -> None:
        said.extend(await person.happens(event))

    await DueEvents(person.database, handle, lambda: at).dispatch()
    for each in said:
        await person.delivered(each)
    return [each for each in said if isinstance(each, Message)]


async def find_question(curation: Curation) -> Message:
    await curation.sam.say(QUESTION)
    (question,) = await list_asked(curation, curation.sam, NOW + timedelta(days=1, hours=1))
    return question


async def test_it_is_asked_on_the_next_working_day_and_once(curation: Curation) -> None:
    await curation.sam.say(QUESTION)
    assert await list_asked(curation, curation.sam, NOW + timedelta(hours=5)) == []
    (question,) = await list_asked(curation, curation.sam, NOW + timedelta(days=1, hours=1))
    assert "Hast du dort jemanden erreicht?" in question.text
    assert "0203 283-8111" in read([question])
    assert question.private_to is not None
    assert await list_asked(curation, curation.sam, NOW + timedelta(days=2)) == []


async def test_who_looks_after_the_entry_is_not_asked(curation: Curation) -> None:
    await curation.mia.say(QUESTION)
    await curation.emil.say(QUESTION)
    (question,) = await list_asked(curation, curation.emil, NOW + timedelta(days=1, hours=1))
    assert question.private_to == curation.emil.sender


async def test_a_person_is_asked_once_a_fortnight(curation: Curation) -> None:
    await find_question(curation)
    await curation.sam.say(QUESTION)
    assert await list_asked(curation, curation.sam, NOW + timedelta(days=5)) == []
    for each in (curation.talk, curation.sam):
        each.now = NOW + timedelta(days=20)
    await curation.sam.say(QUESTION)
    assert len(await list_asked(curation, curation.sam, NOW + timedelta(days=22))) == 1


async def test_yes_counts_as_a_check(curation: Curation) -> None:
    question = await find_question(curation)
    assert "gilt die Angabe als geprüft" in read(await press(curation.sam, question, "Ja"))
    entry = await curation.entry()
    assert [each.field for each in entry.checked] == [FieldName.PHONE]
    assert (await curation.last()).reason == "jemand wurde erreicht"
    assert "sam" not in (await curation.last()).author
    before = await curation.last()
    await press(curation.sam, question, "Ja")
    assert await curation.last() == before


async def test_no_tells_who_looks_after_it_but_not_who_asked(curation: Curation) -> None:
    question = await find_question(curation)
    said = await press(curation.sam, question, "Nein")
    told = [each for each in said if isinstance(each, Message) and each.address.room == curation.mia.room]
    assert len(told) == 1
    assert "Jemand hat hier niemanden erreicht." in told[0].text
    assert "sam" not in told[0].text
    await press(curation.mia, told[0], "Ja, stimmt")
    assert [each.field for each in (await curation.entry()).checked] == [FieldName.PHONE]


@pytest.mark.parametrize(("verdict", "asked"), [("Später", "mia"), ("Weiß ich nicht", "edith")])
async def test_what_its_owner_does_not_know_at_once_is_asked_again(
    curation: Curation, verdict: str, asked: str
) -> None:
    said = await press(curation.sam, await find_question(curation), "Nein")
    (told,) = [each for each in said if isinstance(each, Message) and each.address.room == curation.mia.room]
    await press(curation.mia, told, verdict)
    later = NOW + timedelta(days=11)
    events: list[FieldsDue] = []

    async def handle(event: Event) -> None:
        assert isinstance(event, FieldsDue)
        events.append(event)

    talk, centre = curation.talk, await curation.entry()
    assert isinstance(centre, Centre)
    knowledge = Knowledge(centres=(centre,))
    await FieldRounds(
        talk.database, lambda: knowledge, talk.editors, handle, lambda: later, ZoneInfo("Europe/Berlin"), CareRules()
    ).run()
    assert [each.sender.id for each in events if (DUISBURG, FieldName.PHONE) in each.fields] == [asked]


@pytest.mark.parametrize("how", ["button", "/abo rückfragen", "/abo Rueckfragen"])
async def test_who_wants_none_is_asked_no_more(curation: Curation, how: str) -> None:
    if how == "button":
        await press(curation.sam, await find_question(curation), "Nicht mehr fragen")
    else:
        assert "frage ich dich nicht mehr" in await curation.sam.hear(how)
    for each in (curation.talk, curation.sam):
        each.now = NOW + timedelta(days=20)
    await curation.sam.say(QUESTION)
    assert await list_asked(curation, curation.sam, NOW + timedelta(days=25)) == []
    assert "frage ab und zu wieder" in await curation.sam.hear("/abo rückfragen")


@pytest.mark.parametrize("question", ["KI Duisburg", "E-Mail KI Duisburg", "Was ist Griffbereit?"])
async def test_other_questions_lead_to_none(curation: Curation, question: str) -> None:
    await curation.sam.say(question)
    assert await list_asked(curation, curation.sam, NOW + timedelta(days=5)) == []


async def test_what_has_changed_since_is_not_confirmed(curation: Curation) -> None:
    question = await find_question(curation)
    for text in (f"/aendern {DUISBURG} contact.phone", "0203 283-9999", "ja"):
        await curation.mia.say(text)
    before = await curation.last()
    assert "hat sich seitdem geändert" in read(await press(curation.sam, question, "Ja"))
    assert await curation.last() == before


@pytest.mark.parametrize("argument", ["1 ja", "1 nein", "999 ja", "x ja", "1", "1 vielleicht", "9" * 30 + " ja"])
async def test_others_and_forged_numbers_decide_nothing(curation: Curation, argument: str) -> None:
    await find_question(curation)
    before = await curation.last()
    assert "Diese Frage gibt es nicht mehr." in await curation.emil.hear(f"/erreicht {argument}")
    assert await curation.last() == before
