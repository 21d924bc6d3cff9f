"""The month calendar: what went out, what will, and the coming dates of series."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile

from aiohttp import web

from bot.web.base.desk import Page
from handlers.announcements import cards
from handlers.announcements.forecast import quiet_until
from handlers.announcements.model.announcement import Announcement, AnnouncementState
from handlers.announcements.model.policy import QuietHours
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
    """Show the day or the month in the address, or the present month."""
    day = _parse(page.query("tag"), "%Y-%m-%d")
    return await _show_month(page) if day is None else await _show_day(page, day)


async def _show_day(page: Page, day: date) -> web.StreamResponse:
    by_day, _ = await _find_items(page, day, day)
    return page.render(
        "announcements/calendar_day.html",
        calendar_day=day,
        items=_sort(by_day.get(day, ())),
        month=_format_month(day),
        clock=_make_clock(page),
    )


async def _show_month(page: Page) -> web.StreamResponse:
    first = _parse(page.query("monat"), "%Y-%m") or page.today.replace(day=1)
    days = [*Calendar().itermonthdates(first.year, first.month)]
    by_day, quiet = await _find_items(page, days[0], days[-1])
    shown = [_make_day(day, first, by_day) for day in days]
    return page.render(
        "announcements/calendar.html",
        first=first,
        weeks=[shown[index : index + 7] for index in range(0, len(shown), 7)],
        before=_format_month(first - timedelta(days=1)),
        after=_format_month(first + timedelta(days=31)),
        is_empty=not any(by_day.values()),
        clock=_make_clock(page),
        quiet=quiet,
    )


async def _find_items(
    page: Page, first: date, last: date
) -> tuple[Mapping[date, Sequence[CalendarItem]], QuietHours | None]:
    """Return what goes out on these days, and the quiet hours."""
    zone = page.desk.settings.time_zone
    begin, end = resolve_local(first, time(0), zone), resolve_local(last + timedelta(days=1), time(0), zone)
    async with page.begin() as (context, unit):
        found = await unit.announcement_lists.list_between(begin, end)
    by_day: dict[date, list[CalendarItem]] = defaultdict(list)
    for each in found:
        for item in _list_items(each, begin, end, context):
            by_day[item.at.astimezone(zone).date()].append(item)
    return by_day, context.announcement_policy.quiet


def _make_clock(page: Page) -> Callable[[datetime], str]:
    return lambda at: f"{at.astimezone(page.desk.settings.time_zone):%-H:%M}"


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
    items = _sort(by_day.get(day, ()))
    return CalendarDay(
        day=day,
        is_in_month=day.month == first.month,
        is_quiet=not is_working_day(day),
        items=items[:_MOST_A_DAY],
        more=len(items[_MOST_A_DAY:]),
    )


def _sort(items: Iterable[CalendarItem]) -> Sequence[CalendarItem]:
    return sorted(items, key=lambda item: (item.at, item.number))


def _parse(text: str, form: str) -> date | None:
    """Return a day such as "2026-12-24", or the first one of a month such as "2026-12"; None if it is none."""
    try:
        first = datetime.strptime(text, form).date()  # noqa: DTZ007
    except ValueError:
        return None
    return first if _FIRST_YEAR <= first.year <= _LAST_YEAR else None


def _format_month(day: date) -> str:
    return f"{day:%Y-%m}"
