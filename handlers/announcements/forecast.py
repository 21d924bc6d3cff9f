"""What is known before an announcement goes out: whom it would reach, when, and what else goes out then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.announcements.audience import And, Audience
from handlers.announcements.model.announcement import Announcement, Reach
from handlers.announcements.parsing import AnnouncementRefused, parse_audience
from handlers.announcements.schedule import recurrences
from handlers.context.context import Context

HORIZON = timedelta(weeks=6)
_NEARBY = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class Forecast:
    """Whom it would reach, when (the next dates of a series), and what else goes out then to whom of them.

    `held` is the end of the quiet hours in which it would fall.
    """

    reach: Reach
    dates: Sequence[datetime]
    quiet_until: datetime | None
    near: Sequence[tuple[Announcement, int]]


async def make_forecast(announcement: Announcement, context: Context) -> Forecast:
    """Raises AnnouncementRefused."""
    audience = parse_audience(announcement.audience, context)
    frozen = await context.announcements.frozen(announcement.number)
    reach = frozen or await context.announcements.reach(audience, announcement.source)
    dates = list_dates(announcement, context)
    until = quiet_until(announcement, dates[0], context) if dates else None
    near = await _find_nearby(announcement, audience, until or dates[0], context) if dates else []
    return Forecast(reach=reach, dates=dates, quiet_until=until, near=near)


def next_date(announcement: Announcement, moment: datetime, context: Context) -> datetime | None:
    """When a series comes next."""
    recurrence = recurrences.load(announcement.recurrence or "")
    return next(iter(recurrence.after(moment, context.time_zone)), None)


def list_dates(announcement: Announcement, context: Context) -> list[datetime]:
    """The next ones that are not over."""
    if announcement.recurrence is not None:
        return recurrences.list_dates(recurrences.load(announcement.recurrence), context.now, context.time_zone)
    at = announcement.at or context.now
    return [at] if at >= context.now else []


def quiet_until(announcement: Announcement, at: datetime, context: Context) -> datetime | None:
    """When the quiet hours end in which it would fall then; None if nothing holds it back."""
    quiet = context.announcement_policy.quiet
    if announcement.is_urgent or quiet is None:
        return None
    ends = quiet.ends(at, context.time_zone)
    return ends if ends > at else None


async def _find_nearby(
    announcement: Announcement, audience: Audience, at: datetime, context: Context
) -> list[tuple[Announcement, int]]:
    """What else goes out within half an hour, with how many of the same people it reaches."""
    found = []
    for other in await context.announcements.planned(at + _NEARBY):
        hour = other.due_at or other.at
        if other.number == announcement.number or hour is None or hour < at - _NEARBY:
            continue
        try:
            both = And(parts=(audience, parse_audience(other.audience, context)))
        except AnnouncementRefused:
            continue
        reach = await context.announcements.reach(both, announcement.source)
        if sum(reach.values()):
            found.append((other, sum(reach.values())))
    return found
