"""Appointments of calendars (iCalendar): what is to come, each with a file for people's own calendars."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

from bot import rendering
from bot.jobs.feeds.calendars import PARSE_ERRORS, CalendarEvent, parse_events, read_text
from bot.jobs.feeds.cancellations import AppointmentStatus, detect_status
from bot.jobs.feeds.contents import UnreadableFeed
from bot.jobs.feeds.excerpts import clean_link, clean_title, render_description, shorten
from bot.jobs.feeds.invitations import render_invitation
from handlers.announcements.schedule.rrule_bounds import count_times_a_day, ever_occurs
from handlers.core.feed_items import Appointment, AppointmentFault, FeedItem, Flaw, Postponement, Revision

CALENDAR_START = "BEGIN:VCALENDAR"
# How far ahead the next occurrence of a series is looked for, and how far the others are, which may have been told.
_HORIZON = timedelta(days=366)
_SERIES_HORIZON = timedelta(days=62)
_MAX_OCCURRENCES = 20
_MAX_ITEMS = 600
# What has begun is looked at for a while: it may have been told for later.
_PAST_WINDOW = timedelta(days=31)
_MAX_PLACE_LENGTH = 300
# What comes more often than daily is no appointment.
_FREQUENT = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_MAX_TIMES_A_DAY = 24


class _NeverOccursError(Exception):
    """A rule that fits no day: dates of it would be looked for up to the year 9999."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Agenda:
    """The content of calendars: `items` to be announced, `followed` that may have been, and what can't be read.

    `series` tells by id until when all occurrences are here.
    """

    items: Sequence[FeedItem]
    followed: Sequence[FeedItem]
    faults: Sequence[AppointmentFault]
    series: Mapping[str, datetime]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Occurrence:
    """An item; `is_next` False: another one is to be announced before it, if it is at all."""

    item: FeedItem
    is_next: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class _Options:
    now: datetime
    zone: ZoneInfo
    remind_before: timedelta | None


def parse_calendar(text: str, now: datetime, zone: ZoneInfo, remind_before: timedelta | None) -> Agenda:
    """Return what is to come, the earliest first; raises NotUnderstood."""
    found, reading = parse_events(text, now), _Options(now=now, zone=zone, remind_before=remind_before)
    if not found.entries and not found.is_whole:
        raise UnreadableFeed
    told: list[_Occurrence] = []
    faults, series = [*found.faults], dict[str, datetime]()
    for uid, entries in _group_by_uid(found.entries):
        try:
            of_id = [*_expand_group(entries, reading)]
        except (*PARSE_ERRORS, _NeverOccursError) as error:
            if not any(entry.is_private for entry in entries):
                flaw = Flaw.NEVER if isinstance(error, _NeverOccursError) else Flaw.WRONG
                faults.append(
                    AppointmentFault(title=clean_title(read_text(entries[0].event, "SUMMARY")), part="RRULE", flaw=flaw)
                )
            continue
        told += of_id
        if uid and uid not in found.broken:
            series[uid] = max(map(_start_of, of_id)) if len(of_id) >= _MAX_OCCURRENCES else now + _SERIES_HORIZON
    told.sort(key=_start_of)
    if len(told) > _MAX_ITEMS:
        told = told[:_MAX_ITEMS]
        series = {uid: min(until, _start_of(told[-1])) for uid, until in series.items()}
    items = [each.item for each in told if each.is_next]
    followed = [each.item for each in told if not each.is_next]
    return Agenda(items=items, followed=followed, faults=faults, series=series)


def _group_by_uid(entries: Sequence[CalendarEvent]) -> Iterator[tuple[str, list[CalendarEvent]]]:
    """Yield the entries of each id together; those without an id one by one."""
    groups: dict[str, list[CalendarEvent]] = {}
    for entry in entries:
        if entry.uid:
            groups.setdefault(entry.uid, []).append(entry)
        else:
            yield "", [entry]
    yield from groups.items()


def _expand_group(entries: Sequence[CalendarEvent], reading: _Options) -> Iterator[_Occurrence]:
    """Yield events that stand alone, and the occurrences of a series with its exceptions."""
    entries = _merge_cancellations(_select_latest(entries, reading.zone), reading.zone)
    exceptions = [entry for entry in entries if entry.is_exception]
    for entry in entries:
        if entry.is_exception:
            continue
        if entry.is_recurring:
            yield from _expand_series(entry, exceptions, reading)
            exceptions = []
        else:
            yield from _expand_single(entry, reading)
    for entry in exceptions:
        yield from _expand_single(entry, reading)


