"""Charts of an announcement: arrivals of its copies by time, receipts by Regierungsbezirk."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.storage.unit_of_work import UnitOfWork
from bot.web.base.chart_bars import Bar, find_top
from handlers.announcements.model.announcement import Announcement
from handlers.context.context import Context
from knowledge.entries import Centre

_MOST_BARS, _FEWEST_BARS = 30, 6
_HALF_A_DAY = timedelta(hours=12)
# Minutes that one bar may stand for.
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1440)


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrivals:
    """The copies that arrived within each `step`; `names` are the local times at which the bars begin."""

    step: timedelta
    names: Sequence[str]
    bars: Sequence[Bar]

    @property
    def minutes(self) -> int:
        return round(self.step / timedelta(minutes=1))

    @property
    def top(self) -> int:
        """The end of the scale."""
        return find_top(self.bars)


async def chart_arrivals(announcement: Announcement, context: Context, unit: UnitOfWork) -> Arrivals | None:
    """Return the arrivals of its copies by time; None before any has arrived."""
    span = await unit.announcement_copies.find_span(announcement.number)
    if span is None:
        return None
    step, bounds = _divide(*span)
    counts = await unit.announcement_copies.count_arrivals(announcement.number, bounds)
    return Arrivals(
        step=step,
        names=[_name(begin.astimezone(context.time_zone), step) for begin in bounds[:-1]],
        bars=[Bar(parts=(number,)) for number in counts],
    )


def _name(local: datetime, step: timedelta) -> str:
    return f"{local:%-H:%M}" if step < _HALF_A_DAY else f"{local:%-d.%-m.}"


def _divide(first: datetime, last: datetime) -> tuple[timedelta, Sequence[datetime]]:
    """Return the step, and the bounds of at least a few bars that hold both times."""
    begin = first.replace(second=0, microsecond=0)
    whole = (last - begin) / timedelta(minutes=1) + 1
    minutes = next((step for step in _STEPS if whole <= step * _MOST_BARS), round(whole / _MOST_BARS) + 1)
    step = timedelta(minutes=minutes)
    number = max(int((last - begin) / step) + 1, _FEWEST_BARS)
    return step, [begin + place * step for place in range(number + 1)]


async def chart_receipts(
    announcement: Announcement, context: Context, unit: UnitOfWork
) -> Sequence[tuple[str, Bar]] | None:
    """Return the numbers of centres with and without a receipt, by Regierungsbezirk; None if it asks for none."""
    if not announcement.wants_receipt:
        return None
    read = await unit.responses.count_receipts(announcement.number)
    missing = await unit.responses.count_unacknowledged(announcement.number)
    counts: Counter[tuple[str, bool]] = Counter()
    for centre in {*read, *missing}:
        entry = context.search.get_entry(centre)
        if isinstance(entry, Centre):
            counts[entry.regierungsbezirk, centre in read] += 1
    districts = sorted({district for district, _ in counts})
    return [(district, Bar(parts=(counts[district, True], counts[district, False]))) for district in districts]
