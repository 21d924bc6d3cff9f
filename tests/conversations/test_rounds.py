"""Rounds: once a quarter the contact details of all centres are gone through, and the office sees how far that is."""

import csv
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest

from bot.jobs.calendar_events import ROUNDS, CalendarEvents
from bot.jobs.field_rounds import FieldRounds
from handlers.core.events import Event, PlatformName
from handlers.core.messages import Edit, Message, Outgoing
from handlers.curation.model.fields import FieldName, mark_checked
from handlers.curation.model.rounds import CareRules, RoundPhase, find_round
from knowledge.entries import Centre, CheckedField, Contact, Knowledge, Visibility
from knowledge.search import Search
from tests.conversations.conftest import Talk
from tests.conversations.curated import DUISBURG, ESSEN, OFFER, Curation, curate, press, read

ZONE = ZoneInfo("Europe/Berlin")
# The first working day of the quarter, a Monday after a holiday and a weekend, at ten in the morning.
BEGINS = datetime(2027, 1, 4, 9, tzinfo=UTC)
# In the round before, and more than three months ago.
BEFORE = date(2026, 10, 2)
ENDS = datetime(2027, 3, 22, 9, tzinfo=UTC)
HOLDS = "Ja, stimmt"


@pytest.fixture(params=[PlatformName.MATRIX])
async def curation(talk: Talk, request: pytest.FixtureRequest) -> Curation:
    """Two centres, each with one member, whose contact details were checked three months ago: none is due by itself."""
    talk.now = BEGINS
    offers = tuple(each for each in talk.search.knowledge.offers if each.id == OFFER)
    talk.search = Search(Knowledge(centres=(_make_centre(talk, DUISBURG), _make_centre(talk, ESSEN)), offers=offers))
    return await curate(talk, request.param)


def _make_centre(talk: Talk, id_: str) -> Centre:
    centre = talk.search.get_entry(id_)
    assert isinstance(centre, Centre)
    contact = Contact(phone="0203 283-8111", email="ki@example.org")
    checked = tuple(CheckedField(field=name, on=BEFORE) for name in FieldName)
    return centre.model_copy(update={"contact": contact, "as_of": "2026-09", "checked": checked})


async def move(curation: Curation, at: datetime) -> None:
    """Let it be that time for everybody, who all know what is stored."""
    people = (curation.talk, curation.mia, curation.emil, curation.sam, curation.edith)
    entries = [await curation.entry(id_) for id_ in (DUISBURG, ESSEN)]
    offers = curation.talk.search.knowledge.offers
    centres = tuple(entry for entry in entries if isinstance(entry, Centre))
    search = Search(Knowledge(centres=centres, offers=offers))
    for each in people:
        each.now, each.search = at, search


async def change(curation: Curation, id_: str, **changed: object) -> None:
    entry = await curation.entry(id_)
    async with curation.talk.database.begin() as unit:
        await unit.records.put(entry.model_copy(update=changed), "lotse", curation.talk.now)


async def list_asked(curation: Curation, at: datetime) -> list[Message]:
    """Return what people are asked of itself at a time; all of it arrives."""
    await move(curation, at)
    talk = curation.talk
    handle, said = _collect(talk)
    knowledge, rules = talk.search.knowledge, talk.care_rules
    await FieldRounds(talk.database, lambda: knowledge, talk.editors, handle, lambda: at, ZONE, rules).run()
    return await _arrive(talk, said)


async def list_told(curation: Curation, at: datetime) -> list[Message]:
    """Return what the office is told of the round at a time; all of it arrives."""
    await move(curation, at)
    handle, said = _collect(curation.talk)
    await CalendarEvents(ROUNDS, handle, lambda: at, ZONE).run()
    return await _arrive(curation.talk, said)


def _collect(talk: Talk) -> tuple[Callable[[Event], Awaitable[None]], list[Outgoing]]:
    """Return a handler of events, and the list of what it makes Lotse say."""
    said = list[Outgoing]()

    async def handle(event: Event) -> None:
        said.extend(await talk.happens(event))

    return handle, said


async def _arrive(talk: Talk, said: Sequence[Outgoing]) -> list[Message]:
    for each in said:
        await talk.delivered(each)
    return [each for each in said if isinstance(each, Message)]


def find_for(person: Talk, asked: Sequence[Message]) -> Message:
    (message,) = [each for each in asked if each.address.shares_room(person.address)]
    return message


async def read_file(curation: Curation, message: Message) -> list[dict[str, str]]:
    assert message.attachment is not None
    assert message.attachment.name == "runde-2027-1.csv"
    assert message.private_to is not None
    async with curation.talk.database.begin() as unit:
        content = await unit.files.content(message.attachment)
    assert content is not None
    return [*csv.DictReader(StringIO(content.decode("utf-8-sig")), delimiter=";")]


