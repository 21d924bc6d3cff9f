"""How announcements come again."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.announcements.schedule import recurrences
from handlers.announcements.schedule.date_time_text import format_date_time
from handlers.announcements.schedule.occurrences import Occurrence
from handlers.announcements.schedule.recurrence_text import describe
from handlers.announcements.schedule.recurrences import RecurrenceError, list_dates, list_occurrences, load
from handlers.announcements.schedule.rrule_bounds import ever_occurs
from handlers.i18n.announcements import ANNOUNCING

# Of one answer; what looked for dates up to the year 9999 took 1 to 40.
MOST_SECONDS = 1.0
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
_GERMAN = ANNOUNCING["de"].recurrence


def coming(said: str, now: datetime = NOW, number: int = 5) -> list[str]:
    recurrence = recurrences.parse(said, now, BERLIN)
    again = load(str(recurrence))
    assert again == recurrence
    return [format_date_time(at, BERLIN, _GERMAN).removesuffix(" Uhr") for at in list_dates(again, now, BERLIN, number)]


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("jeden Montag 9 Uhr", ["Mo, 30.11.2026, 09:00", "Mo, 07.12.2026, 09:00"]),
        ("montags 8:30", ["Mo, 30.11.2026, 08:30", "Mo, 07.12.2026, 08:30"]),
        ("wöchentlich, Fr 14 Uhr", ["Fr, 27.11.2026, 14:00", "Fr, 04.12.2026, 14:00"]),
        ("alle zwei Wochen am Montag 9 Uhr", ["Mo, 30.11.2026, 09:00", "Mo, 14.12.2026, 09:00"]),
        ("jeden ersten Dienstag 9 Uhr", ["Di, 01.12.2026, 09:00", "Di, 05.01.2027, 09:00"]),
        ("jeden letzten Freitag im Monat, 9 Uhr", ["Fr, 27.11.2026, 09:00", "Fr, 25.12.2026, 09:00"]),
        ("werktags 8 Uhr", ["Do, 26.11.2026, 08:00", "Fr, 27.11.2026, 08:00", "Mo, 30.11.2026, 08:00"]),
        ("täglich 8 Uhr", ["Do, 26.11.2026, 08:00", "Fr, 27.11.2026, 08:00", "Sa, 28.11.2026, 08:00"]),
        ("jeden Monat am 15. 10 Uhr", ["Di, 15.12.2026, 10:00", "Fr, 15.01.2027, 10:00"]),
        ("30 8 * * 1", ["Mo, 30.11.2026, 08:30", "Mo, 07.12.2026, 08:30"]),
        ("FREQ=WEEKLY;BYDAY=MO 8:30", ["Mo, 30.11.2026, 08:30", "Mo, 07.12.2026, 08:30"]),
        ("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29 9 Uhr", ["Di, 29.02.2028, 09:00", "So, 29.02.2032, 09:00"]),
        ("0 9 29 2 *", ["Di, 29.02.2028, 09:00", "So, 29.02.2032, 09:00"]),
        ("letzter Freitag im Monat 9 Uhr", ["Fr, 27.11.2026, 09:00", "Fr, 25.12.2026, 09:00"]),
        ("am letzten Freitag im Monat 9 Uhr", ["Fr, 27.11.2026, 09:00", "Fr, 25.12.2026, 09:00"]),
        ("jeden zweiten Montag im Monat 9 Uhr", ["Mo, 14.12.2026, 09:00", "Mo, 11.01.2027, 09:00"]),
        ("am letzten Werktag im Monat 9 Uhr", ["Mo, 30.11.2026, 09:00", "Do, 31.12.2026, 09:00"]),
        ("am letzten Tag im Monat 9 Uhr", ["Mo, 30.11.2026, 09:00", "Do, 31.12.2026, 09:00"]),
        ("am 1. jeden Monats 9 Uhr", ["Di, 01.12.2026, 09:00", "Fr, 01.01.2027, 09:00"]),
        ("alle drei Monate am 15. 9 Uhr", ["Di, 15.12.2026, 09:00", "Mo, 15.03.2027, 09:00"]),
        ("jedes Jahr am 1. Dezember 9 Uhr", ["Di, 01.12.2026, 09:00", "Mi, 01.12.2027, 09:00"]),
        ("jeden Sonnabend 9 Uhr", ["Sa, 28.11.2026, 09:00", "Sa, 05.12.2026, 09:00"]),
        ("wöchentlich am Montag um 9 Uhr", ["Mo, 30.11.2026, 09:00", "Mo, 07.12.2026, 09:00"]),
        ("jeden Dienstag und Donnerstag 9 Uhr", ["Do, 26.11.2026, 09:00", "Di, 01.12.2026, 09:00"]),
        ("dienstags, donnerstags 9 Uhr", ["Do, 26.11.2026, 09:00", "Di, 01.12.2026, 09:00"]),
        ("montags bis mittwochs 8 Uhr", ["Mo, 30.11.2026, 08:00", "Di, 01.12.2026, 08:00", "Mi, 02.12.2026, 08:00"]),
        ("alle 14 Tage montags 9 Uhr", ["Mo, 30.11.2026, 09:00", "Mo, 14.12.2026, 09:00"]),
        ("jeden Montag früh", ["Mo, 30.11.2026, 08:00", "Mo, 07.12.2026, 08:00"]),
        ("jede Stunde", ["Mi, 25.11.2026, 11:00", "Mi, 25.11.2026, 12:00"]),
        ("every Tuesday and Thursday at 9:30 am", ["Do, 26.11.2026, 09:30", "Di, 01.12.2026, 09:30"]),
        ("every other week on Monday at 9", ["Mo, 30.11.2026, 09:00", "Mo, 14.12.2026, 09:00"]),
        ("first Monday of the month at 9", ["Mo, 07.12.2026, 09:00", "Mo, 04.01.2027, 09:00"]),
        ("on the 1st of every month at 9", ["Di, 01.12.2026, 09:00", "Fr, 01.01.2027, 09:00"]),
        ("every weekday at 8", ["Do, 26.11.2026, 08:00", "Fr, 27.11.2026, 08:00", "Mo, 30.11.2026, 08:00"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO 9 Uhr", ["Mo, 30.11.2026, 09:00", "Mo, 14.12.2026, 09:00"]),
    ],
)
def test_in_words_and_formally(said: str, first: list[str]) -> None:
    assert coming(said, number=len(first)) == first


@pytest.mark.parametrize(
    ("said", "dates"),
    [
        # Day of month or day of week, unless one of them begins with a star.
        ("0 9 13 * 5", ["27.11.", "04.12.", "11.12.", "13.12.", "18.12."]),
        ("0 9 */2 * 5", ["27.11.", "11.12.", "25.12.", "01.01.", "15.01."]),
        ("0 9 31 2 1", ["01.02.", "08.02.", "15.02.", "22.02.", "07.02."]),
        ("0 9 1-31 * 1", ["26.11.", "27.11.", "28.11.", "29.11.", "30.11."]),
        ("0 9 L * *", ["30.11.", "31.12.", "31.01.", "28.02.", "31.03."]),
        ("0 9 LW * *", ["30.11.", "31.12.", "29.01.", "26.02.", "31.03."]),
        ("0 9 LW * */4", ["31.12.", "30.09.", "31.08.", "30.11.", "31.05."]),
        ("0 9 * * tue#1,5L", ["27.11.", "01.12.", "25.12.", "05.01.", "29.01."]),
        ("0 9 10/10 * *", ["30.11.", "10.12.", "20.12.", "30.12.", "10.01."]),
        ("0 9 29 2 mon", ["01.02.", "08.02.", "15.02.", "22.02.", "07.02."]),
    ],
)
def test_a_cron_expression_comes_as_debians_cron_has_it(said: str, dates: list[str]) -> None:
    assert [date[4:10] for date in coming(said)] == dates


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20261214 9 Uhr", "Mo, 14.12.2026, 09:00"),
        ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20261214T080000Z 9 Uhr", "Mo, 14.12.2026, 09:00"),
        ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20261214T075959Z 9 Uhr", "Mo, 07.12.2026, 09:00"),
        ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20261214T090000 9 Uhr", "Mo, 14.12.2026, 09:00"),
        ("FREQ=DAILY;COUNT=3 9 Uhr", "Sa, 28.11.2026, 09:00"),
        ("FREQ=DAILY;COUNT=3 12 Uhr", "Fr, 27.11.2026, 12:00"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=2 9 Uhr", "Mi, 02.12.2026, 09:00"),
    ],
)
def test_the_end_of_a_rule_counts_from_now_and_includes_its_day(said: str, ends: str) -> None:
    assert coming(said, number=9)[-1] == ends


def test_on_holidays_it_comes_on_the_next_working_day() -> None:
    # The first Friday of 2027 is New Year's Day, that of May is 7.5.
    said = "jeden ersten Freitag 9 Uhr, an Feiertagen am nächsten Werktag"
    assert coming(said)[:2] == ["Fr, 04.12.2026, 09:00", "Mo, 04.01.2027, 09:00"]
    assert coming("jeden ersten Freitag 9 Uhr, an Feiertagen am vorigen Werktag")[1] == "Do, 31.12.2026, 09:00"
    assert coming("jeden ersten Freitag 9 Uhr, an Feiertagen nicht")[1] == "Fr, 05.02.2027, 09:00"


def test_a_date_that_a_holiday_moved_is_not_passed_over() -> None:
    after_new_year = datetime(2027, 1, 2, 12, tzinfo=UTC)
    said = "jeden ersten Freitag 9 Uhr, an Feiertagen am nächsten Werktag"
    assert coming(said, after_new_year)[0] == "Mo, 04.01.2027, 09:00"


@pytest.mark.parametrize(
    ("said", "dates"),
    [
        ("jeden ersten Freitag 9 Uhr, an Feiertagen am nächsten Werktag", ["04.12.", "04.01. for 01.01.", "05.02."]),
        ("jeden ersten Freitag 9 Uhr, an Feiertagen am vorigen Werktag", ["04.12.", "31.12. for 01.01.", "05.02."]),
        ("jeden ersten Freitag 9 Uhr, an Feiertagen nicht", ["04.12.", "no 01.01.", "05.02.", "05.03."]),
        # What is moved to the time of another date is left out, once a day; dates in between stay.
        (
            "0 9,15 24-28 12 *, an Feiertagen am nächsten Werktag",
            ["24.12.", "24.12.", "no 25.12.", "no 26.12.", "27.12."],
        ),
        ("0 9 25-27 12 *, an Feiertagen am nächsten Werktag", ["no 26.12.", "27.12.", "28.12. for 25.12."]),
        ("0 9 23,25,26 12 *, an Feiertagen am vorigen Werktag", ["23.12.", "24.12. for 25.12.", "no 26.12."]),
    ],
)
def test_dates_tell_which_holiday_moved_or_dropped_them(said: str, dates: list[str]) -> None:
    def show(occurrence: Occurrence) -> str:
        if occurrence.at is None:
            return f"no {occurrence.holiday:%d.%m.}"
        at = f"{occurrence.at.astimezone(BERLIN):%d.%m.}"
        return f"{at} for {occurrence.holiday:%d.%m.}" if occurrence.holiday else at

    found = list_occurrences(recurrences.parse(said, NOW, BERLIN), NOW, BERLIN)
    assert [show(each) for each in found][: len(dates)] == dates


@pytest.mark.parametrize("said", ["täglich 2:30", "30 2 * * *", "FREQ=DAILY 2:30"])
def test_over_clock_changes_each_night_counts_once(said: str) -> None:
    spring = recurrences.parse(said, datetime(2026, 3, 27, 12, tzinfo=UTC), BERLIN)
    nights = list_dates(spring, datetime(2026, 3, 27, 12, tzinfo=UTC), BERLIN, 3)
    assert [f"{at:%d. %H:%M}" for at in nights] == ["28. 01:30", "29. 01:00", "30. 00:30"]
    autumn = list_dates(spring, datetime(2026, 10, 23, 12, tzinfo=UTC), BERLIN, 4)
    assert [f"{at:%d. %H:%M}" for at in autumn] == ["24. 00:30", "25. 00:30", "26. 01:30", "27. 01:30"]


def test_nine_in_the_morning_stays_nine() -> None:
    recurrence = recurrences.parse("jeden Montag 9 Uhr", NOW, BERLIN)
    found = list_dates(recurrence, NOW, BERLIN, 60)
    assert {at.astimezone(BERLIN).hour for at in found} == {9}
    assert {(later - earlier).days for earlier, later in pairwise(at.astimezone(BERLIN).date() for at in found)} == {7}


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("bald wieder", "unclear"),
        ("jeden Montag", "unclear"),
        ("Montag und Dienstag 9 Uhr", "unclear"),
        ("0 9 31 2 *", "unclear"),
        ("FREQ=NEVER", "unclear"),
        ("FREQ=DAILY;INTERVAL=0", "unclear"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20271101", "unclear"),
        ("FREQ=DAILY;UNTIL=morgen", "unclear"),
        ("FREQ=HOURLY;BYSETPOS=5", "unclear"),
        ("0 9 * *", "unclear"),
        ("jeden 9. Dienstag 9 Uhr", "unclear"),
        ("x" * 400, "unclear"),
        ("", "unclear"),
        ("jeden zweiten Montag 9 Uhr", "two_ways"),
        ("every third Friday at 9", "two_ways"),
        ("FREQ=DAILY;UNTIL=20261101", "never"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "never"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9", "never"),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-11", "never"),
        ("FREQ=YEARLY;BYDAY=MO;BYSETPOS=100", "never"),
        ("FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6", "never"),
        ("FREQ=YEARLY;BYYEARDAY=366;BYMONTH=3", "never"),
        ("FREQ=YEARLY;BYYEARDAY=100;BYMONTHDAY=31", "never"),
        ("FREQ=MONTHLY;BYDAY=6MO", "never"),
        ("FREQ=YEARLY;BYDAY=53MO;BYMONTH=1", "never"),
        ("FREQ=YEARLY;BYSETPOS=2", "never"),
        ("FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2,4,6", "never"),
        ("FREQ=YEARLY;BYWEEKNO=60", "unclear"),
        ("FREQ=YEARLY;BYYEARDAY=400", "unclear"),
        ("FREQ=YEARLY;BYMONTH=13", "unclear"),
        ("FREQ=DAILY;BYMONTHDAY=32", "unclear"),
        ("FREQ=DAILY;BYMONTHDAY=0", "unclear"),
        ("FREQ=YEARLY;BYDAY=60MO", "unclear"),
        ("FREQ=DAILY;INTERVAL=-1", "unclear"),
        ("FREQ=HOURLY;INTERVAL=99999999999", "unclear"),
        ("* * * * *", "too_often"),
        ("*/30 9 * * 1", "too_often"),
        ("alle 30 Minuten", "too_often"),
        ("FREQ=SECONDLY", "too_often"),
        ("FREQ=DAILY;BYHOUR=9;BYMINUTE=0,30", "too_often"),
        ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1;BYHOUR=9,10;BYMINUTE=0,59", "too_often"),
    ],
)
def test_what_is_refused(said: str, kind: str) -> None:
    """And without computing for long."""
    began = process_time()
    with pytest.raises(RecurrenceError) as refused:
        recurrences.parse(said, NOW, BERLIN)
    assert refused.value.problem == kind
    assert process_time() - began < MOST_SECONDS


_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _any_rule(dice: Random) -> str:
    """A rule of parts that go together, or not."""
    parts = {
        "INTERVAL": str(dice.choice((1, 1, 2, 3, 7))),
        "BYMONTH": ",".join(str(dice.randint(1, 12)) for _ in range(dice.randint(1, 2))),
        "BYMONTHDAY": ",".join(str(dice.choice((1, 15, 28, 29, 30, 31, -1, -29, -31))) for _ in range(2)),
        "BYYEARDAY": str(dice.choice((1, 60, 100, 366, -1, -366))),
        "BYWEEKNO": str(dice.choice((1, 20, 52, 53, -1, -53))),
        "BYDAY": ",".join(f"{dice.choice(('', '', '1', '2', '5', '-1', '-5'))}{day}" for day in dice.sample(_DAYS, 2)),
        "BYSETPOS": str(dice.choice((1, 2, 5, -1, -3))),
        "BYHOUR": "9,15",
    }
    frequency = dice.choice(("YEARLY", "MONTHLY", "WEEKLY", "DAILY"))
    if frequency != "YEARLY":
        parts.pop("BYWEEKNO")
    kept = dice.sample(sorted(parts), dice.randint(1, 4))
    return ";".join((f"FREQ={frequency}", *(f"{name}={parts[name]}" for name in kept)))


@pytest.mark.parametrize("rules", [150, pytest.param(1_000, marks=pytest.mark.soak)])
def test_whether_a_rule_ever_comes_is_told_as_its_dates_tell(rules: int) -> None:
    """Near the end of the calendar, where looking for dates ends as soon as the judgement does."""
    dice, start, judged = Random(4), datetime(9959, 11, 23, 9), Counter[bool]()  # noqa: S311, DTZ001
    for rule in (_any_rule(dice) for _ in range(rules)):
        first = rrulestr(f"DTSTART:{start:%Y%m%dT%H%M%S}\nRRULE:{rule}").after(start, inc=True)
        assert ever_occurs(rule, start.date()) is (first is not None), rule
        judged[first is not None] += 1
    assert min(judged[True], judged[False]) > rules // 50


@settings(max_examples=25)
@given(minutes=st.integers(0, 24 * 60 - 1), second=st.integers(0, 59))
def test_the_limit_does_not_depend_on_the_minute_of_writing(minutes: int, second: int) -> None:
    now = datetime(2026, 11, 25, tzinfo=UTC) + timedelta(minutes=minutes, seconds=second)
    for rule in ("0-59 9 * * *", "58,59 9 * * *", "FREQ=DAILY;BYHOUR=9;BYMINUTE=57,58,59"):
        with pytest.raises(RecurrenceError):
            recurrences.parse(rule, now, BERLIN)
    assert coming("0 9,10 * * *", now)


@pytest.mark.parametrize(
    ("said", "german", "english"),
    [
        ("montags 9 Uhr", "jeden Montag, 09:00 Uhr", "every Monday, 09:00"),
        ("jeden Di, Do und Fr 8", "jeden Dienstag, Donnerstag und Freitag, 08:00 Uhr", None),
        ("werktags 8 Uhr", "werktags, 08:00 Uhr", "on working days, 08:00"),
        ("alle zwei Wochen am Montag 9 Uhr", "alle 2 Wochen am Montag, 09:00 Uhr", "every 2 weeks on Monday, 09:00"),
        (
            "jeden ersten Freitag 9 Uhr, an Feiertagen am nächsten Werktag",
            "am ersten Freitag jeden Monats, 09:00 Uhr, an Feiertagen am nächsten Werktag",
            "on the first Friday of every month, 09:00, on holidays on the next working day",
        ),
        ("am letzten Werktag im Monat 9 Uhr", "am letzten Werktag jeden Monats, 09:00 Uhr", None),
        ("0 9 1,15 * *", "am 1. und 15. jeden Monats, 09:00 Uhr", "on day 1 and day 15 of every month, 09:00"),
        ("30 8 * * 1-5", "werktags, 08:30 Uhr", None),
        ("0 8 * * 0", "jeden Sonntag, 08:00 Uhr", None),
        ("0 9 L * *", "am letzten Tag jeden Monats, 09:00 Uhr", "on the last day of every month, 09:00"),
        ("0 9 * * 2#1", "am ersten Dienstag jeden Monats, 09:00 Uhr", "on the first Tuesday of every month, 09:00"),
        ("0 9 1 3 *", "nach der Regel `0 9 1 3 *`", "by the rule `0 9 1 3 *`"),
        ("0 9,15 * * *", "täglich, 09:00 und 15:00 Uhr", None),
        ("0 * * * *", "jede Stunde", "every hour"),
        ("0 9 1 * 1", "nach der Regel `0 9 1 * 1`", "by the rule `0 9 1 * 1`"),
        ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20261221 9 Uhr", "jeden Montag, 09:00 Uhr, bis Mo, 21.12.2026", None),
        ("FREQ=DAILY;COUNT=3 9 Uhr", "täglich, 09:00 Uhr, 3-mal", "every day, 09:00, 3 times"),
        ("FREQ=DAILY;BYMONTH=3", "nach der Regel `FREQ=DAILY;BYMONTH=3`", None),
        ("jährlich am 1.12. 9 Uhr", "jedes Jahr am 1.12., 09:00 Uhr", None),
    ],
)
def test_a_rule_is_shown_in_words(said: str, german: str, english: str | None) -> None:
    recurrence = recurrences.parse(said, NOW, BERLIN)
    assert describe(recurrence, ANNOUNCING["de"].recurrence, BERLIN) == german
    assert english is None or describe(recurrence, ANNOUNCING["en"].recurrence, BERLIN) == english
