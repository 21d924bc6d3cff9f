"""Appointments of a calendar (iCalendar): the next one of every series, with a file for people's own calendars."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Alarm, Calendar, Event

from bot.feeds.words import NotUnderstood, address, shortened, title
from handlers.announcements.items import Appointment, FeedItem
from handlers.messages import escape

BEGINNING = "BEGIN:VCALENDAR"
_LOOKED_AHEAD = timedelta(days=366)
_MOST_LOOKED_AT = 1_000
_MOST = 200
_LONGEST_PLACE = 300
# What comes more often than daily is no appointment.
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_MAKER = "-//Lotse//DE"


def appointments(content: str, now: datetime, zone: ZoneInfo, remind_before: timedelta | None) -> list[FeedItem]:
    """Those that are still to come, the earliest first; raises NotUnderstood."""
    try:
        calendar = Calendar.from_ical(content)
        series = _series(calendar)
        query = recurring_ical_events.of(calendar, skip_bad_series=True)
        occurrences = islice(query.after(now), _MOST_LOOKED_AT)
        return [*islice(_items(occurrences, series, now, zone, remind_before), _MOST)]
    # OSError: names of time zones are looked up as files.
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, OSError) as error:
        raise NotUnderstood from error


def _series(calendar: Any) -> set[str]:
    """The ids of those that come again; what comes too often is taken out."""
    found = set()
    for event in [*calendar.walk("VEVENT")]:
        rule = event.get("RRULE")
        rules = rule if isinstance(rule, list) else [rule] if rule else []
        if any(frequency in _TOO_OFTEN for each in rules for frequency in each.get("FREQ", ())):
            calendar.subcomponents.remove(event)
        elif rules or event.get("RDATE"):
            found.add(str(event.get("UID")))
    return found


def _items(
    occurrences: Iterator[Any], series: set[str], now: datetime, zone: ZoneInfo, remind_before: timedelta | None
) -> Iterator[FeedItem]:
    seen: set[str] = set()
    for event in occurrences:
        uid, starts_at = str(event.get("UID") or ""), _moment(event["DTSTART"].dt, zone)
        if starts_at > now + _LOOKED_AHEAD:
            return
        if starts_at <= now or uid in seen:
            continue
        item = _item(event, uid if uid not in series else f"{uid} {_occurrence(event, zone)}", zone, remind_before)
        if item is None:
            continue
        yield item
        # After one that is called off, the next is worth telling too.
        if uid and not (item.appointment and item.appointment.is_cancelled):
            seen.add(uid)


def _item(event: Any, id_: str, zone: ZoneInfo, remind_before: timedelta | None) -> FeedItem | None:
    named = title(str(event.get("SUMMARY") or ""))
    if not named:
        return None
    starts, ends = event["DTSTART"].dt, event.get("DTEND")
    text = shortened(escape(str(event.get("DESCRIPTION") or "").strip()))
    appointment = Appointment(
        starts_at=_moment(starts, zone),
        ends_at=_moment(ends.dt, zone) if ends else None,
        all_day=not isinstance(starts, datetime),
        place=" ".join(str(event.get("LOCATION") or "").split())[:_LONGEST_PLACE],
        is_cancelled=str(event.get("STATUS") or "").upper() == "CANCELLED",
        file=_file(event, id_, zone, remind_before),
    )
    id_ = id_.strip() or f"{named} {appointment.starts_at.isoformat()}"
    return FeedItem(id=id_, title=named, text=text, link=address(str(event.get("URL") or "")), appointment=appointment)


def _occurrence(event: Any, zone: ZoneInfo) -> str:
    """Which of a series it is, also after it was moved."""
    return _moment((event.get("RECURRENCE-ID") or event["DTSTART"]).dt, zone).isoformat()


def _moment(found: date, zone: ZoneInfo) -> datetime:
    """Times without a zone are those of the people; a day begins at midnight."""
    moment = found if isinstance(found, datetime) else datetime.combine(found, time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _file(event: Any, id_: str, zone: ZoneInfo, remind_before: timedelta | None) -> bytes:
    """The appointment alone, with nothing in it that the feed hides there."""
    own = Event()
    own.add("UID", id_)
    for name in ("SUMMARY", "LOCATION", "DESCRIPTION", "URL"):
        if event.get(name):
            own.add(name, str(event[name])[:10_000])
    for name in ("DTSTART", "DTEND"):
        if event.get(name):
            found = event[name].dt
            own.add(name, _moment(found, zone) if isinstance(found, datetime) else found)
    own.add("DTSTAMP", _moment(event["DTSTAMP"].dt if event.get("DTSTAMP") else event["DTSTART"].dt, zone))
    if remind_before:
        alarm = Alarm()
        alarm.add("ACTION", "DISPLAY")
        alarm.add("DESCRIPTION", str(event.get("SUMMARY") or ""))
        alarm.add("TRIGGER", -remind_before)
        own.add_component(alarm)
    calendar = Calendar()
    calendar.add("PRODID", _MAKER)
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    calendar.add_component(own)
    return bytes(calendar.to_ical())