@pytest.mark.parametrize(
    ("day", "quarter", "begins", "ends", "phase"),
    [
        (date(2027, 1, 3), (2026, 4), date(2026, 10, 1), date(2027, 1, 3), RoundPhase.ENDING),
        (date(2027, 1, 4), (2027, 1), date(2027, 1, 4), date(2027, 3, 31), RoundPhase.BEGINNING),
        (date(2027, 1, 18), (2027, 1), date(2027, 1, 4), date(2027, 3, 31), RoundPhase.RUNNING),
        (date(2027, 3, 18), (2027, 1), date(2027, 1, 4), date(2027, 3, 31), RoundPhase.ENDING),
        (date(2027, 12, 31), (2027, 4), date(2027, 10, 1), date(2028, 1, 2), RoundPhase.ENDING),
    ],
)
def test_a_round_begins_on_the_first_working_day_of_a_quarter(
    day: date, quarter: tuple[int, int], begins: date, ends: date, phase: RoundPhase
) -> None:
    found = find_round(day)
    assert ((found.year, found.quarter), found.begins, found.ends) == (quarter, begins, ends)
    assert found.get_phase(day) is phase


async def test_each_centre_is_asked_once_for_all_its_contact_details(curation: Curation) -> None:
    assert await list_asked(curation, BEGINS - timedelta(days=4)) == []
    assert await list_asked(curation, BEGINS - timedelta(hours=3)) == []
    asked = await list_asked(curation, BEGINS)
    assert {each.address.room for each in asked} == {"mia", "emil"}
    assert "Telefon: 0203 283-8111" in read([find_for(curation.mia, asked)])
    following = await press(curation.mia, find_for(curation.mia, asked), HOLDS)
    assert "E-Mail: ki@example.org" in read(following)
    assert "Das war alles." in read(await press(curation.mia, _find_shown(following), HOLDS))
    assert await list_asked(curation, BEGINS + timedelta(days=8)) == []
    # The office takes on what nobody has answered for four weeks, as ever.
    assert [each.address.room for each in await list_asked(curation, BEGINS + timedelta(days=29))] == ["edith"]
    assert find_round(BEGINS.date() + timedelta(days=90)).quarter == 2
    assert "mia" in {each.address.room for each in await list_asked(curation, BEGINS + timedelta(days=91))}


def _find_shown(said: Sequence[Outgoing]) -> Message:
    (shown,) = [each.message if isinstance(each, Edit) else each for each in said]
    assert isinstance(shown, Message)
    return shown


async def test_nobody_is_asked_about_what_was_checked_in_the_last_three_months(curation: Curation) -> None:
    entry = await curation.entry()
    for name in (FieldName.PHONE, FieldName.EMAIL):
        entry = mark_checked(entry, name, BEGINS.date() - timedelta(days=30))
    await change(curation, DUISBURG, checked=entry.checked)
    assert [each.address.room for each in await list_asked(curation, BEGINS)] == ["emil"]
    assert "es fehlt noch" not in (await curation.mia.hear("/pflege")).casefold()
    late = await list_asked(curation, BEGINS + timedelta(days=63))
    assert "mia" in {each.address.room for each in late}


@pytest.mark.parametrize("rules", [CareRules(has_rounds=False), CareRules(asks_fields=False)])
async def test_nobody_is_asked_where_it_is_turned_off(curation: Curation, rules: CareRules) -> None:
    curation.talk.care_rules = rules
    assert await list_asked(curation, BEGINS) == []


async def test_what_is_due_is_not_asked_either_where_all_questions_are_turned_off(curation: Curation) -> None:
    await change(curation, DUISBURG, checked=(), as_of="2019-05")
    curation.talk.care_rules = CareRules(has_rounds=False)
    assert [each.address.room for each in await list_asked(curation, BEGINS)] == ["mia"]
    curation.talk.care_rules = CareRules(has_rounds=False, asks_fields=False)
    assert await list_asked(curation, BEGINS + timedelta(days=29)) == []


async def test_the_office_is_told_once_when_a_round_begins_and_once_before_it_ends(curation: Curation) -> None:
    assert await list_told(curation, BEGINS - timedelta(days=2)) == []
    begun = find_for(curation.edith, await list_told(curation, BEGINS))
    assert "Eine neue Runde beginnt." in begun.text
    assert "Bis 31.3.2027" in read([begun])
    assert await list_told(curation, BEGINS + timedelta(hours=1)) == []
    assert await list_told(curation, BEGINS + timedelta(days=30)) == []
    await curation.revoke(curation.emil, ESSEN)
    ending = read([find_for(curation.edith, await list_told(curation, ENDS))])
    assert "Die Runde endet am 31.3.2027." in ending
    assert "0 von 4 Kontaktdaten geprüft" in ending
    assert "- Kommunales Integrationszentrum Essen: Telefon, E-Mail (niemand pflegt das)" in ending
    assert await list_told(curation, ENDS + timedelta(days=1)) == []
    assert "Eine neue Runde beginnt." in read(await list_told(curation, datetime(2027, 4, 1, 9, tzinfo=UTC)))


