"""Freshness by field: since when the value of a field is known to hold, and when somebody has to look at it again."""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from handlers.curation.model.fields import CONTACT, Field, FieldName, find_fields
from knowledge.entries import AnyEntry, Centre
from knowledge.search import ValueKind
from knowledge.search.asked_value import has_value

_DATE = re.compile(r"\b(\d{4})(?:-(\d\d)(?:-(\d\d))?|/(\d\d))?\b")
# Texts with such values grow old; others say what a thing is.
_FLEETING = (ValueKind.AMOUNT, ValueKind.DEADLINE)
# Of so many texts and dates what they hold is remembered.
_MOST_KEPT = 50_000


def list_due(entry: AnyEntry, today: date) -> Sequence[Field]:
    """Return the fields whose value nobody has confirmed for too long."""
    return [field for field in find_fields(entry) if is_due(entry, field, today) and _grows_old(entry, field)]


def read_values(entries: Iterable[AnyEntry]) -> None:
    """Find out which texts hold values that grow old before anybody waits for it; of thousands it takes a second."""
    for entry in entries:
        for field in find_fields(entry):
            _grows_old(entry, field)


def is_all_due(entry: AnyEntry, today: date) -> bool:
    """Return whether each value that grows old has to be looked at, so that it is said of the entry as a whole."""
    known = [field for field in find_fields(entry) if _grows_old(entry, field) and field.read(entry) is not None]
    return bool(known) and all(is_due(entry, field, today) for field in known)


def is_due(entry: AnyEntry, field: Field, today: date) -> bool:
    """Return whether a value has to be looked at: its time is over, or its source says that it may be dated."""
    if field.read(entry) is None:
        return False
    checked = find_check(entry, field.name)
    if checked is None and field.name in CONTACT and isinstance(entry, Centre) and entry.contact.stale:
        return True
    held_on = checked or parse_as_of(entry.as_of)
    return held_on is None or held_on + field.lasts < today


def find_holding_date(entry: AnyEntry, name: FieldName) -> str:
    """Return when the value of a field held, as ISO date or as its source says."""
    checked = find_check(entry, name)
    return checked.isoformat() if checked else entry.as_of


@lru_cache(_MOST_KEPT)
def parse_as_of(as_of: str) -> date | None:
    """Return the last day that the date of a source may mean, 31 May 2019 for "2019-05"; None if it has none."""
    found = [*_DATE.finditer(as_of.partition(";")[0])]
    if not found:
        return None
    year, month, day, end = found[-1].groups()
    if end:
        return date(int(year[:2] + end), 12, 31)
    last = int(month) if month and 1 <= int(month) <= 12 else 12
    days = monthrange(int(year), last)[1]
    return date(int(year), last, min(int(day), days) if day and int(day) else days)


def find_check(entry: AnyEntry, name: FieldName) -> date | None:
    """Return the day on which somebody confirmed the value of a field last; None if nobody has."""
    # A loop, as this is asked of thousands of entries for one page.
    for each in entry.checked:
        if each.field == name:
            return each.on
    return None


def _grows_old(entry: AnyEntry, field: Field) -> bool:
    if field.name is not FieldName.TEXT:
        return True
    return not isinstance(entry, Centre) and _is_fleeting(entry.text)


@lru_cache(_MOST_KEPT)
def _is_fleeting(text: str) -> bool:
    return any(has_value(text, kind) for kind in _FLEETING)
