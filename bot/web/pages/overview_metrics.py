"""Metrics of the overview: questions a day, how they ended, and the time to a colleague's answer."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from bot.storage.announcements.announcement_copies import ArrivalTally
from bot.storage.web.questions import Ending, Tally
from bot.web.base.chart_bars import Bar, find_top
from bot.web.base.desk import MAX_REACTIONS, Page
from bot.web.base.tallies import Counted, DayTally
from handlers.core.events import PlatformName
from handlers.core.working_days import add_working_days

T = TypeVar("T", bound=Counted)

PERIODS: Mapping[str, int] = {"woche": 7, "monat": 30, "jahr": 365}
# Until when an answer came: from these hours on, within two working days, later, not yet.
REACTION_STEPS = (timedelta(hours=1), timedelta(hours=4), timedelta(hours=24))
_WORKING_DAYS = 2
_PARTS = 3
# Fewer questions are too few to compare.
_FEW = 30
_SERIES = (PlatformName.MATRIX, PlatformName.TELEGRAM)
_ENDS = tuple(Ending)


@dataclass(frozen=True, kw_only=True, slots=True)
class DayBar(Bar):
    """A bar that stands for the days from `day` on."""

    day: date


@dataclass(frozen=True, kw_only=True, slots=True)
class OverviewMetrics:
    """All charts of a period.

    `by_platform` has parts for Matrix, Telegram and others; `by_end` for answered at once, answered by an entry that
    the person chose within a day from those offered, centres included, and not answered. A word that may name a quarter
    is no logged question, nor is the quarter that is chosen then. `reactions` are numbers of questions to colleagues by
    REACTION_STEPS, within two working days, later, and still open; `has_older` if there are more than these, which are
    the newest. `announced` are messages of announcements that arrived, with parts as in `by_platform`.
    """

    period: str
    days: int
    asked: int
    asked_before: int
    by_platform: Sequence[DayBar]
    by_end: Sequence[DayBar]
    reactions: Sequence[int]
    has_older: bool
    announced: Sequence[DayBar]

    @property
    def top(self) -> int:
        """The end of the scale of `by_platform`."""
        return find_top(self.by_platform)

    @property
    def announced_top(self) -> int:
        """The end of the scale of `announced`."""
        return find_top(self.announced)

    @property
    def change(self) -> int | None:
        """The change from the period before in percent; None if that had too few questions to compare."""
        return round(100 * (self.asked / self.asked_before - 1)) if self.asked_before >= _FEW else None

    @property
    def ends(self) -> tuple[int, ...] | None:
        """The percentages of questions by how they ended, as the parts of `by_end`; None without questions."""
        parts = [sum(bar.parts[place] for bar in self.by_end) for place in range(_PARTS)]
        return Bar(parts=tuple(parts)).percents if any(parts) else None

    @property
    def in_time(self) -> int | None:
        """The percentage of questions to colleagues answered within two working days; None without questions."""
        settled = sum(self.reactions[:-1])
        return round(100 * sum(self.reactions[:-2]) / settled) if settled else None


async def read_metrics(page: Page, period: str) -> OverviewMetrics:
    """Read and draw what is counted of a period that ends today, and of the same time before."""
    settings = page.desk.settings
    number = min(PERIODS[period], settings.retention.unanswered_days or 1)
    zone, start = settings.time_zone, page.today - timedelta(days=number - 1)
    days = await page.desk.tallies.read(
        page.desk.database, start - timedelta(days=number if period != "jahr" else 0), page.today, zone
    )
    since = datetime.combine(page.today - timedelta(days=PERIODS[period] - 1), time(), zone)
    times = await page.desk.reactions.read(page.desk.database, since, page.now)
    current = [day for day in days if day.day >= start]
    by_end = _stack(current, _place_end, lambda day: _span_of(day, period))
    return OverviewMetrics(
        period=period,
        days=number,
        asked=_count(current),
        asked_before=_count(days) - _count(current),
        by_platform=_stack(current, _place_platform, _monday if period == "jahr" else _itself),
        by_end=[bar for bar in by_end if bar.total],
        reactions=_sort_reactions(times[:MAX_REACTIONS], page),
        has_older=len(times) > MAX_REACTIONS,
        announced=await _read_announced(page, period),
    )


async def _read_announced(page: Page, period: str) -> Sequence[DayBar]:
    first = page.today - timedelta(days=PERIODS[period] - 1)
    days = await page.desk.arrivals.read(page.desk.database, first, page.today, page.desk.settings.time_zone)
    return _stack(days, _place_platform, _monday if period == "jahr" else _itself)


def _count(days: Iterable[DayTally[Tally]]) -> int:
    return sum(tally.number for day in days for tally in day.tallies)


def _stack(days: Sequence[DayTally[T]], place: Callable[[T], int], span_of: Callable[[date], date]) -> Sequence[DayBar]:
    """Return a bar for each span of days, with its parts."""
    counts: dict[date, list[int]] = {}
    for day in days:
        parts = counts.setdefault(span_of(day.day), [0] * _PARTS)
        for tally in day.tallies:
            parts[place(tally)] += tally.number
    return [DayBar(day=span, parts=tuple(parts)) for span, parts in counts.items()]


def _place_platform(tally: Tally | ArrivalTally) -> int:
    return _SERIES.index(tally.platform) if tally.platform in _SERIES else len(_SERIES)


def _place_end(tally: Tally) -> int:
    return _ENDS.index(tally.ending)


def _span_of(day: date, period: str) -> date:
    """Return the first day of what one row stands for: a day, a week or a month."""
    if period == "woche":
        return day
    return _monday(day) if period == "monat" else day.replace(day=1)


def _itself(day: date) -> date:
    return day


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _sort_reactions(times: Iterable[tuple[datetime, datetime | None]], page: Page) -> Sequence[int]:
    """Return how many questions were answered by each step; open ones past two working days count as later."""
    counts = Counter(_place_reaction(asked, end, page) for asked, end in times)
    return [counts[place] for place in range(len(REACTION_STEPS) + 3)]


def _place_reaction(asked: datetime, end: datetime | None, page: Page) -> int:
    within = len(REACTION_STEPS)
    if end is not None and end - asked <= REACTION_STEPS[-1]:
        return next(place for place, step in enumerate(REACTION_STEPS) if end - asked <= step)
    due = add_working_days(asked, _WORKING_DAYS, page.desk.settings.time_zone)
    if (end or page.now) > due:
        return within + 1
    return within if end is not None else within + 2
