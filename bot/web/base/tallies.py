"""Counts of questions by day; days that are over are counted once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.storage.database import Database
from bot.storage.web.questions import Tally

# What one transaction counts: others wait for it.
_DAYS_AT_ONCE = 14
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class DayTally:
    """The questions of one day, by platform and kind."""

    day: date
    tallies: tuple[Tally, ...]


class TallyReader:
    """Remembers the days before today, in local time; of questions that are deleted later the number stays."""

    def __init__(self) -> None:
        self._known: dict[date, DayTally] = {}

    async def read(self, database: Database, first: date, today: date, zone: ZoneInfo) -> Sequence[DayTally]:
        """Return the days from the first one to today."""
        days = [first + timedelta(days=number) for number in range((today - first).days + 1)]
        fresh: dict[date, DayTally] = {}
        for missing in _batch([day for day in days if day not in self._known]):
            bounds = [datetime.combine(day, time(), zone) for day in (*missing, missing[-1] + _DAY)]
            async with database.begin() as unit:
                tallies = await unit.questions.tally(bounds)
            for span, day in enumerate(missing):
                fresh[day] = DayTally(day=day, tallies=tuple(each for each in tallies if each.span == span))
        self._known = {day: tally for day, tally in (self._known | fresh).items() if day < today}
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
