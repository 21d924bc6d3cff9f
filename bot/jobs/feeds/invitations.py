"""One appointment as a file for people's own calendars."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from handlers.core.feed_items import FeedItem

_PRODUCT_ID = "-//Lotse//DE"
_MAX_LENGTH = 10_000


def render_invitation(item: FeedItem, event: Any, words: str, zone: ZoneInfo, remind_before: timedelta | None) -> bytes:
    """Return the appointment alone, with nothing in it that the feed hides there; `words` are its description."""
    assert item.appointment is not None  # noqa: S101
    own = Event()
    told = {"UID": item.id, "SUMMARY": item.title, "LOCATION": item.appointment.place, "DESCRIPTION": words}
    for name, value in (told | {"URL": item.link}).items():
        if value:
            own.add(name, value[:_MAX_LENGTH])
    if item.appointment.is_tentative:
        own.add("STATUS", "TENTATIVE")
    for name in ("DTSTART", "DTEND"):
        if event.get(name):
            own.add(name, _to_utc(event[name].dt, zone))
    if event.get("DURATION"):
        own.add("DURATION", event["DURATION"].dt)
    stamp = (event.get("DTSTAMP") or event["DTSTART"]).dt
    own.add("DTSTAMP", _to_utc(stamp, zone) if isinstance(stamp, datetime) else item.appointment.starts_at)
    if remind_before:
        own.add_component(_create_alarm(item.title, remind_before))
    calendar = Calendar()
    calendar.add("PRODID", _PRODUCT_ID)
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    calendar.add_component(own)
    return bytes(calendar.to_ical())


def _create_alarm(title: str, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", title)
    alarm.add("TRIGGER", -before)
    return alarm


def _to_utc(found: date, zone: ZoneInfo) -> date:
    """Return a time in UTC, as the zones of other calendars may be unknown there; days stay days."""
    if not isinstance(found, datetime):
        return found
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
