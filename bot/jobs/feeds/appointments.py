"""Appointments of calendars (iCalendar): single events, and the occurrences of series with their exceptions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

from bot.jobs.feeds.appointment_items import CalendarOptions, create_item, to_utc
from bot.jobs.feeds.calendars import PARSE_ERRORS, CalendarEvent, parse_events, read_text
from bot.jobs.feeds.contents import Contents, UnreadableFeed
from bot.jobs.feeds.excerpts import clean_link, clean_title
from handlers.announcements.schedule.rrule_bounds import count_times_a_day, ever_occurs
from handlers.core.feed_items import AppointmentFault, FeedItem, Flaw, Postponement, Revision

CALENDAR_START = "BEGIN:VCALENDAR"
# How far ahead the next occurrence of a series is looked for, and how far the others, which may have been announced.
_HORIZON = timedelta(days=366)
_SERIES_HORIZON = timedelta(days=62)
_MAX_OCCURRENCES = 20
_MAX_ITEMS = 600
# Past appointments are followed for a while, as they may have been announced for a later date.
_PAST_WINDOW = timedelta(days=31)
# A rule that recurs more often than daily is no appointment.
_FREQUENT = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_MAX_TIMES_A_DAY = 24


class _NeverOccursError(Exception):
    """A rule that fits no day: its dates would be looked for up to the year 9999."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Occurrence:
    """An item; unless `is_next`, it is not announced itself, but may have been before."""

    item: FeedItem
    is_next: bool


def parse_calendar(text: str, now: datetime, zone: ZoneInfo, remind_before: timedelta | None) -> Contents:
    """Return the appointments of a calendar, the earliest first; raises UnreadableFeed.

    `items` are to be announced, `followed` may have been; `series` maps ids to the time up to which all occurrences
    are included.
    """
    parsed, options = parse_events(text, now), CalendarOptions(now=now, zone=zone, remind_before=remind_before)
    if not parsed.events and not parsed.is_whole:
        raise UnreadableFeed
    occurrences: list[_Occurrence] = []
    faults, series = [*parsed.faults], dict[str, datetime]()
    for uid, events in _group_by_uid(parsed.events):
        try:
            expanded = [*_expand_group(events, options)]
        except (*PARSE_ERRORS, _NeverOccursError) as error:
            if not any(event.is_private for event in events):
                faults.append(_describe_fault(events[0], error))
            continue
        occurrences += expanded
        if uid and uid not in parsed.broken_uids:
            is_cut = len(expanded) >= _MAX_OCCURRENCES
            series[uid] = max(map(_start_of, expanded)) if is_cut else now + _SERIES_HORIZON
    occurrences.sort(key=_start_of)
    if len(occurrences) > _MAX_ITEMS:
        occurrences = occurrences[:_MAX_ITEMS]
        series = {uid: min(until, _start_of(occurrences[-1])) for uid, until in series.items()}
    return Contents(
        items=tuple(each.item for each in occurrences if each.is_next),
        followed=tuple(each.item for each in occurrences if not each.is_next),
        faults=tuple(faults),
        series=series,
        is_calendar=True,
    )


def _describe_fault(event: CalendarEvent, error: Exception) -> AppointmentFault:
    flaw = Flaw.NEVER if isinstance(error, _NeverOccursError) else Flaw.WRONG
    title, link = (read_text(event.component, name) for name in ("SUMMARY", "URL"))
    return AppointmentFault(title=clean_title(title), part="RRULE", flaw=flaw, link=clean_link(link))


def _start_of(occurrence: _Occurrence) -> datetime:
    assert occurrence.item.appointment is not None  # noqa: S101
    return occurrence.item.appointment.starts_at


def _group_by_uid(events: Sequence[CalendarEvent]) -> Iterator[tuple[str, list[CalendarEvent]]]:
    """Yield the events of each id together; those without an id one by one."""
    groups: dict[str, list[CalendarEvent]] = {}
    for event in events:
        if event.uid:
            groups.setdefault(event.uid, []).append(event)
        else:
            yield "", [event]
    yield from groups.items()


def _expand_group(events: Sequence[CalendarEvent], options: CalendarOptions) -> Iterator[_Occurrence]:
    """Yield single events, and the occurrences of a series with its exceptions."""
    events = _merge_cancellations(_select_latest(events, options.zone), options.zone)
    exceptions = [event for event in events if event.is_exception]
    for event in events:
        if event.is_exception:
            continue
        if event.is_recurring:
            yield from _expand_series(event, exceptions, options)
            exceptions = []
        else:
            yield from _expand_single(event, options)
    for event in exceptions:
        yield from _expand_single(event, options)


def _select_latest(events: Sequence[CalendarEvent], zone: ZoneInfo) -> list[CalendarEvent]:
    """Return the events without outdated revisions of the same event.

    Some calendars give one id to many events: by the time of their last change alone, events count as revisions of
    one only if they share title or start.
    """
    recurrences = [(event, _recurrence_time(event, zone)) for event in events]
    numbers: dict[datetime | None, int] = {}
    for event, recurrence in recurrences:
        if not event.is_cancelled:
            numbers[recurrence] = max(event.revision.sequence, numbers.get(recurrence, 0))
    recurrences = [each for each in recurrences if each[0].revision.sequence >= numbers.get(each[1], 0)]
    newest: dict[tuple[object, ...], Revision] = {}
    for event, recurrence in recurrences:
        for key in () if event.is_cancelled else _identity_keys(event, recurrence):
            if key not in newest or newest[key].is_before(_ignore_certainty(event)):
                newest[key] = _ignore_certainty(event)
    return [
        event
        for event, recurrence in recurrences
        if not any(
            _ignore_certainty(event).is_before(newest.get(key, event.revision))
            for key in _identity_keys(event, recurrence)
        )
    ]


