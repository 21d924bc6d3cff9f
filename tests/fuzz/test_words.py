"""What people and editors type: understood, or refused with a sentence."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.base.sanitising import sanitise_text
from bot.rendering import from_html, render_html, render_telegram
from handlers import commands
from handlers.announcements.parsing import audience
from handlers.announcements.parsing.audience import AudienceError, KnownNames
from handlers.announcements.schedule import date_times, recurrences
from handlers.announcements.schedule.date_times import DateTimeError
from handlers.announcements.schedule.recurrences import RecurrenceError
from handlers.core.events import PlatformName, Sender
from handlers.core.messages import Message
from tests.conversations.conftest import Talk
from tests.fuzz.mutations import damaged, fuzzed, spoken, words
from tests.prepared import bundle, index, open_in_memory

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
EDITOR = Sender(platform=PlatformName.CONSOLE, id="edith")

HOURS = words(
    "morgen heute übermorgen jetzt in Tagen Minuten Mo Montag nächsten um 9 Uhr 8:30 24:00 31.2. 1.12. 2026-12-01 "
    "T09:00 2:30 29.3.2026 halb tomorrow at 9pm +01:00"
)
SERIES = words(
    "jeden Montag Tag ersten letzten im Monat 9 Uhr alle 2 Wochen außer feiertags * 1 */0 RRULE: @daily FREQ=WEEKLY; "
    "BYDAY=MO; INTERVAL=0; COUNT=99999999; UNTIL=2026; FREQ=SECONDLY;"
)
AUDIENCES = words(
    'alle und oder nicht ( ) zentrum: bochum regierungsbezirk:Arnsberg thema:kim " rolle:redaktion plattform:matrix '
    "kanal:kim sprache:de ki: : and not or"
)
COMMANDS = sorted({f"/{name}" for command in commands.COMMANDS for name in command.names.values()})
ARGUMENTS = words(
    "neu ja 1 2 12 #A1 kim integration offer/griffbereit centre/bochum alle jetzt Bochum laki name none de en "
    "ABCD-EFGH zurueckrufen gelesen morgen 9 Uhr Hat jemand Erfahrung mit KIM?"
)
TAGS = [
    "<b>Anna</b> <a href='https://example.org'>hier</a>",
    "<ul><li>eins<li>zwei</ul>",
    "<pre><code>&lt;</code>",
    "<!--<b>",
]


@pytest.fixture(scope="module")
def names() -> KnownNames:
    return KnownNames(
        knowledge=bundle(),
        roles={"redaktion": (EDITOR,)},
        platforms=(PlatformName.MATRIX, PlatformName.TELEGRAM),
    )


@fuzzed
@given(spoken(HOURS))
def test_a_moment(text: str) -> None:
    try:
        found = date_times.parse(text, NOW, BERLIN)
    except DateTimeError:
        return
    assert found is None or found.tzinfo is not None


@fuzzed
@given(spoken(SERIES))
def test_a_recurrence(text: str) -> None:
    try:
        found = recurrences.parse(text, NOW, BERLIN)
    except RecurrenceError:
        return
    coming = recurrences.list_dates(found, NOW, BERLIN)
    assert coming == sorted(coming)
    assert recurrences.list_dates(recurrences.load(str(found)), NOW, BERLIN) == coming


@fuzzed
@given(text=spoken(AUDIENCES))
def test_an_audience(names: KnownNames, text: str) -> None:
    try:
        audience.parse(text, names)
    except AudienceError:
        return


@fuzzed
@given(damaged(TAGS))
def test_formatted_text(text: str) -> None:
    written = from_html.convert_html(text)
    render_html(written)
    render_telegram(written)


@pytest.fixture(scope="module")
def room() -> Iterator[tuple[asyncio.Runner, Talk]]:
    """An editor's chat; what is said there stays said for the next case."""
    with asyncio.Runner() as runner:
        opened = open_in_memory()
        database = runner.run(opened.__aenter__())
        yield runner, Talk(database=database, search=index(), sender=EDITOR, editors=(EDITOR,))
        runner.run(opened.__aexit__(None, None, None))


_SAID = st.tuples(st.sampled_from(COMMANDS) | st.just(""), spoken(ARGUMENTS)).map(" ".join)


@fuzzed
@given(said=st.lists(_SAID, min_size=1, max_size=4), direct=st.booleans())
def test_whatever_is_said_to_lotse(room: tuple[asyncio.Runner, Talk], said: list[str], *, direct: bool) -> None:
    runner, talk = room

    async def talks() -> None:
        for each in said:
            for outgoing in islice(await replace(talk, direct=direct).happens(talk.received(sanitise_text(each))), 50):
                if isinstance(outgoing, Message):
                    render_html(outgoing.text)
                    render_telegram(outgoing.text)

    runner.run(talks())
