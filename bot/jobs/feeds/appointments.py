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
from bot.jobs.feeds.calendars import WRONG, Entry, said, sort_events
from bot.jobs.feeds.cancellations import Standing, standing_of
from bot.jobs.feeds.excerpts import NotUnderstood, address, described, shortened, title
from bot.jobs.feeds.invitations import invitation
from handlers.announcements.schedule.rrule_bounds import count_times_a_day, ever_occurs
from handlers.core.feed_items import Appointment, AppointmentFault, FeedItem, Flaw, Postponement, Revision

BEGINNING = "BEGIN:VCALENDAR"
# How far ahead the next occurrence of a series is looked for, and how far the others are, which may have been told.
_LOOKED_AHEAD = timedelta(days=366)
_FOLLOWED = timedelta(days=62)
_MOST_OF_SERIES = 20
_MOST = 600
# Appointments that have begun are still compared for a while, as they may have been announced for a later date.
_BEGUN = timedelta(days=31)
_LONGEST_PLACE = 300
# Anything more frequent than daily is not an appointment.
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_MOST_A_DAY = 24


class _NeverError(Exception):
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
class _Told:
    """An item; `is_next` False: another one is to be announced before it, if it is at all."""

    item: FeedItem
    is_next: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reading:
    now: datetime
    zone: ZoneInfo
    remind_before: timedelta | None


def agenda(text: str, now: datetime, zone: ZoneInfo, remind_before: timedelta | None) -> Agenda:
    """Return what is to come, the earliest first; raises NotUnderstood."""
    found, reading = sort_events(text, now), _Reading(now=now, zone=zone, remind_before=remind_before)
    if not found.entries and not found.is_whole:
        raise NotUnderstood
    told: list[_Told] = []
    faults, series = [*found.faults], dict[str, datetime]()
    for uid, entries in _by_uid(found.entries):
        try:
            of_id = [*_of_one_id(entries, reading)]
        except (*WRONG, _NeverError) as error:
            if not any(entry.is_private for entry in entries):
                flaw = Flaw.NEVER if isinstance(error, _NeverError) else Flaw.WRONG
                faults.append(AppointmentFault(title=title(said(entries[0].event, "SUMMARY")), part="RRULE", flaw=flaw))
            continue
        told += of_id
        if uid and uid not in found.broken:
            series[uid] = max(map(_start, of_id)) if len(of_id) >= _MOST_OF_SERIES else now + _FOLLOWED
    told.sort(key=_start)
    if len(told) > _MOST:
        told = told[:_MOST]
        series = {uid: min(until, _start(told[-1])) for uid, until in series.items()}
    items = [each.item for each in told if each.is_next]
    followed = [each.item for each in told if not each.is_next]
    return Agenda(items=items, followed=followed, faults=faults, series=series)


