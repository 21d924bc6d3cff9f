"""Appointments as announced, what has changed in them since, and how that reads."""

import re
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from handlers.announcements.schedule.date_time_text import format_clock, format_date, format_date_time
from handlers.core.feed_items import AppointmentFacts, FeedItem, Postponement, is_older
from handlers.core.messages import label
from handlers.i18n.announcements import AnnouncementTexts

_MINUTE = timedelta(minutes=1)


class AppointmentChange(StrEnum):
    """A change that readers are told; if several apply, the first is named."""

    OFF = "off"
    POSTPONED = "postponed"
    ON = "on"
    TIME_AND_PLACE = "time_and_place"
    TIME = "time"
    PLACE = "place"
    END = "end"
    TENTATIVE = "tentative"
    FIRM = "firm"
    TITLE = "title"
    NONE = "none"


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnouncedAppointment(AppointmentFacts):
    """An appointment as it was announced; stored as JSON under the names of its fields."""

    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownItem:
    """A known item of a feed, the number of its announcement, and the appointment as `announced` there.

    `delivered` is the appointment as last delivered, None if it never was; items stored by early versions have only
    `starts_at`. `series` is the hash of the id of its series.
    """

    number: int
    announcement: int | None = None
    starts_at: datetime | None = None
    announced: AnnouncedAppointment | None = None
    delivered: AnnouncedAppointment | None = None
    series: str | None = None


def describe_item(item: FeedItem) -> AnnouncedAppointment | None:
    """Return an item as an announced appointment; None if it is none, or private."""
    appointment = item.appointment
    if appointment is None or appointment.is_private:
        return None
    facts = {each.name: getattr(appointment, each.name) for each in fields(AppointmentFacts)}
    return AnnouncedAppointment(title=item.title, **facts)


def is_outdated(item: FeedItem, was: KnownItem | None) -> bool:
    """Return whether an item is in an older state than what is known of it."""
    if item.appointment is None or was is None or was.announced is None:
        return False
    return is_older(item.appointment.revisions, was.announced.revisions)


def is_newer(item: FeedItem, was: KnownItem | None) -> bool:
    """Return whether an item is in a newer state than what is known of it."""
    if item.appointment is None or item.appointment.is_private or was is None or was.announced is None:
        return False
    return is_older(was.announced.revisions, item.appointment.revisions)


def settle_date(item: FeedItem, was: KnownItem | None) -> FeedItem:
    """Return an item that is said to be postponed as one with a date, if that is another than was known before."""
    appointment = item.appointment
    if appointment is None or not appointment.is_open or was is None:
        return item
    before = was.announced.starts_at if was.announced else was.starts_at
    has_moved = before is not None and before != appointment.starts_at
    had_moved = was.announced is not None and was.announced.postponed is Postponement.SETTLED
    if not (has_moved or had_moved):
        return item
    return replace(item, appointment=replace(appointment, postponed=Postponement.SETTLED, postponed_to=""))


def find_change(before: AnnouncedAppointment, now: AnnouncedAppointment) -> AppointmentChange:
    """Return what readers have to know who know it as it was."""
    if now.is_cancelled:
        return AppointmentChange.NONE if before.is_cancelled else AppointmentChange.OFF
    if now.is_open:
        is_known = before.is_open and before.postponed_to == now.postponed_to and not before.is_cancelled
        return AppointmentChange.NONE if is_known else AppointmentChange.POSTPONED
    has_moved = (before.starts_at, before.all_day) != (now.starts_at, now.all_day)
    if before.is_cancelled or (before.is_open and not has_moved):
        return AppointmentChange.ON
    is_elsewhere = _normalize(before.place) != _normalize(now.place)
    found = (
        (has_moved and is_elsewhere, AppointmentChange.TIME_AND_PLACE),
        (has_moved, AppointmentChange.TIME),
        (is_elsewhere, AppointmentChange.PLACE),
        (before.ends_at != now.ends_at, AppointmentChange.END),
        (now.is_tentative and not before.is_tentative, AppointmentChange.TENTATIVE),
        (before.is_tentative and not now.is_tentative, AppointmentChange.FIRM),
        (_normalize(before.title) != _normalize(now.title), AppointmentChange.TITLE),
    )
    return next((kind for applies, kind in found if applies), AppointmentChange.NONE)


def render_facts(
    now: AppointmentFacts, before: AppointmentFacts | None, texts: AnnouncementTexts, zone: ZoneInfo
) -> list[str]:
    """Return the lines on when and where, with what they were if that was told otherwise."""
    span = render_span(now, texts, zone)
    lines = [texts.appointment_when.format(when=_render_new_date(now, texts) if now.is_open else span)]
    if now.is_tentative:
        lines[0] = f"{lines[0]} ({texts.appointment_tentative})"
    places = (label(now.place), label(before.place) if before else label(now.place))
    if any(places):
        lines.append(texts.appointment_where.format(where=places[0] or texts.appointment_nowhere))
    if (before is None and not now.is_open) or now.is_cancelled:
        return [f"- {line}" for line in lines]
    was = render_span(before, texts, zone) if before else span
    formerly = [
        "" if was == span and not now.is_open else was,
        "" if _normalize(places[0]) == _normalize(places[1]) else places[1],
    ]
    return [
        f"- {line}" + (f" ({texts.appointment_formerly.format(value=value)})" if value else "")
        for line, value in zip(lines, formerly, strict=False)
    ]


def render_span(appointment: AppointmentFacts, texts: AnnouncementTexts, zone: ZoneInfo) -> str:
    """Return day and hour, with the end if there is one; the last of several whole days is named as such."""
    starts_at, ends_at, all_day = appointment.starts_at, appointment.ends_at, appointment.all_day
    words = texts.recurrence
    first = format_date(starts_at, zone, words) if all_day else format_date_time(starts_at, zone, words)
    if ends_at is None:
        return first
    # An end at midnight belongs to the day before.
    first_day, last_day = (format_date(at, zone, words) for at in (starts_at, ends_at - _MINUTE))
    is_one_day = last_day == first_day
    if all_day:
        return first if is_one_day else texts.appointment_until.format(begins=first, ends=last_day)
    at_midnight = last_day != format_date(ends_at, zone, words)
    clock = words.clock.format(clocks="24:00" if at_midnight else format_clock(ends_at, zone))
    if is_one_day:
        begins = f"{first_day}, {format_clock(starts_at, zone)}"
        return texts.appointment_until.format(begins=begins, ends=clock)
    return texts.appointment_until.format(begins=first, ends=f"{last_day}, {clock}")


def _render_new_date(postponed: AppointmentFacts, texts: AnnouncementTexts) -> str:
    """Return what is known of the date that takes the place of another."""
    to = label(postponed.postponed_to)
    return texts.appointment_postponed_to.format(to=to) if to else texts.appointment_postponed


def _normalize(text: str) -> str:
    """Return the words alone, so that punctuation does not count as a change."""
    return " ".join(re.findall(r"\w+", text.casefold()))