def _ignore_certainty(event: CalendarEvent) -> Revision:
    """Return the revision to compare within one file, where no sequence number starts again."""
    return replace(event.revision, is_certain=False)


def _identity_keys(event: CalendarEvent, recurrence: datetime | None) -> tuple[tuple[object, ...], ...]:
    """Return keys of which revisions of the same event share at least one."""
    title, start = read_text(event.component, "SUMMARY"), event.component["DTSTART"].dt
    return (recurrence, "title", title), (recurrence, "start", str(start))


def _merge_cancellations(events: Sequence[CalendarEvent], zone: ZoneInfo) -> list[CalendarEvent]:
    """Return each event once, marked as cancelled where another calendar of the file cancels it."""
    cancelled = {_recurrence_time(event, zone): event for event in events if event.is_cancelled}
    others = [
        replace(event, is_cancelled=None in cancelled or _recurrence_time(event, zone) in cancelled)
        for event in events
        if not event.is_cancelled
    ]
    known = {_recurrence_time(event, zone) for event in others}
    unmatched = (
        event
        for recurrence, event in cancelled.items()
        if recurrence not in known and not (recurrence is None and others)
    )
    return [*others, *unmatched]


def _recurrence_time(event: CalendarEvent, zone: ZoneInfo) -> datetime | None:
    """Return the original time of the occurrence that an exception replaces; None for a whole event or series."""
    return to_utc(event.component["RECURRENCE-ID"].dt, zone) if event.is_exception else None


def _is_too_frequent(event: CalendarEvent) -> bool:
    """Return whether a series recurs more often than an appointment may; raises _NeverOccursError if it never does."""
    value = event.component.get("RRULE") or []
    rules = value if isinstance(value, list) else [value]
    if any(each in _FREQUENT for rule in rules for each in rule.get("FREQ", ())):
        return True
    start = event.component["DTSTART"].dt
    texts = [rule.to_ical().decode() for rule in rules]
    if any(count_times_a_day(text) > _MAX_TIMES_A_DAY for text in texts):
        return True
    if not all(ever_occurs(text, start.date() if isinstance(start, datetime) else start) for text in texts):
        raise _NeverOccursError
    return False


def _expand_series(
    series: CalendarEvent, exceptions: Sequence[CalendarEvent], options: CalendarOptions
) -> Iterator[_Occurrence]:
    if _is_too_frequent(series):
        return
    by_time = {_recurrence_time(each, options.zone): each for each in exceptions}
    is_next = True
    for component in _find_occurrences((series, *exceptions), options):
        time = to_utc((component.get("RECURRENCE-ID") or component["DTSTART"]).dt, options.zone)
        source = by_time.get(time, series)
        event = replace(
            source,
            component=component,
            is_cancelled=source.is_cancelled or series.is_cancelled,
            is_private=source.is_private or series.is_private,
        )
        item = create_item(event, f"{series.uid} {time.isoformat()}" if series.uid else "", options)
        if item is None or item.appointment is None:
            continue
        revisions = (series.revision, source.revision)
        appointment = replace(item.appointment, series=series.uid, revisions=revisions)
        yield _Occurrence(item=replace(item, appointment=appointment), is_next=is_next and not appointment.is_private)
        # After a cancelled or postponed occurrence, the next one is announced too.
        is_open = appointment.postponed is Postponement.OPEN
        is_next = is_next and (appointment.is_cancelled or appointment.is_private or is_open)


def _find_occurrences(events: Sequence[CalendarEvent], options: CalendarOptions) -> Iterator[Any]:
    """Yield the occurrences within the horizon of series; if there are none, the first one after it."""

    def start_of(component: Any) -> datetime:
        return to_utc(component["DTSTART"].dt, options.zone)

    calendar = Calendar()
    for event in events:
        calendar.add_component(event.component)
    query, now, soon = recurring_ical_events.of(calendar), options.now, options.now + _SERIES_HORIZON
    near = [each for each in query.between(now, soon) if now < start_of(each) <= soon]
    yield from sorted(near, key=start_of)[:_MAX_OCCURRENCES]
    if not near:
        later = [each for each in query.between(soon, now + _HORIZON) if start_of(each) > soon]
        yield from sorted(later, key=start_of)[:1]


def _expand_single(event: CalendarEvent, options: CalendarOptions) -> Iterator[_Occurrence]:
    starts_at = to_utc(event.component["DTSTART"].dt, options.zone)
    if not options.now - _PAST_WINDOW < starts_at <= options.now + _HORIZON:
        return
    recurrence = _recurrence_time(event, options.zone)
    id_ = f"{event.uid} {recurrence.isoformat()}" if recurrence else event.uid
    item = create_item(event, id_, options)
    if item is None or item.appointment is None:
        return
    appointment = replace(item.appointment, series=event.uid if event.is_exception else "")
    is_next = starts_at > options.now and not event.is_private
    yield _Occurrence(item=replace(item, appointment=appointment), is_next=is_next)