def _by_uid(entries: Sequence[Entry]) -> Iterator[tuple[str, list[Entry]]]:
    """Yield the entries of each id together; those without an id one by one."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.uid:
            groups.setdefault(entry.uid, []).append(entry)
        else:
            yield "", [entry]
    yield from groups.items()


def _of_one_id(entries: Sequence[Entry], reading: _Reading) -> Iterator[_Told]:
    """Yield events that stand alone, and the occurrences of a series with its exceptions."""
    entries = _called_off(_latest(entries, reading.zone), reading.zone)
    exceptions = [entry for entry in entries if entry.is_exception]
    for entry in entries:
        if entry.is_exception:
            continue
        if entry.repeats:
            yield from _of_series(entry, exceptions, reading)
            exceptions = []
        else:
            yield from _of_single(entry, reading)
    for entry in exceptions:
        yield from _of_single(entry, reading)


def _latest(entries: Sequence[Entry], zone: ZoneInfo) -> list[Entry]:
    """Return the events without those of which there is a newer state.

    By the hour of their change alone, such are states of one event that have their title or beginning in common: some
    calendars give one id to many events.
    """
    there = [(entry, _which(entry, zone)) for entry in entries]
    numbers: dict[datetime | None, int] = {}
    for entry, which in there:
        if not entry.is_off:
            numbers[which] = max(entry.revision.sequence, numbers.get(which, 0))
    there = [each for each in there if each[0].revision.sequence >= numbers.get(each[1], 0)]
    newest: dict[tuple[object, ...], Revision] = {}
    for entry, which in there:
        for mark in () if entry.is_off else _marks(entry, which):
            if mark not in newest or newest[mark].is_before(_by_number(entry)):
                newest[mark] = _by_number(entry)
    return [
        entry
        for entry, which in there
        if not any(_by_number(entry).is_before(newest.get(mark, entry.revision)) for mark in _marks(entry, which))
    ]


def _by_number(entry: Entry) -> Revision:
    """Return the state of an event as it counts beside others in one file, where no number starts again."""
    return replace(entry.revision, is_certain=False)


def _marks(entry: Entry, which: datetime | None) -> tuple[tuple[object, ...], ...]:
    """Return what states of one event have in common."""
    return (which, "title", said(entry.event, "SUMMARY")), (which, "start", str(entry.event["DTSTART"].dt))


def _called_off(entries: Sequence[Entry], zone: ZoneInfo) -> list[Entry]:
    """Return what a second calendar calls off as off where it stands in the first, and not twice."""
    off = {_which(entry, zone): entry for entry in entries if entry.is_off}
    others = [replace(entry, is_off=None in off or _which(entry, zone) in off) for entry in entries if not entry.is_off]
    there = {_which(entry, zone) for entry in others}
    return [*others, *(entry for which, entry in off.items() if which not in there and not (which is None and others))]


def _which(entry: Entry, zone: ZoneInfo) -> datetime | None:
    """Return which occurrence of a series it stands for; None for the whole."""
    return _moment(entry.event["RECURRENCE-ID"].dt, zone) if entry.is_exception else None


def _is_too_often(entry: Entry) -> bool:
    """Return whether a series comes more often than an appointment may; raises _NeverError if it never does."""
    found = entry.event.get("RRULE") or []
    rules = found if isinstance(found, list) else [found]
    if any(each in _TOO_OFTEN for rule in rules for each in rule.get("FREQ", ())):
        return True
    starts = entry.event["DTSTART"].dt
    written = [rule.to_ical().decode() for rule in rules]
    if any(count_times_a_day(rule) > _MOST_A_DAY for rule in written):
        return True
    if not all(ever_occurs(rule, starts.date() if isinstance(starts, datetime) else starts) for rule in written):
        raise _NeverError
    return False


def _of_series(entry: Entry, exceptions: Sequence[Entry], reading: _Reading) -> Iterator[_Told]:
    if _is_too_often(entry):
        return
    by_which = {_moment(each.event["RECURRENCE-ID"].dt, reading.zone): each for each in exceptions}
    calendar = Calendar()
    for each in (entry, *exceptions):
        calendar.add_component(each.event)
    query, is_next = recurring_ical_events.of(calendar), True
    for occurrence in _occurrences(query, reading):
        which = _moment((occurrence.get("RECURRENCE-ID") or occurrence["DTSTART"]).dt, reading.zone)
        own = by_which.get(which, entry)
        is_off, is_private = own.is_off or entry.is_off, own.is_private or entry.is_private
        one = replace(own, event=occurrence, is_off=is_off, is_private=is_private)
        item = _item(one, f"{entry.uid} {which.isoformat()}" if entry.uid else "", reading)
        if item is None or item.appointment is None:
            continue
        told = item.appointment
        revisions = (entry.revision, own.revision)
        of_series = replace(item, appointment=replace(told, series=entry.uid, revisions=revisions))
        yield _Told(item=of_series, is_next=is_next and not told.is_private)
        # After one that is called off or postponed, the next is worth telling too.
        is_next = is_next and (told.is_cancelled or told.is_private or told.postponed is Postponement.OPEN)


def _occurrences(query: Any, reading: _Reading) -> Iterator[Any]:
    """Yield the occurrences of the next weeks; if there are none, the first one after."""
    now, soon = reading.now, reading.now + _FOLLOWED
    near = sorted(query.between(now, soon), key=lambda each: _moment(each["DTSTART"].dt, reading.zone))
    near = [each for each in near if now < _moment(each["DTSTART"].dt, reading.zone) <= soon]
    yield from near[:_MOST_OF_SERIES]
    if not near:
        far = query.between(soon, now + _LOOKED_AHEAD)
        later = [each for each in far if _moment(each["DTSTART"].dt, reading.zone) > soon]
        yield from islice(sorted(later, key=lambda each: _moment(each["DTSTART"].dt, reading.zone)), 1)


def _of_single(entry: Entry, reading: _Reading) -> Iterator[_Told]:
    starts_at = _moment(entry.event["DTSTART"].dt, reading.zone)
    if not reading.now - _BEGUN < starts_at <= reading.now + _LOOKED_AHEAD:
        return
    id_ = entry.uid
    if entry.is_exception:
        id_ = f"{entry.uid} {_moment(entry.event['RECURRENCE-ID'].dt, reading.zone).isoformat()}"
    item = _item(entry, id_, reading)
    if item is None or item.appointment is None:
        return
    series = entry.uid if entry.is_exception else ""
    one = replace(item, appointment=replace(item.appointment, series=series))
    yield _Told(item=one, is_next=starts_at > reading.now and not entry.is_private)


def _item(entry: Entry, id_: str, reading: _Reading) -> FeedItem | None:
    event, zone = entry.event, reading.zone
    starts_at = _moment(event["DTSTART"].dt, zone)
    if entry.is_private:
        hidden = Appointment(starts_at=starts_at, is_private=True)
        return FeedItem(id=id_.strip() or starts_at.isoformat(), title="", appointment=hidden) if entry.uid else None
    words = described(said(event, "DESCRIPTION")) or described(said(event, "X-ALT-DESC"))
    standing = standing_of(title(said(event, "SUMMARY")), rendering.render_plain(words), starts_at.astimezone(zone))
    appointment = _appointment(entry, standing, zone)
    if not (standing.title or appointment.is_cancelled or appointment.postponed is not Postponement.NO):
        return None
    text = shortened(words)
    item = FeedItem(
        id=id_.strip() or f"{standing.title} {starts_at.isoformat()}",
        title=standing.title,
        text=text,
        link=address(said(event, "URL")),
        appointment=appointment,
    )
    if appointment.postponed is Postponement.OPEN:
        return item
    file = invitation(item, event, rendering.render_plain(text), zone, reading.remind_before)
    return replace(item, appointment=replace(appointment, file=file))


def _appointment(entry: Entry, standing: Standing, zone: ZoneInfo) -> Appointment:
    """Return it without its file; some calendars take out what they say is postponed."""
    event = entry.event
    starts, status = event["DTSTART"].dt, said(event, "STATUS").strip().upper()
    starts_at = _moment(starts, zone)
    is_postponed = standing.postponed is not Postponement.NO and not entry.is_off
    return Appointment(
        starts_at=starts_at,
        ends_at=_end(event, starts_at, zone),
        all_day=not isinstance(starts, datetime),
        place=title(said(event, "LOCATION"))[:_LONGEST_PLACE],
        is_cancelled=not is_postponed and (status == "CANCELLED" or entry.is_off or standing.is_off),
        is_tentative=status == "TENTATIVE",
        postponed=standing.postponed if is_postponed else Postponement.NO,
        postponed_to=standing.postponed_to if is_postponed else "",
        revisions=(entry.revision,),
    )


def _end(event: Any, starts_at: datetime, zone: ZoneInfo) -> datetime | None:
    if event.get("DTEND"):
        end = _moment(event["DTEND"].dt, zone)
    elif event.get("DURATION"):
        end = starts_at + event["DURATION"].dt
    else:
        return None
    return end if end > starts_at else None


def _moment(found: date, zone: ZoneInfo) -> datetime:
    """Times without a zone are those of the people; a day begins at midnight."""
    moment = found if isinstance(found, datetime) else datetime.combine(found, time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _start(told: _Told) -> datetime:
    assert told.item.appointment is not None  # noqa: S101
    return told.item.appointment.starts_at
