"""Answers that did not help, wishes for better ones, and the digest for the office."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.jobs.calendar_events import GAPS, WISHES, CalendarEvent, CalendarEvents
from bot.storage.engine.words import digest_words
from handlers.core.events import Event, PlatformName
from handlers.core.messages import Message, Outgoing
from handlers.curation.gaps.wishes import tell_wishers
from knowledge.entries import Knowledge, Topic, Visibility
from knowledge.search import Search
from tests.conversations.conftest import Talk
from tests.conversations.curated import ESSEN, Curation, curate, press, react, read

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
ANSWERED, IN_VAIN = "Was ist Griffbereit?", "Wie dressiert man einen Quastenflosser?"


@pytest.fixture(params=[PlatformName.MATRIX, PlatformName.TELEGRAM])
async def curation(talk: Talk, request: pytest.FixtureRequest) -> Curation:
    talk.now = NOW
    return await curate(talk, request.param)


async def list_gaps(curation: Curation) -> list[str]:
    async with curation.talk.database.begin() as unit:
        return [gap.text for gap in await unit.gaps.most_asked(10)]


async def ask(person: Talk, question: str) -> Message:
    (answer,) = await person.say(question)
    return answer


async def tell(curation: Curation, question: str, visibility: Visibility = Visibility.PUBLIC) -> list[Message]:
    entry = curation.talk.search.get_entry("offer/griffbereit")
    assert entry is not None
    entry = entry.model_copy(update={"visibility": visibility})
    async with curation.talk.database.begin() as unit:
        return [*await tell_wishers([digest_words(question)], entry, curation.talk.context(unit))]


async def test_a_thumb_makes_a_gap_and_offers_what_may_help(curation: Curation) -> None:
    answer = await ask(curation.sam, ANSWERED)
    assert await list_gaps(curation) == []
    said = await react(curation.sam, answer, "👎🏽")
    assert "Schade, dass das nicht geholfen hat" in read(said)
    assert await list_gaps(curation) == [ANSWERED]
    assert await react(curation.sam, answer, "👎") == []
    (offer,) = said
    assert isinstance(offer, Message)
    assert "sobald es eine Antwort gibt" in read(await press(curation.sam, offer, "Sag mir Bescheid"))
    (told,) = await tell(curation, ANSWERED)
    assert told.address == curation.sam.address
    assert told.private_to is not None
    assert "Griffbereit" in told.text
    assert await tell(curation, ANSWERED) == []


@pytest.mark.parametrize("key", ["👍", "✅", "👀"])
async def test_other_signs_say_nothing_of_it(curation: Curation, key: str) -> None:
    await react(curation.sam, await ask(curation.sam, ANSWERED), key)
    assert await list_gaps(curation) == []


async def test_only_who_asked_says_that_it_did_not_help(curation: Curation) -> None:
    answer = await ask(curation.sam, ANSWERED)
    assert await react(replace(curation.emil, room=curation.sam.room), answer, "👎") == []
    assert await list_gaps(curation) == []


async def test_after_half_an_hour_the_question_is_forgotten(curation: Curation) -> None:
    answer = await ask(curation.sam, ANSWERED)
    curation.sam.later(timedelta(minutes=31))
    assert await react(curation.sam, answer, "👎") == []


@pytest.mark.parametrize("command", ["/wunsch", "/wunsch 999", "/wunsch x"])
async def test_a_wish_needs_a_question_of_ones_own(curation: Curation, command: str) -> None:
    await ask(curation.sam, ANSWERED)
    assert "weiß ich nicht mehr" in await curation.emil.hear(command)


async def test_nobody_is_told_of_an_entry_they_may_not_read(curation: Curation) -> None:
    for person in (curation.sam, curation.mia):
        (offer,) = await react(person, await ask(person, IN_VAIN), "👎")
        assert isinstance(offer, Message)
        await press(person, offer, "Sag mir Bescheid")
    told = await tell(curation, IN_VAIN, Visibility.NETWORK)
    assert [each.address.room for each in told] == [curation.mia.room]
    assert await list_waiting(curation, Visibility.NETWORK) == []


@pytest.mark.parametrize("becomes", ["member", "public"])
async def test_who_wished_hears_of_an_entry_once_they_may_read_it(curation: Curation, becomes: str) -> None:
    (offer,) = await react(curation.sam, await ask(curation.sam, IN_VAIN), "👎")
    assert isinstance(offer, Message)
    await press(curation.sam, offer, "Sag mir Bescheid")
    assert await tell(curation, IN_VAIN, Visibility.NETWORK) == []
    if becomes == "member":
        async with curation.talk.database.begin() as unit:
            await unit.centre_members.grant(curation.sam.sender, ESSEN, NOW)
    visibility = Visibility.PUBLIC if becomes == "public" else Visibility.NETWORK
    (told,) = await list_waiting(curation, visibility)
    assert (told.address, "Griffbereit" in told.text) == (curation.sam.address, True)
    curation.talk.later(timedelta(hours=1))
    assert await list_waiting(curation, visibility) == []


async def list_waiting(curation: Curation, visibility: Visibility) -> list[Message]:
    """Return what those hear who wait for the entry, as it is now."""
    entry = curation.talk.search.get_entry("offer/griffbereit")
    assert entry is not None
    records = [entry.model_copy(update={"visibility": visibility})]
    talk = replace(curation.talk, search=Search(Knowledge.from_records(records)))
    return await happen(talk, WISHES, talk.now)


async def test_the_office_gets_the_gaps_of_the_week_once(curation: Curation) -> None:
    for _ in range(2):
        await ask(curation.sam, IN_VAIN)
    said = await list_digests(curation, NOW)
    (digest,) = said
    assert digest.address == curation.edith.address
    assert "Fragen ohne gute Antwort in den letzten sieben Tagen: 2" in digest.text
    assert f"1. {IN_VAIN} (2 ×)" in read([digest])
    assert "sam" not in digest.text
    drafted = read(await press(curation.edith, digest, "Frage 1 an Kolleg*innen geben"))
    assert "Themen" in drafted


@pytest.mark.parametrize(
    ("visibility", "named"),
    [
        (Visibility.PUBLIC, "Quastenflosser: 1"),
        (Visibility.NETWORK, "ohne Thema: 1"),
        (Visibility.INTERNAL, "ohne Thema: 1"),
    ],
)
async def test_the_digest_judges_as_everybody(curation: Curation, visibility: Visibility, named: str) -> None:
    await ask(curation.sam, IN_VAIN)
    topic = Topic(
        id="topic/fische", title="Quastenflosser", description="Quastenflosser dressieren.", visibility=visibility
    )
    curation.talk.search = curation.talk.search.with_record(topic)
    (digest,) = await list_digests(curation, NOW)
    assert f"- {named}" in digest.text


async def test_a_week_without_gaps_is_quiet(curation: Curation) -> None:
    await ask(curation.sam, ANSWERED)
    assert await list_digests(curation, NOW) == []
    assert await list_digests(curation, datetime(2026, 11, 28, 10, tzinfo=UTC)) == []


async def list_digests(curation: Curation, at: datetime) -> list[Message]:
    curation.talk.now = at
    return await happen(curation.talk, GAPS, at)


async def happen(talk: Talk, event: CalendarEvent, at: datetime) -> list[Message]:
    said: list[Outgoing] = []

    async def handle(event: Event) -> None:
        said.extend(await talk.happens(event))

    await CalendarEvents(event, handle, lambda: at, ZoneInfo("Europe/Berlin")).run()
    for each in said:
        await talk.delivered(each)
    return [each for each in said if isinstance(each, Message)]