async def test_nobody_is_told_of_a_round_at_night_or_where_there_is_none(curation: Curation) -> None:
    assert await list_told(curation, BEGINS - timedelta(hours=3)) == []
    curation.talk.care_rules = CareRules(asks_fields=False)
    assert "Ich frage von selbst niemanden" in read(await list_told(curation, BEGINS))
    curation.talk.care_rules = CareRules(has_rounds=False)
    assert await list_told(curation, ENDS) == []


async def test_the_office_sees_the_progress_by_centre_and_as_a_file(curation: Curation) -> None:
    asked = await list_asked(curation, BEGINS)
    await press(curation.mia, find_for(curation.mia, asked), HOLDS)
    await move(curation, BEGINS + timedelta(days=1))
    summary, file = await curation.edith.say("/runde")
    assert "Runde 1/2027**, seit 4.1.2027: 1 von 4 Kontaktdaten geprüft" in read([summary])
    assert "Bei 2 von 2 Zentren fehlt noch etwas" in summary.text
    lines = read([summary]).splitlines()
    assert lines[-2:] == [
        "- Kommunales Integrationszentrum Essen: Telefon, E-Mail",
        "- Kommunales Integrationszentrum Duisburg: E-Mail",
    ]
    rows = await read_file(curation, file)
    assert [row["ID"] for row in rows] == [ESSEN, DUISBURG]
    duisburg = rows[1]
    assert (duisburg["geprüft"], duisburg["fehlt"], duisburg["was fehlt"]) == ("1", "1", "E-Mail")
    assert duisburg["zuletzt geprüft"] == "2027-01-04"
    assert duisburg["Mitglieder"] == "1"


async def test_a_change_counts_as_checked(curation: Curation) -> None:
    for text in (f"/aendern {DUISBURG} contact.phone", "0203 123-4567", "ja"):
        await curation.mia.say(text)
    await move(curation, BEGINS + timedelta(hours=1))
    assert "1 von 4 Kontaktdaten geprüft" in read((await curation.edith.say("/runde"))[:1])


async def test_members_see_their_own_centre_alone(curation: Curation) -> None:
    heard = read((await curation.mia.say("/pflege"))[:1])
    assert "Runde 1**, Kommunales Integrationszentrum Duisburg: 0 von 2 Kontaktdaten geprüft" in heard
    assert "Es fehlt noch: Telefon, E-Mail." in heard
    assert "Essen" not in heard
    assert "Runde" not in read(await curation.edith.say("/pflege"))
    curation.mia.care_rules = CareRules(has_rounds=False)
    assert "Runde" not in read(await curation.mia.say("/pflege"))


async def test_only_the_office_asks_for_the_progress_and_only_directly(curation: Curation) -> None:
    for person in (curation.mia, curation.sam):
        assert "Redakt" in await person.hear("/runde")
    group = replace(curation.edith, room="group", direct=False)
    assert "Direktchat" in await group.hear("/runde")
    curation.edith.care_rules = CareRules(has_rounds=False)
    assert "Runden sind ausgeschaltet" in await curation.edith.hear("/runde")


@pytest.mark.parametrize("curation", [PlatformName.MATRIX, PlatformName.TELEGRAM], indirect=True)
async def test_nothing_internal_reaches_chats_outside_the_house(curation: Curation) -> None:
    await change(curation, ESSEN, visibility=Visibility.INTERNAL)
    assert "Essen" not in read(await list_told(curation, ENDS))
    summary, file = await curation.edith.say("/runde")
    is_in_house = curation.edith.platform is PlatformName.MATRIX
    assert ("Essen" in summary.text) is is_in_house
    assert (ESSEN in [row["ID"] for row in await read_file(curation, file)]) is is_in_house


async def test_a_long_list_says_how_much_it_leaves_out(curation: Curation) -> None:
    centre = await curation.entry()
    assert isinstance(centre, Centre)
    more = [centre.model_copy(update={"id": f"centre/probe-{n}", "title": f"Probe {n:02}"}) for n in range(14)]
    curation.edith.search = Search(Knowledge(centres=(centre, *more)))
    summary, file = await curation.edith.say("/runde")
    assert "und 5 weitere; alle stehen in der Datei" in summary.text
    assert summary.text.count("\n- ") == 11
    assert len(await read_file(curation, file)) == 15
