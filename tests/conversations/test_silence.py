"""Owners who have gone: noticed by a daily look, told to the office once, in one message."""

from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from bot.jobs.calendar_events import OWNERS, CalendarEvents
from bot.storage.engine.tables import field_questions
from handlers.core.events import Event, EventId, OwnersDue
from handlers.core.messages import Message
from handlers.curation import membership
from knowledge.entries import CheckedField
from knowledge.search import Search
from tests.conversations.conftest import Talk
from tests.conversations.curated import DUISBURG, ESSEN, Curation, chat, curate

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
_NUMBERS = count(1)


@pytest.fixture
async def curation(talk: Talk) -> Curation:
    """Return centres whose members, and the office, have written to Lotse."""
    curation = await curate(talk)
    for person in (curation.mia, curation.emil):
        await person.say("/mitglied")
    await curation.edith.say("/hilfe")
    return curation


async def look(curation: Curation) -> list[str]:
    """Return what the office is told on this day."""
    talk = curation.talk
    there = curation.edith.address
    event = OwnersDue(id=EventId(f"owners {next(_NUMBERS)}"), at=talk.now, address=there, sender=curation.sam.sender)
    said = await talk.happens(event)
    assert all(isinstance(each, Message) and each.address == there for each in said)
    return [each.text.replace("\\", "") for each in said if isinstance(each, Message)]


async def close(curation: Curation, person: Talk) -> None:
    async with curation.talk.database.begin() as unit:
        await unit.rooms.close(person.address, curation.talk.now)


async def ask(curation: Curation, entry: str, state: str = "open") -> None:
    """Ask a member of the centre now about a field."""
    row = {
        "entry": entry,
        "field": "contact.phone",
        "platform": curation.mia.platform.value,
        "sender": curation.mia.sender.id,
        "state": state,
        "asked_at": curation.talk.now,
    }
    async with curation.talk.database.begin() as unit:
        await unit.connection.execute(insert(field_questions).values(**row))


async def test_nothing_is_told_while_somebody_is_reached(curation: Curation) -> None:
    assert await look(curation) == []


async def test_whoever_blocks_lotse_is_told_once_with_their_centre(curation: Curation) -> None:
    await close(curation, curation.mia)
    (told,) = await look(curation)
    assert "Kommunales Integrationszentrum Duisburg: Alle, die dazugehören" in told
    assert "Essen" not in told
    assert "mia" not in told
    assert await look(curation) == []


@pytest.mark.parametrize("how", ["/mitglied verlassen ja", "/loeschen ja", "removed"])
async def test_a_centre_whose_last_member_has_left_is_told_once(curation: Curation, how: str) -> None:
    newcomer = chat(curation.talk, "nora", curation.mia.platform)
    async with curation.talk.database.begin() as unit:
        await membership.grant(newcomer.sender, DUISBURG, curation.mia.sender, curation.talk.context(unit))
    await curation.mia.say("/mitglied verlassen ja")
    assert await look(curation) == []
    if how == "removed":
        async with curation.talk.database.begin() as unit:
            await membership.revoke(newcomer.sender, DUISBURG, curation.edith.sender, curation.talk.context(unit))
    else:
        await newcomer.happens(newcomer.received(how))
    (told,) = await look(curation)
    assert "Duisburg: Niemand gehört mehr dazu" in told
    assert "nora" not in told
    assert await look(curation) == []


async def test_all_of_a_day_come_in_one_message_with_a_button_each(curation: Curation) -> None:
    await close(curation, curation.mia)
    await close(curation, curation.emil)
    event = OwnersDue(
        id=EventId("owners"), at=curation.talk.now, address=curation.edith.address, sender=curation.sam.sender
    )
    (told,) = await curation.talk.happens(event)
    assert isinstance(told, Message)
    assert told.text.count("\n- ") == 2
    assert [choice.says for choice in told.choices] == [f"/mitglied einladen {each}" for each in (DUISBURG, ESSEN)]
    assert "Der Code für" in (await curation.edith.say(told.choices[0].says))[0].text


async def test_a_centre_with_another_member_is_not_silent(curation: Curation) -> None:
    await close(curation, curation.mia)
    async with curation.talk.database.begin() as unit:
        await unit.centre_members.grant(curation.sam.sender, DUISBURG, curation.talk.now)
        await unit.people.meet(curation.sam.sender, curation.sam.address)
    assert await look(curation) == []
    await close(curation, curation.sam)
    assert len(await look(curation)) == 1


async def test_whoever_comes_back_and_goes_again_is_told_again(curation: Curation) -> None:
    await close(curation, curation.mia)
    assert len(await look(curation)) == 1
    async with curation.talk.database.begin() as unit:
        await unit.rooms.reopen(curation.mia.platform, [curation.mia.address.room])
    assert await look(curation) == []
    await close(curation, curation.mia)
    assert len(await look(curation)) == 1


async def test_no_answer_for_four_weeks_is_told(curation: Curation) -> None:
    await ask(curation, DUISBURG)
    await ask(curation, ESSEN, state="later")
    curation.talk.later(timedelta(days=26))
    assert await look(curation) == []
    curation.talk.later(timedelta(days=1))
    (told,) = await look(curation)
    assert "Duisburg: Seit vier Wochen antwortet niemand" in told
    assert "Essen" not in told


async def test_whoever_has_confirmed_anything_since_is_there(curation: Curation) -> None:
    await ask(curation, DUISBURG)
    curation.talk.later(timedelta(days=30))
    checked = CheckedField(field="contact.email", on=(curation.talk.now - timedelta(days=3)).date())
    entry = await curation.entry(DUISBURG)
    async with curation.talk.database.begin() as unit:
        await unit.records.put(entry.model_copy(update={"checked": (checked,)}), "lotse", curation.talk.now)
        curation.talk.search = Search(await unit.records.load())
    assert await look(curation) == []


async def test_what_nobody_could_be_told_is_told_later(curation: Curation) -> None:
    await close(curation, curation.mia)
    editors, curation.talk.editors = curation.talk.editors, ()
    assert await look(curation) == []
    curation.talk.editors = editors
    assert len(await look(curation)) == 1


@pytest.mark.parametrize(
    ("now", "ids"),
    [
        (MONDAY, ["owners 2026-11-23"]),
        (MONDAY.replace(hour=6), []),
        (MONDAY.replace(hour=7), ["owners 2026-11-23"]),
        (MONDAY.replace(hour=15), []),
        (datetime(2026, 11, 22, 9, tzinfo=UTC), []),
        (datetime(2026, 12, 25, 9, tzinfo=UTC), []),
    ],
)
async def test_it_looks_on_working_days_with_one_id_a_day(now: datetime, ids: list[str]) -> None:
    handled: list[str] = []

    async def handle(event: Event) -> None:
        handled.append(event.id)

    await CalendarEvents(OWNERS, handle, lambda: now, ZoneInfo("Europe/Berlin")).run()
    assert handled == ids


async def test_a_centre_that_is_no_more_is_not_missed(curation: Curation) -> None:
    await close(curation, curation.mia)
    knowledge = curation.talk.search.knowledge
    curation.talk.search = Search(knowledge.with_records((), {DUISBURG}))
    assert await look(curation) == []
