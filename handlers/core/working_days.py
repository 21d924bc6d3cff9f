"""Working days in North Rhine-Westphalia."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_SATURDAY = 5
_EARLIEST, _LATEST = time(9), time(16)


def is_working_day(day: date) -> bool:
    return day.weekday() < _SATURDAY and not is_holiday(day)


def is_holiday(day: date) -> bool:
    return day in _holidays(day.year)


def add_working_days(start: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the time so many working days later, within office hours."""
    local = start.astimezone(zone)
    day, left = local.date(), days
    while left > 0:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return datetime.combine(day, min(max(local.time(), _EARLIEST), _LATEST), zone)


@lru_cache(maxsize=8)
def _holidays(year: int) -> frozenset[date]:
    # Loaded once a day is counted: to read the settings takes none of it.
    from holidays import country_holidays  # noqa: PLC0415

    return frozenset(country_holidays("DE", subdiv="NW", years=year))