def _select_latest(entries: Sequence[CalendarEvent], zone: ZoneInfo) -> list[CalendarEvent]:
    """Return the events without those of which there is a newer state.

    By the hour of their change alone, such are states of one event that have their title or beginning in common: some
    calendars give one id to many events.
    """
    there = [(entry, _occurrence_time(entry, zone)) for entry in entries]
    numbers: dict[datetime | None, int] = {}
    for entry, which in there:
        if not entry.is_cancelled:
            numbers[which] = max(entry.revision.sequence, numbers.get(which, 0))
    there = [each for each in there if each[0].revision.sequence >= numbers.get(each[1], 0)]
    newest: dict[tuple[object, ...], Revision] = {}
    for entry, which in there:
        for mark in () if entry.is_cancelled else _identity_keys(entry, which):
            if mark not in newest or newest[mark].is_before(_ignore_certainty(entry)):
                newest[mark] = _ignore_certainty(entry)
    return [
        entry
        for entry, which in there
        if not any(
            _ignore_certainty(entry).is_before(newest.get(mark, entry.revision))
            for mark in _identity_keys(entry, which)
        )
    ]


def _ignore_certainty(entry: CalendarEvent) -> Revision:
    """Return the state of an event as it counts beside others in one file, where no number starts again."""
    return replace(entry.revision, is_certain=False)


def _identity_keys(entry: CalendarEvent, which: datetime | None) -> tuple[tuple[object, ...], ...]:
    """Return what states of one event have in common."""
    return (which, "title", read_text(entry.event, "SUMMARY")), (which, "start", str(entry.event["DTSTART"].dt))


def _merge_cancellations(entries: Sequence[CalendarEvent], zone: ZoneInfo) -> list[CalendarEvent]:
    """Return what a second calendar calls off as off where it stands in the first, and not twice."""
    off = {_occurrence_time(entry, zone): entry for entry in entries if entry.is_cancelled}
    others = [
        replace(entry, is_cancelled=None in off or _occurrence_time(entry, zone) in off)
        for entry in entries
        if not entry.is_cancelled
    ]
    there = {_occurrence_time(entry, zone) for entry in others}
    return [*others, *(entry for which, entry in off.items() if which not in there and not (which is None and others))]


def _occurrence_time(entry: CalendarEvent, zone: ZoneInfo) -> datetime | None:
    """Return which occurrence of a series it stands for; None for the whole."""
    return _to_utc(entry.event["RECURRENCE-ID"].dt, zone) if entry.is_exception else None


def _is_too_frequent(entry: CalendarEvent) -> bool:
    """Return whether a series comes more often than an appointment may; raises _NeverError if it never does."""
    found = entry.event.get("RRULE") or []
    rules = found if isinstance(found, list) else [found]
    if any(each in _FREQUENT for rule in rules for each in rule.get("FREQ", ())):
        return True
    starts = entry.event["DTSTART"].dt
    written = [rule.to_ical().decode() for rule in rules]
    if any(count_times_a_day(rule) > _MAX_TIMES_A_DAY for rule in written):
        return True
    if not all(ever_occurs(rule, starts.date() if isinstance(starts, datetime) else starts) for rule in written):
        raise _NeverOccursError
    return False


def _expand_series(
    entry: CalendarEvent, exceptions: Sequence[CalendarEvent], reading: _Options
) -> Iterator[_Occurrence]:
    if _is_too_frequent(entry):
        return
    by_which = {_to_utc(each.event["RECURRENCE-ID"].dt, reading.zone): each for each in exceptions}
    calendar = Calendar()
    for each in (entry, *exceptions):
        calendar.add_component(each.event)
    query, is_next = recurring_ical_events.of(calendar), True
    for occurrence in _find_occurrences(query, reading):
        which = _to_utc((occurrence.get("RECURRENCE-ID") or occurrence["DTSTART"]).dt, reading.zone)
        own = by_which.get(which, entry)
        is_cancelled, is_private = own.is_cancelled or entry.is_cancelled, own.is_private or entry.is_private
        one = replace(own, event=occurrence, is_cancelled=is_cancelled, is_private=is_private)
        item = _create_item(one, f"{entry.uid} {which.isoformat()}" if entry.uid else "", reading)
        if item is None or item.appointment is None:
            continue
        told = item.appointment
        revisions = (entry.revision, own.revision)
        of_series = replace(item, appointment=replace(told, series=entry.uid, revisions=revisions))
        yield _Occurrence(item=of_series, is_next=is_next and not told.is_private)
        # After one that is called off or postponed, the next is worth telling too.
        is_next = is_next and (told.is_cancelled or told.is_private or told.postponed is Postponement.OPEN)


