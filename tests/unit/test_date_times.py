"""Points in time, as people write them; over clock changes too."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from handlers.announcements.schedule import date_times
from handlers.announcements.schedule.date_time_text import format_date_time
from handlers.announcements.schedule.date_times import DateTimeError
from handlers.announcements.schedule.local_times import resolve_local
from handlers.i18n.announcements import ANNOUNCING

BERLIN = ZoneInfo("Europe/Berlin")
# A Wednesday, 10:30 in Berlin.
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
_GERMAN, _ENGLISH = ANNOUNCING["de"].recurrence, ANNOUNCING["en"].recurrence


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("morgen 9 Uhr", "Do, 26.11.2026, 09:00 Uhr"),
        ("Morgen um 9:15", "Do, 26.11.2026, 09:15 Uhr"),
        ("übermorgen 14.30 Uhr", "Fr, 27.11.2026, 14:30 Uhr"),
        ("heute 15 Uhr", "Mi, 25.11.2026, 15:00 Uhr"),
        ("Mo 8:30", "Mo, 30.11.2026, 08:30 Uhr"),
        ("montag, 8 uhr 30", "Mo, 30.11.2026, 08:30 Uhr"),
        ("nächsten Mittwoch 9 Uhr", "Mi, 02.12.2026, 09:00 Uhr"),
        ("Mi 11 Uhr", "Mi, 25.11.2026, 11:00 Uhr"),
        ("Mi 10 Uhr", "Mi, 02.12.2026, 10:00 Uhr"),
        ("1.12. 9 Uhr", "Di, 01.12.2026, 09:00 Uhr"),
        ("Di, den 1. Dezember, 9 Uhr", "Di, 01.12.2026, 09:00 Uhr"),
        ("1. März 2027 um 8:05", "Mo, 01.03.2027, 08:05 Uhr"),
        ("24.11. 9 Uhr", "Mi, 24.11.2027, 09:00 Uhr"),
        ("2026-12-01 09:00", "Di, 01.12.2026, 09:00 Uhr"),
        ("2026-12-01T09:00", "Di, 01.12.2026, 09:00 Uhr"),
        ("29.2.2028 9 Uhr", "Di, 29.02.2028, 09:00 Uhr"),
        ("11:00", "Mi, 25.11.2026, 11:00 Uhr"),
        ("9 Uhr", "Do, 26.11.2026, 09:00 Uhr"),
        ("in 2 Stunden", "Mi, 25.11.2026, 12:30 Uhr"),
        ("in einer Stunde", "Mi, 25.11.2026, 11:30 Uhr"),
        ("in 90 Minuten", "Mi, 25.11.2026, 12:00 Uhr"),
        ("tomorrow at 9", "Do, 26.11.2026, 09:00 Uhr"),
        ("01.12.26 09:00", "Di, 01.12.2026, 09:00 Uhr"),
        ("Di, 01.12.2026, 09:00 Uhr", "Di, 01.12.2026, 09:00 Uhr"),
        ("Mi, 24.11. 9 Uhr", "Mi, 24.11.2027, 09:00 Uhr"),
        ("in 30 Min", "Mi, 25.11.2026, 11:00 Uhr"),
        ("in 2 Std.", "Mi, 25.11.2026, 12:30 Uhr"),
        ("in zwei Wochen", "Mi, 09.12.2026, 10:30 Uhr"),
        ("in einer halben Stunde", "Mi, 25.11.2026, 11:00 Uhr"),
        ("in 3 Tagen um 9 Uhr", "Sa, 28.11.2026, 09:00 Uhr"),
        ("morgen früh", "Do, 26.11.2026, 08:00 Uhr"),
        ("morgen früh um 7", "Do, 26.11.2026, 07:00 Uhr"),
        ("heute Abend", "Mi, 25.11.2026, 18:00 Uhr"),
        ("heute Abend um 7", "Mi, 25.11.2026, 19:00 Uhr"),
        ("Freitag nachmittags um 3", "Fr, 27.11.2026, 15:00 Uhr"),
        ("Montag mittags", "Mo, 30.11.2026, 12:00 Uhr"),
        ("um 9 Uhr am Montag", "Mo, 30.11.2026, 09:00 Uhr"),
        ("Sonnabend 9 Uhr", "Sa, 28.11.2026, 09:00 Uhr"),
        ("morgen halb 9", "Do, 26.11.2026, 08:30 Uhr"),
        ("morgen viertel vor 9", "Do, 26.11.2026, 08:45 Uhr"),
        ("tomorrow morning", "Do, 26.11.2026, 08:00 Uhr"),
        ("tomorrow at 9:30 pm", "Do, 26.11.2026, 21:30 Uhr"),
        ("tomorrow 12 am", "Do, 26.11.2026, 00:00 Uhr"),
        ("tomorrow 12 pm", "Do, 26.11.2026, 12:00 Uhr"),
        ("December 1, 9 am", "Di, 01.12.2026, 09:00 Uhr"),
        ("1st of December at 9", "Di, 01.12.2026, 09:00 Uhr"),
        ("next Monday at 9am", "Mo, 30.11.2026, 09:00 Uhr"),
        ("in half an hour", "Mi, 25.11.2026, 11:00 Uhr"),
        ("in 2 hours", "Mi, 25.11.2026, 12:30 Uhr"),
        ("2026-12-01T09:00Z", "Di, 01.12.2026, 10:00 Uhr"),
        ("2026-12-01T09:00:00+01:00", "Di, 01.12.2026, 09:00 Uhr"),
    ],
)
def test_what_people_write(said: str, meant: str) -> None:
    at = date_times.parse(said, NOW, BERLIN)
    assert at is not None
    assert format_date_time(at, BERLIN, _GERMAN) == meant


def test_now_has_no_time() -> None:
    assert date_times.parse("jetzt", NOW, BERLIN) is None


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("bald", "unclear"),
        ("", "unclear"),
        ("morgen", "unclear"),
        ("morgen 9 Uhr bitte", "unclear"),
        ("31.2. 9 Uhr", "impossible"),
        ("29.2.2027 9 Uhr", "impossible"),
        ("morgen 25 Uhr", "unclear"),
        ("morgen 24 Uhr", "impossible"),
        ("heute 9 Uhr", "past"),
        ("gestern", "past"),
        ("gestern 15 Uhr", "past"),
        ("yesterday at 9", "past"),
        ("letzten Montag", "past"),
        ("vor 2 Stunden", "past"),
        ("2 hours ago", "past"),
        ("13 pm", "impossible"),
        ("9.10", "unclear"),
        ("1. Dezember", "unclear"),
        ("2026-12-01", "unclear"),
        ("24.11.2026 9 Uhr", "past"),
    ],
)
def test_what_is_refused(said: str, kind: str) -> None:
    with pytest.raises(DateTimeError) as refused:
        date_times.parse(said, NOW, BERLIN)
    assert refused.value.problem == kind


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Mi 1.12. 9 Uhr", ["Di, 01.12.2026, 09:00 Uhr", "Mi, 02.12.2026, 09:00 Uhr"]),
        ("Sonntag, 30. November 2026, 9 Uhr", ["Mo, 30.11.2026, 09:00 Uhr", "So, 29.11.2026, 09:00 Uhr"]),
        # The nearest Tuesday is over.
        ("Di 26.11. 9 Uhr", ["Do, 26.11.2026, 09:00 Uhr", "Di, 01.12.2026, 09:00 Uhr"]),
    ],
)
def test_a_weekday_that_does_not_fit_the_date_is_asked_about(said: str, meant: list[str]) -> None:
    with pytest.raises(DateTimeError) as refused:
        date_times.parse(said, NOW, BERLIN)
    assert refused.value.problem == "other_weekday"
    assert [format_date_time(at, BERLIN, _GERMAN) for at in refused.value.candidates] == meant
    assert all(date_times.parse(each, NOW, BERLIN) for each in meant)


def test_an_hour_that_does_not_exist_is_the_moment_after_the_gap() -> None:
    assert resolve_local(date(2026, 3, 29), time(2, 30), BERLIN) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_the_first() -> None:
    assert resolve_local(date(2026, 10, 25), time(2, 30), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 3, 30), date(2026, 10, 24), date(2026, 10, 26)])
def test_other_days_are_as_the_clock_shows(day: date) -> None:
    assert resolve_local(day, time(2, 30), BERLIN).astimezone(BERLIN).replace(tzinfo=None) == datetime.combine(
        day, time(2, 30)
    )


def test_a_time_is_written_in_the_language_of_who_reads_it() -> None:
    assert format_date_time(NOW, BERLIN, _GERMAN) == "Mi, 25.11.2026, 10:30 Uhr"
    assert format_date_time(NOW, BERLIN, _ENGLISH) == "Wed, 25.11.2026, 10:30"
