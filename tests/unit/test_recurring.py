"""How announcements come again."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from handlers.announcements import recurring
from handlers.announcements.moments import shown
from handlers.announcements.recurring import RecurrenceError, dates, kept

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


def coming(said: str, now: datetime = NOW, number: int = 5) -> list[str]:
    recurrence = recurring.understood(said, now, BERLIN)
    again = kept(str(recurrence))
    assert again == recurrence
    return [shown(at, BERLIN).removesuffix(" Uhr") for at in dates(again, now, BERLIN, number)]


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
    ],
)
def test_in_words_and_formally(said: str, first: list[str]) -> None:
    assert coming(said, number=len(first)) == first


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


@pytest.mark.parametrize("said", ["täglich 2:30", "30 2 * * *", "FREQ=DAILY 2:30"])
def test_over_clock_changes_each_night_counts_once(said: str) -> None:
    spring = recurring.understood(said, datetime(2026, 3, 27, 12, tzinfo=UTC), BERLIN)
    nights = dates(spring, datetime(2026, 3, 27, 12, tzinfo=UTC), BERLIN, 3)
    assert [f"{at:%d. %H:%M}" for at in nights] == ["28. 01:30", "29. 01:00", "30. 00:30"]
    autumn = dates(spring, datetime(2026, 10, 23, 12, tzinfo=UTC), BERLIN, 4)
    assert [f"{at:%d. %H:%M}" for at in autumn] == ["24. 00:30", "25. 00:30", "26. 01:30", "27. 01:30"]


def test_nine_in_the_morning_stays_nine() -> None:
    recurrence = recurring.understood("jeden Montag 9 Uhr", NOW, BERLIN)
    found = dates(recurrence, NOW, BERLIN, 60)
    assert {at.astimezone(BERLIN).hour for at in found} == {9}
    assert {(later - earlier).days for earlier, later in pairwise(at.astimezone(BERLIN).date() for at in found)} == {7}


@pytest.mark.parametrize(
    "said",
    [
        "bald wieder",
        "* * * * *",
        "0 9 31 2 *",
        "FREQ=SECONDLY",
        "FREQ=NEVER",
        "0 9 * *",
        "jeden 9. Dienstag 9 Uhr",
        "x" * 400,
        "",
    ],
)
def test_what_is_refused(said: str) -> None:
    with pytest.raises(RecurrenceError):
        recurring.understood(said, NOW, BERLIN)