def _find_occurrences(query: Any, reading: _Options) -> Iterator[Any]:
    """Yield the occurrences of the next weeks; if there are none, the first one after."""
    now, soon = reading.now, reading.now + _SERIES_HORIZON
    near = sorted(query.between(now, soon), key=lambda each: _to_utc(each["DTSTART"].dt, reading.zone))
    near = [each for each in near if now < _to_utc(each["DTSTART"].dt, reading.zone) <= soon]
    yield from near[:_MAX_OCCURRENCES]
    if not near:
        far = query.between(soon, now + _HORIZON)
        later = [each for each in far if _to_utc(each["DTSTART"].dt, reading.zone) > soon]
        yield from islice(sorted(later, key=lambda each: _to_utc(each["DTSTART"].dt, reading.zone)), 1)


def _expand_single(entry: CalendarEvent, reading: _Options) -> Iterator[_Occurrence]:
    starts_at = _to_utc(entry.event["DTSTART"].dt, reading.zone)
    if not reading.now - _PAST_WINDOW < starts_at <= reading.now + _HORIZON:
        return
    id_ = entry.uid
    if entry.is_exception:
        id_ = f"{entry.uid} {_to_utc(entry.event['RECURRENCE-ID'].dt, reading.zone).isoformat()}"
    item = _create_item(entry, id_, reading)
    if item is None or item.appointment is None:
        return
    series = entry.uid if entry.is_exception else ""
    one = replace(item, appointment=replace(item.appointment, series=series))
    yield _Occurrence(item=one, is_next=starts_at > reading.now and not entry.is_private)


def _create_item(entry: CalendarEvent, id_: str, reading: _Options) -> FeedItem | None:
    event, zone = entry.event, reading.zone
    starts_at = _to_utc(event["DTSTART"].dt, zone)
    if entry.is_private:
        hidden = Appointment(starts_at=starts_at, is_private=True)
        return FeedItem(id=id_.strip() or starts_at.isoformat(), title="", appointment=hidden) if entry.uid else None
    words = render_description(read_text(event, "DESCRIPTION")) or render_description(read_text(event, "X-ALT-DESC"))
    status = detect_status(
        clean_title(read_text(event, "SUMMARY")), rendering.render_plain(words), starts_at.astimezone(zone)
    )
    appointment = _create_appointment(entry, status, zone)
    if not (status.title or appointment.is_cancelled or appointment.postponed is not Postponement.NO):
        return None
    text = shorten(words)
    item = FeedItem(
        id=id_.strip() or f"{status.title} {starts_at.isoformat()}",
        title=status.title,
        text=text,
        link=clean_link(read_text(event, "URL")),
        appointment=appointment,
    )
    if appointment.postponed is Postponement.OPEN:
        return item
    file = render_invitation(item, event, rendering.render_plain(text), zone, reading.remind_before)
    return replace(item, appointment=replace(appointment, file=file))


def _create_appointment(entry: CalendarEvent, status: AppointmentStatus, zone: ZoneInfo) -> Appointment:
    """Return it without its file; some calendars take out what they say is postponed."""
    event = entry.event
    starts, ical_status = event["DTSTART"].dt, read_text(event, "STATUS").strip().upper()
    starts_at = _to_utc(starts, zone)
    is_postponed = status.postponed is not Postponement.NO and not entry.is_cancelled
    return Appointment(
        starts_at=starts_at,
        ends_at=_find_end(event, starts_at, zone),
        all_day=not isinstance(starts, datetime),
        place=clean_title(read_text(event, "LOCATION"))[:_MAX_PLACE_LENGTH],
        is_cancelled=not is_postponed and (ical_status == "CANCELLED" or entry.is_cancelled or status.is_cancelled),
        is_tentative=ical_status == "TENTATIVE",
        postponed=status.postponed if is_postponed else Postponement.NO,
        postponed_to=status.postponed_to if is_postponed else "",
        revisions=(entry.revision,),
    )


def _find_end(event: Any, starts_at: datetime, zone: ZoneInfo) -> datetime | None:
    if event.get("DTEND"):
        end = _to_utc(event["DTEND"].dt, zone)
    elif event.get("DURATION"):
        end = starts_at + event["DURATION"].dt
    else:
        return None
    return end if end > starts_at else None


def _to_utc(found: date, zone: ZoneInfo) -> datetime:
    """Times without a zone are those of the people; a day begins at midnight."""
    moment = found if isinstance(found, datetime) else datetime.combine(found, time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _start_of(told: _Occurrence) -> datetime:
    assert told.item.appointment is not None  # noqa: S101
    return told.item.appointment.starts_at
