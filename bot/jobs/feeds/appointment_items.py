"""Feed items of appointments, each with a file for people's own calendars."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from bot import rendering
from bot.jobs.feeds.calendars import CalendarEvent, read_text
from bot.jobs.feeds.cancellations import AppointmentStatus, detect_status
from bot.jobs.feeds.excerpts import clean_link, clean_title, render_description, shorten
from handlers.core.feed_items import Appointment, FeedItem, Postponement

_MAX_PLACE_LENGTH = 300
_MAX_FILE_TEXT_LENGTH = 10_000
_PRODUCT_ID = "-//Lotse//DE"


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarOptions:
    """The time of parsing, the zone of times without one, and how long before an appointment its file reminds."""

    now: datetime
    zone: ZoneInfo
    remind_before: timedelta | None


def create_item(event: CalendarEvent, id_: str, options: CalendarOptions) -> FeedItem | None:
    """Return the item of an event or occurrence, or None if it has neither a title nor a change to report.

    Of a private event nothing but its id and time is kept.
    """
    component, zone = event.component, options.zone
    starts_at = to_utc(component["DTSTART"].dt, zone)
    if event.is_private:
        hidden = Appointment(starts_at=starts_at, is_private=True)
        return FeedItem(id=id_.strip() or starts_at.isoformat(), title="", appointment=hidden) if event.uid else None
    descriptions = (render_description(read_text(component, name)) for name in ("DESCRIPTION", "X-ALT-DESC"))
    description = next(filter(None, descriptions), "")
    title, local_start = clean_title(read_text(component, "SUMMARY")), starts_at.astimezone(zone)
    status = detect_status(title, rendering.render_plain(description), local_start)
    appointment = _create_appointment(event, status, zone)
    if not (status.title or appointment.is_cancelled or appointment.postponed is not Postponement.NO):
        return None
    text = shorten(description)
    item = FeedItem(
        id=id_.strip() or f"{status.title} {starts_at.isoformat()}",
        title=status.title,
        text=text,
        link=clean_link(read_text(component, "URL")),
        appointment=appointment,
    )
    if appointment.postponed is Postponement.OPEN:
        return item
    file = _render_file(item, appointment, component, rendering.render_plain(text), options)
    return replace(item, appointment=replace(appointment, file=file))


def _create_appointment(event: CalendarEvent, status: AppointmentStatus, zone: ZoneInfo) -> Appointment:
    """Return the appointment without its file.

    A postponement overrides the calendar's own cancellation: some calendars cancel what they describe as postponed.
    """
    component = event.component
    start, ical_status = component["DTSTART"].dt, read_text(component, "STATUS").strip().upper()
    starts_at = to_utc(start, zone)
    is_postponed = status.postponed is not Postponement.NO and not event.is_cancelled
    return Appointment(
        starts_at=starts_at,
        ends_at=_find_end(component, starts_at, zone),
        all_day=not isinstance(start, datetime),
        place=clean_title(read_text(component, "LOCATION"))[:_MAX_PLACE_LENGTH],
        is_cancelled=not is_postponed and (ical_status == "CANCELLED" or event.is_cancelled or status.is_cancelled),
        is_tentative=ical_status == "TENTATIVE",
        postponed=status.postponed if is_postponed else Postponement.NO,
        postponed_to=status.postponed_to if is_postponed else "",
        revisions=(event.revision,),
    )


def _find_end(component: Any, starts_at: datetime, zone: ZoneInfo) -> datetime | None:
    if component.get("DTEND"):
        end = to_utc(component["DTEND"].dt, zone)
    elif component.get("DURATION"):
        end = starts_at + component["DURATION"].dt
    else:
        return None
    return end if end > starts_at else None


def to_utc(value: date, zone: ZoneInfo) -> datetime:
    """Return a time in UTC; times without a zone are in `zone`, and a day begins at midnight."""
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _render_file(
    item: FeedItem, appointment: Appointment, component: Any, description: str, options: CalendarOptions
) -> bytes:
    """Return the appointment alone as an iCalendar file, rebuilt from known properties so that nothing else leaks.

    Times are in UTC, as other calendars may not know the feed's zones; days stay days.
    """
    event = Event()
    texts = {"UID": item.id, "SUMMARY": item.title, "LOCATION": appointment.place, "DESCRIPTION": description}
    for name, text in (texts | {"URL": item.link}).items():
        if text:
            event.add(name, text[:_MAX_FILE_TEXT_LENGTH])
    if appointment.is_tentative:
        event.add("STATUS", "TENTATIVE")
    for name in ("DTSTART", "DTEND"):
        if component.get(name):
            value = component[name].dt
            event.add(name, to_utc(value, options.zone) if isinstance(value, datetime) else value)
    if component.get("DURATION"):
        event.add("DURATION", component["DURATION"].dt)
    stamp = (component.get("DTSTAMP") or component["DTSTART"]).dt
    event.add("DTSTAMP", to_utc(stamp, options.zone) if isinstance(stamp, datetime) else appointment.starts_at)
    if options.remind_before:
        event.add_component(_create_alarm(item.title, options.remind_before))
    calendar = Calendar()
    calendar.add("PRODID", _PRODUCT_ID)
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _create_alarm(title: str, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", title)
    alarm.add("TRIGGER", -before)
    return alarm
