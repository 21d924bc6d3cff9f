"""Years, months and days by which entries are filtered."""

import re
from dataclasses import dataclass
from datetime import date

from handlers.curation.model.freshness import parse_as_of

_ISO = re.compile(r"(?P<year>[12]\d{3})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?")
_GERMAN = re.compile(r"(?:(?:(?P<day>\d{1,2})\. ?)?(?P<month>\d{1,2})[./] ?)?(?P<year>[12]\d{3})")


@dataclass(frozen=True, kw_only=True, slots=True)
class DateRange:
    """A range of days, open where there is no end."""

    first: date | None
    last: date | None

    def contains(self, day: date | None) -> bool:
        """Return whether a day lies in the range; none does only where both ends are open."""
        if day is None:
            return self.first is None and self.last is None
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def read_date(text: str) -> str:
    """Return a year, month or day in ISO form, such as "2022-12" for "12.2022"; empty if it is none."""
    found = _ISO.fullmatch(text) or _GERMAN.fullmatch(text)
    if found is None:
        return ""
    parts = [int(found[name]) for name in ("year", "month", "day") if found[name]]
    try:
        date(*[*parts, 1, 1][:3])
    except ValueError:
        return ""
    return "-".join(f"{part:02}" for part in parts)


def make_range(begin: str, end: str) -> DateRange:
    """Return the range from the first day of one ISO date to the last of another; either may be empty."""
    first = date.fromisoformat(f"{begin}-01-01"[:10]) if begin else None
    return DateRange(first=first, last=parse_as_of(end))
