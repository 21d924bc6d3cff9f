"""Dates of a series, with what public holidays do to them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Occurrence:
    """A date of a series, in UTC: when it was planned, and when it comes.

    `holiday` is the public holiday that moved it, or left it out if `at` is None.
    """

    planned_at: datetime
    at: datetime | None
    holiday: date | None = None

    @property
    def position(self) -> datetime:
        """Its place among others: when it comes, or would have come."""
        return self.at or self.planned_at


_Places = dict[datetime | date | None, Occurrence]


def sort_occurrences(planned: Iterable[Occurrence], most_moved: timedelta) -> Iterator[Occurrence]:
    """Yield occurrences by when they come, without duplicates.

    `planned` has them by when they were planned, `most_moved` is the most by which a holiday moves one.
    """
    waiting: _Places = {}
    for each in planned:
        _place(each, waiting)
        settled = each.planned_at - most_moved
        yield from _take((other for other in waiting.values() if other.position <= settled), waiting)
    yield from _take(waiting.values(), waiting)


def _place(new: Occurrence, waiting: _Places) -> None:
    """Add an occurrence; one that was moved to the time of another is left out."""
    key = new.at or new.holiday
    other = waiting.get(key)
    if other is not None and new.at is not None and new.holiday is not None:
        _place(replace(new, at=None), waiting)
    elif other is not None and other.at is not None and other.holiday is not None:
        waiting[key] = new
        _place(replace(other, at=None), waiting)
    elif other is None:
        waiting[key] = new


def _take(settled: Iterable[Occurrence], waiting: _Places) -> Iterator[Occurrence]:
    """Remove occurrences from those that wait, and yield them in order."""
    for each in sorted(settled, key=lambda each: each.position):
        del waiting[each.at or each.holiday]
        yield each
