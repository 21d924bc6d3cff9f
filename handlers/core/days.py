"""Days as people write them in German and English: “15.8.”, “bis zum 15. August”, “2027-08-15”."""

import re
from datetime import date

from handlers.core.clock_times import MONTHS, join_alternatives

_UNTIL = r"(?:(?:bis|until|till)(?:\s+(?:zum|einschließlich|the))?\s+)?"
_MONTH = rf"(?:(?P<month>\d{{1,2}})\.?|(?P<name>{join_alternatives(MONTHS)})\.?)"
_DAY = re.compile(rf"{_UNTIL}(?P<day>\d{{1,2}})(?:\.\s*|\s+){_MONTH}\s*(?P<year>\d{{4}})?", re.IGNORECASE)
_ISO = re.compile(rf"{_UNTIL}(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}})", re.IGNORECASE)


def names_day(text: str) -> bool:
    """Return whether a text is written like a day, whether there is such a day or not."""
    said = _simplify(text)
    return bool(_ISO.fullmatch(said) or _DAY.fullmatch(said))


def parse_day(text: str, today: date) -> date | None:
    """Return the day that a text names; without a year the next one of that name. None if it names none."""
    said = _simplify(text)
    found = _ISO.fullmatch(said) or _DAY.fullmatch(said)
    if found is None:
        return None
    parts = found.groupdict()
    month = int(parts["month"]) if parts["month"] else MONTHS[parts["name"].casefold()]
    years = (int(parts["year"]),) if parts["year"] else (today.year, today.year + 1)
    days = (_make_day(year, month, int(parts["day"])) for year in years)
    return next((day for day in days if day is not None and (parts["year"] or day >= today)), None)


def _simplify(text: str) -> str:
    return " ".join(text.split()).rstrip("!")


def _make_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
