"""The forecast of an announcement: whom it would reach, when, and what else goes out then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.announcements.model.announcement import Announcement, Reach
from handlers.announcements.model.audience import And, Audience
from handlers.announcements.parsing import AnnouncementRefused, parse_audience
from handlers.announcements.readership import find_readers, restrict
from handlers.announcements.schedule import recurrences
from handlers.announcements.schedule.occurrences import Occurrence
from handlers.announcements.schedule.recurrences import list_occurrences
from handlers.context.context import Context

HORIZON = timedelta(weeks=6)
_NEARBY = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class Timing:
    """The dates of an announcement: the next ones of a series, with those that holidays move or leave out.

    `quiet_until` is the end of the quiet hours in which it would fall, `near` other announcements around that time with
    the number of recipients they share.
    """

    occurrences: Sequence[Occurrence]
    quiet_until: datetime | None
    near: Sequence[tuple[Announcement, int]]

    @property
    def dates(self) -> Sequence[datetime]:
        """The times at which it goes out."""
        return _list_times(self.occurrences)


@dataclass(frozen=True, kw_only=True, slots=True)
class Forecast:
    """Reach and timing of an announcement; `left_out` is how many of its audience may not read it."""

    reach: Reach
    left_out: int
    timing: Timing


async def make_forecast(announcement: Announcement, context: Context) -> Forecast:
    """Return the forecast; raises AnnouncementRefused if the audience can't be parsed."""
    store, source = context.stores.announcements, announcement.source
    audience = parse_audience(announcement.audience, context)
    readers = await restrict(audience, announcement.visibility, context)
    reach = await store.reach(readers, source)
    return Forecast(
        reach=await store.count_recipients(announcement.number) or reach,
        left_out=await count_left_out(audience, readers, reach, source, context),
        timing=await plan_timing(announcement, readers, context),
    )


async def count_left_out(audience: Audience, readers: Audience, reach: Reach, source: str, context: Context) -> int:
    """Return how many of an audience may not read it; `readers` are those who may, and `reach` their number."""
    everybody = reach if readers is audience else await context.stores.announcements.reach(audience, source)
    return sum(everybody.values()) - sum(reach.values())


async def plan_timing(announcement: Announcement, readers: Audience, context: Context) -> Timing:
    """Return the timing of an announcement to these readers."""
    occurrences = _list_occurrences(announcement, context)
    dates = _list_times(occurrences)
    until = quiet_until(announcement, dates[0], context) if dates else None
    near = await _find_nearby(announcement, readers, until or dates[0], context) if dates else []
    return Timing(occurrences=occurrences, quiet_until=until, near=near)


def next_date(announcement: Announcement, moment: datetime, context: Context) -> datetime | None:
    """Return the first date of a series after `moment`; None if the series has ended."""
    recurrence = recurrences.load(announcement.recurrence or "")
    return next(iter(recurrence.after(moment, context.time_zone)), None)


def list_dates(announcement: Announcement, context: Context) -> Sequence[datetime]:
    """Return the dates to come: some of a series, else one or none."""
    return _list_times(_list_occurrences(announcement, context))


def find_start(announcement: Announcement, context: Context) -> datetime:
    """Return when an announcement goes out if it is sent now; only a series may begin in quiet hours."""
    dates = list_dates(announcement, context) or [context.now]
    return dates[0] if announcement.is_series else quiet_until(announcement, dates[0], context) or dates[0]


def quiet_until(announcement: Announcement, at: datetime, context: Context) -> datetime | None:
    """Return the end of the quiet hours that hold an announcement back at that time; None if nothing does."""
    quiet = context.announcement_policy.quiet
    if announcement.is_urgent or quiet is None:
        return None
    ends = quiet.ends(at, context.time_zone)
    return ends if ends > at else None


def _list_occurrences(announcement: Announcement, context: Context) -> Sequence[Occurrence]:
    if announcement.recurrence is not None:
        return list_occurrences(recurrences.load(announcement.recurrence), context.now, context.time_zone)
    at = announcement.at or context.now
    return [Occurrence(planned_at=at, at=at)] if at >= context.now else []


def _list_times(occurrences: Sequence[Occurrence]) -> Sequence[datetime]:
    return [each.at for each in occurrences if each.at is not None]


async def _find_nearby(
    announcement: Announcement, readers: Audience, at: datetime, context: Context
) -> list[tuple[Announcement, int]]:
    """Return other announcements within half an hour, with the number of recipients they share."""
    found = []
    for other in await context.stores.announcements.list_planned(at + _NEARBY):
        hour = other.due_at or other.at
        if other.number == announcement.number or hour is None or hour < at - _NEARBY:
            continue
        try:
            both = And(parts=(readers, await find_readers(other, context)))
        except AnnouncementRefused:
            continue
        reach = await context.stores.announcements.reach(both, announcement.source)
        if sum(reach.values()):
            found.append((other, sum(reach.values())))
    return found
