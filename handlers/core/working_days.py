"""Working days and public holidays in North Rhine-Westphalia."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from knowledge.search import Language

_SATURDAY = 5
_EARLIEST, _LATEST = time(9), time(16)


def is_working_day(day: date) -> bool:
    return day.weekday() < _SATURDAY and not is_holiday(day)


def is_holiday(day: date) -> bool:
    return day in _holidays(day.year)


def name_holiday(day: date, language: Language) -> str:
    """Return the name of a public holiday; in German if there is none in the language, empty for any other day."""
    return _holidays(day.year, language).get(day, "")


def add_working_days(start: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the time so many working days later, within office hours."""
    local = start.astimezone(zone)
    return datetime.combine(_count_on(local.date(), days), min(max(local.time(), _EARLIEST), _LATEST), zone)


@lru_cache(maxsize=1_000)
def _count_on(day: date, days: int) -> date:
    """Return the day so many working days later."""
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


@lru_cache(maxsize=16)
def _holidays(year: int, language: Language | None = None) -> Mapping[date, str]:
    """Return the names of a year's holidays by date, in German unless the library has them in `language`."""
    # Loaded once a day is counted: to read the settings takes none of it.
    from holidays import country_holidays  # noqa: PLC0415

    germany = country_holidays("DE")
    # The library names a language with its country ("en_US"), and without one follows the machine's.
    spoken = (each for each in germany.supported_languages if each.partition("_")[0] == language)
    names = next(spoken, germany.default_language)
    return dict(country_holidays("DE", subdiv="NW", years=year, language=names).items())
