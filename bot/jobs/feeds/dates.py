"""Dates of articles, in the ways in which sites write them."""

import re
from calendar import timegm
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from time import struct_time
from typing import Any
from zoneinfo import ZoneInfo

_WRITTEN = ("published", "updated", "created")
_MONTHS = ("jan", "feb", "m[äa]e?r|mrz", "apr", "mai|may", "jun", "jul", "aug", "sep", "o[kc]t", "nov", "de[zc]")
_NAMED = "|".join(f"(?P<m{number}>(?:{names})[a-z]*)" for number, names in enumerate(_MONTHS, 1))
_ZONES = {"z": 0, "gmt": 0, "utc": 0, "ut": 0, "mez": 60, "cet": 60, "mesz": 120, "cest": 120}
# As in “Di, 01. Dez. 2026, 9:00 Uhr” and “01.12.2026 09:00 +0100”.
_DATE = re.compile(
    rf"""(?:[a-zäöü]+\.?,?\s+)?(?:den\s+)?(?P<day>\d{{1,2}})(?:\.?[\s-]*(?:{_NAMED})\.?[\s-]*|\.\s*(?P<month>\d{{1,2}})\.\s*)
    (?P<year>\d{{4}}|\d\d)\b
    (?:[\s,-]*(?:um\s+)?(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d))?|(?=\s*uhr))(?:\s*uhr)?)?
    \s*(?P<zone>[+-]\d\d:?\d\d|{"|".join(_ZONES)})?""",
    re.IGNORECASE | re.VERBOSE,
)
# Before that there were no feeds: such a date stands for none.
_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)


def published(entry: Any, zone: ZoneInfo) -> datetime | None:
    """Return when an entry of feedparser was published, else when it was changed; None if neither is given."""
    for name in _WRITTEN:
        # The entry's own `get` would take the one for the other, and warn of that.
        found = written(str(dict.get(entry, name) or ""), zone) or _parsed(dict.get(entry, f"{name}_parsed"))
        if found is not None and found >= _EARLIEST:
            return found
    return None


def written(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the moment of a date with a German or English month, in `zone` unless it names another; else None."""
    found = _DATE.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    try:
        day = date(_year(found["year"]), _month(found), int(found["day"]))
        clock = time(int(found["hour"] or 0), int(found["minute"] or 0), min(int(found["second"] or 0), 59))
        return datetime.combine(day, clock, _zone(found["zone"], zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _month(found: re.Match[str]) -> int:
    return int(found["month"] or next(number for number in range(1, 13) if found[f"m{number}"]))


def _zone(name: str | None, zone: ZoneInfo) -> tzinfo:
    if not name:
        return zone
    if name.lower() in _ZONES:
        return timezone(timedelta(minutes=_ZONES[name.lower()]))
    minutes = int(name[1:3]) * 60 + int(name[-2:])
    return timezone(timedelta(minutes=-minutes if name[0] == "-" else minutes))


def _parsed(moment: struct_time | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(moment), UTC) if moment else None
    except (ValueError, OverflowError, OSError):
        return None
