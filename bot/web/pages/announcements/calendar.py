"""The month calendar: what went out, what will, and the coming dates of series."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile

from aiohttp import web

from bot.web.base.desk import Page
from handlers.announcements import cards
from handlers.announcements.forecast import quiet_until
from handlers.announcements.model.announcement import Announcement, AnnouncementState
from handlers.announcements.schedule import recurrences
from handlers.announcements.schedule.local_times import resolve_local
from handlers.context.context import Context
from handlers.core.working_days import is_working_day

_LONGEST_TITLE = 40
_MOST_DATES = 800  # of a series in a month; more often than hourly is refused
_MOST_A_DAY = 6
_FIRST_YEAR, _LAST_YEAR = 2000, 2200


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarItem:
    """An announcement on a day; `held_until` is the end of quiet hours in which it falls."""

    number: int
    title: str
    state: AnnouncementState
    at: datetime
    is_series: bool
    held_until: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarDay:
    """A day with its first announcements, and how many more there are."""

    day: date
    is_in_month: bool
    is_quiet: bool
    items: Sequence[CalendarItem]
    more: int


async def show(page: Page) -> web.StreamResponse:
    """Show the month in the address, or the present one."""
    first = _parse_month(page.query("monat")) or page.today.replace(day=1)
    days = [*Calendar().itermonthdates(first.year, first.month)]
    zone = page.desk.settings.time_zone
    begin = resolve_local(days[0], time(0), zone)
    end = resolve_local(days[-1] + timedelta(days=1), time(0), zone)
    async with page.begin() as (context, unit):
        found = await unit.announcement_lists.list_between(begin, end)
    by_day: dict[date, list[CalendarItem]] = defaultdict(list)
    for each in found:
        for item in _list_items(each, begin, end, context):
            by_day[item.at.astimezone(zone).date()].append(item)
    shown = [_make_day(day, first, by_day) for day in days]
    return page.render(
        "announcements/calendar.html",
        first=first,
        weeks=[shown[index : index + 7] for index in range(0, len(shown), 7)],
        before=_format_month(first - timedelta(days=1)),
        after=_format_month(first + timedelta(days=31)),
        is_empty=not any(by_day.values()),
        clock=lambda at: f"{at.astimezone(zone):%-H:%M}",
        quiet=context.announcement_policy.quiet,
    )


def _list_items(announcement: Announcement, begin: datetime, end: datetime, context: Context) -> Iterator[CalendarItem]:
    for at in _list_dates(announcement, begin, end, context):
        yield CalendarItem(
            number=announcement.number,
            title=cards.render_beginning(announcement, _LONGEST_TITLE),
            state=announcement.state,
            at=at,
            is_series=announcement.is_series,
            held_until=quiet_until(announcement, at, context) if announcement.started_at is None else None,
        )


def _list_dates(announcement: Announcement, begin: datetime, end: datetime, context: Context) -> Sequence[datetime]:
    """Return when it goes out in this time: of a series the dates to come, else its hour."""
    if announcement.recurrence is None:
        at = announcement.started_at or announcement.due_at or announcement.at
        return [at] if at is not None else []
    if announcement.state not in (AnnouncementState.WAITING, AnnouncementState.SCHEDULED):
        return []
    coming = recurrences.load(announcement.recurrence).after(max(begin, context.now), context.time_zone)
    return [*takewhile(lambda at: at < end, islice(coming, _MOST_DATES))]


def _make_day(day: date, first: date, by_day: Mapping[date, Sequence[CalendarItem]]) -> CalendarDay:
    items = sorted(by_day.get(day, ()), key=lambda item: (item.at, item.number))
    return CalendarDay(
        day=day,
        is_in_month=day.month == first.month,
        is_quiet=not is_working_day(day),
        items=items[:_MOST_A_DAY],
        more=len(items[_MOST_A_DAY:]),
    )


def _parse_month(text: str) -> date | None:
    """Return the first day of a month such as "2026-12"; None if it is none."""
    try:
        first = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007
    except ValueError:
        return None
    return first if _FIRST_YEAR <= first.year <= _LAST_YEAR else None


def _format_month(day: date) -> str:
    return f"{day:%Y-%m}"
