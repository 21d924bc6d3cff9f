"""Counts by day, such as of questions; days whose counts no longer change are counted once."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot.storage.database import Database
from bot.storage.unit_of_work import UnitOfWork

# What one transaction counts: others wait for it.
_DAYS_AT_ONCE = 14
_DAY = timedelta(days=1)


class Counted(Protocol):
    """A number of things in a span of time, which counts from 0."""

    @property
    def span(self) -> int: ...

    @property
    def number(self) -> int: ...


T = TypeVar("T", bound=Counted)


@dataclass(frozen=True, kw_only=True, slots=True)
class DayTally(Generic[T]):
    """The tallies of one day."""

    day: date
    tallies: tuple[T, ...]


class TallyReader(Generic[T]):
    """Remembers days that are over, in local time; of things that are deleted later the number stays."""

    def __init__(
        self, count: Callable[[UnitOfWork, Sequence[datetime]], Awaitable[Sequence[T]]], late: timedelta = timedelta()
    ) -> None:
        """`count` counts between each two neighbouring times; a count may change for so `late` after its day."""
        self._count = count
        self._late = late
        self._known: dict[date, DayTally[T]] = {}

    async def read(self, database: Database, first: date, today: date, zone: ZoneInfo) -> Sequence[DayTally[T]]:
        """Return the days from the first one to today."""
        days = [first + timedelta(days=number) for number in range((today - first).days + 1)]
        fresh: dict[date, DayTally[T]] = {}
        for missing in _batch([day for day in days if day not in self._known]):
            bounds = [datetime.combine(day, time(), zone) for day in (*missing, missing[-1] + _DAY)]
            async with database.read() as unit:
                tallies = await self._count(unit, bounds)
            for span, day in enumerate(missing):
                fresh[day] = DayTally(day=day, tallies=tuple(each for each in tallies if each.span == span))
        self._known = {day: tally for day, tally in (self._known | fresh).items() if day < today - self._late}
        return [fresh.get(day) or self._known[day] for day in days]


def _batch(days: Sequence[date]) -> Iterator[Sequence[date]]:
    """Yield runs of days without a day between that is left out, none too long."""
    run: list[date] = []
    for day in days:
        if run and (day != run[-1] + _DAY or len(run) == _DAYS_AT_ONCE):
            yield run
            run = []
        run.append(day)
    if run:
        yield run
