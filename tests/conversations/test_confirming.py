"""“Stimmt das noch?”: who is asked about which fields and when, and what their answers lead to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.jobs.field_rounds import FieldRounds
from handlers.core.events import Event, PlatformName, Sender
from handlers.core.messages import Edit, Message, Outgoing
from handlers.curation.confirming.selection import choose_person
from handlers.curation.model.fields import FieldName
from handlers.curation.model.freshness import list_due
from knowledge.entries import Centre, Contact, Knowledge
from knowledge.search import Search
from tests.conversations.conftest import Talk
from tests.conversations.curated import DUISBURG, ESSEN, Curation, curate, press, read

# A Thursday, at ten in the morning.
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
HOLDS, GONE, UNKNOWN, LATER = "Ja, stimmt", "Gibt es nicht mehr", "Weiß ich nicht", "Später"


@pytest.fixture(scope="module")
def old(search: Search) -> Search:
    """The knowledge with two centres of which everything is old."""
    entries = [_make_old(entry) for id_ in (DUISBURG, ESSEN) if isinstance(entry := search.get_entry(id_), Centre)]
    return search.update(search.knowledge.with_records(entries))


@pytest.fixture(params=[PlatformName.MATRIX, PlatformName.TELEGRAM])
async def curation(talk: Talk, old: Search, request: pytest.FixtureRequest) -> Curation:
    """Two centres of which everything is old, each with one member."""
    talk.now, talk.search = NOW, old
    return await curate(talk, request.param)


def _make_old(centre: Centre) -> Centre:
    contact = Contact(phone="0203 283-8111", email="ki@example.org")
    return centre.model_copy(update={"contact": contact, "as_of": "2019-05", "checked": ()})


async def list_asked(curation: Curation, *, at: datetime | None = None) -> list[Message]:
    """Return what is asked of itself at a time; all of it arrives."""
    said: list[Outgoing] = []
    talk = curation.talk
    for person in (talk, curation.mia, curation.emil, curation.sam, curation.edith):
        person.now = at or talk.now
    async with talk.database.begin() as unit:
        stored = [await unit.records.find(id_) for id_ in (DUISBURG, ESSEN)]
    knowledge = Knowledge(centres=tuple(each.record for each in stored if each and isinstance(each.record, Centre)))

    async def handle(event: Event) -> None:
        said.extend(await talk.happens(event))

    zone = ZoneInfo("Europe/Berlin")
    clock, rules = (lambda: talk.now), talk.care_rules
    await FieldRounds(talk.database, lambda: knowledge, talk.editors, handle, clock, zone, rules).run()
    for each in said:
        await talk.delivered(each)
    return [each for each in said if isinstance(each, Message)]


def find_shown(said: Sequence[Outgoing]) -> Message:
    (shown,) = [each.message if isinstance(each, Edit) else each for each in said]
    assert isinstance(shown, Message)
    return shown


def find_for(person: Talk, asked: Sequence[Message]) -> Message:
    (message,) = [each for each in asked if each.address.shares_room(person.address)]
    return message


async def test_a_member_is_asked_about_one_field_after_the_other(curation: Curation) -> None:
    question = find_for(curation.mia, await list_asked(curation))
    assert question.private_to == curation.mia.sender
    assert "Stimmt das noch?" in question.text
    assert "Telefon: 0203 283-8111" in read([question])
    assert "Stand Mai 2019" in question.text
    said = await press(curation.mia, question, HOLDS)
    assert "gilt als geprüft" in read(said)
    assert "E-Mail: ki@example.org" in read(said).replace("\\", "")
    following = find_shown(said)
    assert "Das war alles." in read(await press(curation.mia, following, HOLDS))
    entry = await curation.entry()
    assert {each.field: each.on for each in entry.checked} == dict.fromkeys(
        (FieldName.PHONE, FieldName.EMAIL), date(2026, 11, 26)
    )
    assert list_due(entry, date(2026, 11, 26)) == []
    assert (await curation.last()).reason == "bestätigt"


async def test_nobody_is_asked_twice_a_week_nor_at_night_nor_on_a_holiday(curation: Curation) -> None:
    assert await list_asked(curation, at=datetime(2026, 11, 26, 20, tzinfo=UTC)) == []
    assert await list_asked(curation, at=datetime(2026, 11, 28, 10, tzinfo=UTC)) == []
    assert await list_asked(curation, at=datetime(2026, 12, 25, 10, tzinfo=UTC)) == []
    assert len(await list_asked(curation, at=NOW)) == 2
    assert await list_asked(curation, at=NOW + timedelta(hours=1)) == []
    assert await list_asked(curation, at=NOW + timedelta(days=6)) == []


async def test_what_is_gone_is_shown_no_more_and_can_be_taken_back(curation: Curation) -> None:
    question = find_for(curation.mia, await list_asked(curation))
    said = await press(curation.mia, question, GONE)
    assert await curation.value() is None
    following = find_shown(said)
    await press(curation.mia, following, "Rückgängig machen")
    assert await curation.value() == "0203 283-8111"


async def test_what_a_member_does_not_know_goes_to_the_office(curation: Curation) -> None:
    question = find_for(curation.mia, await list_asked(curation))
    await press(curation.mia, question, UNKNOWN)
    asked = await list_asked(curation, at=NOW + timedelta(days=1))
    assert "Telefon" in find_for(curation.edith, asked).text


async def test_what_the_office_does_not_know_is_asked_again_after_four_weeks(curation: Curation) -> None:
    await press(curation.mia, find_for(curation.mia, await list_asked(curation)), UNKNOWN)
    question = find_for(curation.edith, await list_asked(curation, at=NOW + timedelta(days=1)))
    assert "in vier Wochen wieder" in read(await press(curation.edith, question, UNKNOWN))
    assert not [each for each in await list_asked(curation, at=NOW + timedelta(days=20)) if "Telefon" in each.text]
    again = await list_asked(curation, at=NOW + timedelta(days=32))
    assert "Telefon" in find_for(curation.edith, again).text


async def test_what_nobody_answers_goes_to_the_office_after_four_weeks(curation: Curation) -> None:
    await list_asked(curation)
    assert await list_asked(curation, at=NOW + timedelta(days=26)) == []
    late = await list_asked(curation, at=NOW + timedelta(days=32))
    assert [each.address.room for each in late] == [curation.edith.room]


async def test_later_is_a_week_later(curation: Curation) -> None:
    question = find_for(curation.mia, await list_asked(curation))
    said = await press(curation.mia, question, LATER)
    following = find_shown(said)
    await press(curation.mia, following, HOLDS)
    again = await list_asked(curation, at=NOW + timedelta(days=8))
    assert "Telefon" in find_for(curation.mia, again).text


async def test_what_was_changed_meanwhile_is_not_asked(curation: Curation) -> None:
    question = find_for(curation.mia, await list_asked(curation))
    for text in ("/aendern centre/duisburg contact.email", "neu@example.org", "ja"):
        await curation.mia.say(text)
    said = read(await press(curation.mia, question, HOLDS))
    assert said == "Danke! Telefon von **Kommunales Integrationszentrum Duisburg** gilt als geprüft.\n\nDas war alles."


async def test_a_value_that_was_changed_meanwhile_is_not_confirmed(curation: Curation) -> None:
    question = find_for(curation.mia, await list_asked(curation))
    for text in ("/aendern centre/duisburg contact.phone", "0203 283-9999", "ja"):
        await curation.mia.say(text)
    before = await curation.last()
    said = read(await press(curation.mia, question, HOLDS))
    assert said.startswith("Seitdem hat jemand diesen Eintrag geändert.")
    assert "E-Mail: ki@example.org" in said
    assert await curation.last() == before


@pytest.mark.parametrize("verdict", ["ja", "weg", "unklar", "spaeter"])
async def test_others_decide_nothing(curation: Curation, verdict: str) -> None:
    before = await curation.last()
    command = f"/stimmt {DUISBURG} contact.phone {before.number} {verdict}"
    for person in (curation.emil, curation.sam):
        assert "Das darfst du nicht ändern." in await person.hear(command)
    await curation.revoke(curation.mia, DUISBURG)
    assert "Das darfst du nicht ändern." in await curation.mia.hear(command)
    assert await curation.last() == before


@pytest.mark.parametrize(
    "argument", ["", "ja", "centre/duisburg", "centre/duisburg contact.phone 1 vielleicht", "../x contact.phone 1 ja"]
)
async def test_a_verdict_without_a_field_is_refused(curation: Curation, argument: str) -> None:
    assert "Diesen Eintrag finde ich nicht" in await curation.mia.hear(f"/stimmt {argument}")


async def test_members_who_are_away_are_left_alone(curation: Curation) -> None:
    async with curation.talk.database.begin() as unit:
        await unit.centre_members.note_absence(curation.mia.sender, NOW + timedelta(days=10), NOW)
    assert [each.address.room for each in await list_asked(curation)] == [curation.emil.room]


def test_the_person_who_was_asked_least_recently_is_asked() -> None:
    assert choose_person([], [], NOW) is None
    mia = replace(curated_sender(), id="mia")
    assert choose_person([[mia]], [], NOW) == [mia]


def curated_sender() -> Sender:
    return Sender(platform=PlatformName.MATRIX, id="x")


async def test_who_has_answered_everything_is_left_alone_for_the_week(curation: Curation) -> None:
    question = find_for(curation.mia, await list_asked(curation))
    following = find_shown(await press(curation.mia, question, HOLDS))
    await press(curation.mia, following, HOLDS)
    entry = await curation.entry()
    assert isinstance(entry, Centre)
    contact = entry.contact.model_copy(update={"website": "https://ki.example.org"})
    async with curation.talk.database.begin() as unit:
        await unit.records.put(entry.model_copy(update={"contact": contact}), "lotse", NOW)
    assert await list_asked(curation, at=NOW + timedelta(hours=1)) == []
    assert await list_asked(curation, at=NOW + timedelta(days=6)) == []
    assert "Website" in find_for(curation.mia, await list_asked(curation, at=NOW + timedelta(days=8))).text
