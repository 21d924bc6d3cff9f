"""The forecast of an announcement: whom it would reach, when, and what else goes out then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.announcements.model.announcement import Announcement, Reach
from handlers.announcements.model.audience import And, Audience
from handlers.announcements.parsing import AnnouncementRefused, parse_audience
from handlers.announcements.readership import find_readers
from handlers.announcements.schedule import recurrences
from handlers.announcements.schedule.occurrences import Occurrence
from handlers.announcements.schedule.recurrences import list_occurrences
from handlers.context.context import Context
from knowledge.entries import Visibility

HORIZON = timedelta(weeks=6)
_NEARBY = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class Forecast:
    """Reach and dates of an announcement: the next ones of a series, with those that holidays move or leave out.

    `quiet_until` is the end of the quiet hours in which it would fall, `near` other announcements around that time with
    the number of recipients they share. `left_out` is how many of its audience may not read it.
    """

    reach: Reach
    occurrences: Sequence[Occurrence]
    quiet_until: datetime | None
    near: Sequence[tuple[Announcement, int]]
    left_out: int = 0

    @property
    def dates(self) -> Sequence[datetime]:
        """The times at which it goes out."""
        return _list_times(self.occurrences)


async def make_forecast(announcement: Announcement, context: Context) -> Forecast:
    """Return the forecast; raises AnnouncementRefused if the audience can't be parsed."""
    readers = await find_readers(announcement, context)
    frozen = await context.stores.announcements.count_recipients(announcement.number)
    reach = frozen or await context.stores.announcements.reach(readers, announcement.source)
    occurrences = _list_occurrences(announcement, context)
    dates = _list_times(occurrences)
    until = quiet_until(announcement, dates[0], context) if dates else None
    near = await _find_nearby(announcement, readers, until or dates[0], context) if dates else []
    left_out = await _count_left_out(announcement, context)
    return Forecast(reach=reach, occurrences=occurrences, quiet_until=until, near=near, left_out=left_out)


async def _count_left_out(announcement: Announcement, context: Context) -> int:
    """Return how many of its audience may not read an announcement."""
    if announcement.visibility is Visibility.PUBLIC:
        return 0
    store, source = context.stores.announcements, announcement.source
    everybody = await store.reach(parse_audience(announcement.audience, context), source)
    entitled = await store.reach(await find_readers(announcement, context), source)
    return sum(everybody.values()) - sum(entitled.values())


def next_date(announcement: Announcement, moment: datetime, context: Context) -> datetime | None:
    """Return the first date of a series after `moment`; None if the series has ended."""
    recurrence = recurrences.load(announcement.recurrence or "")
    return next(iter(recurrence.after(moment, context.time_zone)), None)


def list_dates(announcement: Announcement, context: Context) -> Sequence[datetime]:
    """Return the dates to come: some of a series, else one or none."""
    return _list_times(_list_occurrences(announcement, context))


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
