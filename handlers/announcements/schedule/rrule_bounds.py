"""A bounded check whether an RRULE ever occurs: dateutil searches for seconds if it never does."""

from datetime import date, datetime, time
from itertools import compress
from math import prod
from string import ascii_uppercase

from dateutil.rrule import rrulestr

# dateutil gives up after the year 9999. From any of these on, every kind of year still comes with every weekday.
_LAST_YEARS = range(9932, 9960)
_BY_TIME = ("BYHOUR", "BYMINUTE", "BYSECOND")
_ALLOWED = {
    "BYHOUR": range(24),
    "BYMINUTE": range(60),
    "BYSECOND": range(61),
    "BYMONTH": range(1, 13),
    "INTERVAL": range(1, 10_000),
}
# Numbers that count from 1, or from the end where they are negative.
_HIGHEST = {"BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366, "BYDAY": 53}


def ever_occurs(rule: str, start: date) -> bool:
    """Return whether an RRULE that begins on that day comes within some decades; raises ValueError if it is wrong."""
    parts = _split(rule)
    _check_numbers(parts)
    # RFC 5545, 3.3.10: weeks of the year go with years alone.
    if "BYWEEKNO" in parts and parts.get("FREQ") != "YEARLY":
        raise ValueError(rule)
    endless = ";".join(f"{name}={value}" for name, value in parts.items() if name not in ("COUNT", "UNTIL"))
    try:
        occurrences = rrulestr(endless, dtstart=datetime.combine(_move_to_last_years(start), time(0)))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(rule) from error
    return next(iter(occurrences), None) is not None


def count_times_a_day(rule: str) -> int:
    """Return at how many times of one day an RRULE comes; raises ValueError if these are wrong."""
    parts = _split(rule)
    _check_numbers(parts)
    return prod(len(set(_parse_numbers(parts, name))) or 1 for name in _BY_TIME)


def _move_to_last_years(start: date) -> date:
    """Return the day near the end of the calendar from which weekdays and leap years follow as from this one."""
    same = ((start.year - year) % 4 == 0 and _first_weekday(start.year) == _first_weekday(year) for year in _LAST_YEARS)
    return start.replace(year=next(compress(_LAST_YEARS, same)))


def _first_weekday(year: int) -> int:
    return date(year, 1, 1).weekday()


def _split(rule: str) -> dict[str, str]:
    return {name.upper(): value.upper() for name, _, value in (part.partition("=") for part in rule.split(";"))}


def _check_numbers(parts: dict[str, str]) -> None:
    """Raise ValueError unless all numbers are such as RFC 5545 allows; dateutil lets some others pass."""
    for name, allowed in _ALLOWED.items():
        if any(each not in allowed for each in _parse_numbers(parts, name)):
            raise ValueError(name)
    for name, highest in _HIGHEST.items():
        if any(not 1 <= abs(each) <= highest for each in _parse_numbers(parts, name)):
            raise ValueError(name)


def _parse_numbers(parts: dict[str, str], name: str) -> list[int]:
    """Return the numbers of a part; those of weekdays, such as 2 of "2MO", where they have one."""
    written = (each.rstrip(ascii_uppercase) for each in parts.get(name, "").split(","))
    return [int(each) for each in written if each]
