"""Calendar files (iCalendar), parsed event by event, so that one broken event spoils no other."""

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Alarm, Event, Timezone

from bot.jobs.feeds.excerpts import clean_link
from handlers.core.feed_items import AppointmentFault, Flaw, Revision
from handlers.i18n import DEFAULT_LANGUAGE

# The properties that are parsed; all others are dropped unread, so that faults in them do no harm.
_PROPERTIES = frozenset(
    {"UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "DTSTAMP", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}
    | {"LOCATION", "DESCRIPTION", "URL", "STATUS", "X-ALT-DESC"}
)
_SINGLE_VALUED = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "DTSTAMP")
# icalendar also parses times without a day and periods where a date is required.
_VALUE_TYPES = dict.fromkeys(_SINGLE_VALUED, date) | {"DURATION": timedelta}
_NAME = re.compile(r"([A-Za-z0-9-]+)[;:]")
_LINE_END = re.compile(r"\r\n|\n|\r")
_FOLD = re.compile(r"(?:\r\n|\n|\r)[ \t]")
_ESCAPE = re.compile(r"\\([,;\\nN])")
_SEQUENCE = re.compile(r"\d{1,9}", re.ASCII)
_MAX_DEPTH = 6
# Earlier events are faults, and the dates of their series would have to be counted up to today.
_EARLIEST_YEAR = 1900
# A change less than this before parsing may be the time at which the file was generated.
_GENERATION_WINDOW = timedelta(minutes=10)

# OSError: names of time zones are looked up as files.
PARSE_ERRORS = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, OSError, RecursionError)


@dataclass(frozen=True, kw_only=True, slots=True)
class Component:
    """A component of a calendar, unparsed; unless `is_closed`, its END line is missing."""

    name: str
    lines: list[str] = field(default_factory=list)
    parts: "list[Component]" = field(default_factory=list)
    ends: list[str] = field(default_factory=list)

    @property
    def is_closed(self) -> bool:
        return bool(self.ends)

    def values(self, name: str) -> list[str]:
        """Return the raw values of a property."""
        return [line.partition(":")[2] for line in self.lines if _property_name(line) == name]

    def subcomponents(self, name: str) -> "list[Component]":
        return [part for part in self.parts if part.name == name]


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarEvent:
    """A valid event; `is_cancelled`: its calendar cancels it (METHOD), `is_private`: its CLASS is not PUBLIC."""

    component: Any
    uid: str
    revision: Revision
    is_cancelled: bool
    is_private: bool

    @property
    def is_recurring(self) -> bool:
        return bool(self.component.get("RRULE") or self.component.get("RDATE"))

    @property
    def is_exception(self) -> bool:
        """Return whether it replaces a single occurrence of a series."""
        return "RECURRENCE-ID" in self.component


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedEvents:
    """The events of a file, the faults of its public broken events, and the ids of all broken ones."""

    events: Sequence[CalendarEvent]
    faults: Sequence[AppointmentFault]
    broken_uids: frozenset[str]
    is_whole: bool


def parse_events(text: str, now: datetime) -> ParsedEvents:
    """Return the events of all calendars in a file."""
    calendars = _parse_components(text)
    for calendar in calendars:
        for zone in calendar.subcomponents("VTIMEZONE"):
            _register_time_zone(zone)
    events, faults, broken_uids = [], [], set[str]()
    for calendar in calendars:
        methods = {method.strip().upper() for method in calendar.values("METHOD")}
        for part in calendar.subcomponents("VEVENT"):
            revision = _parse_revision(part, now, has_method=bool(methods))
            found = _parse_event(part, revision, is_cancelled="CANCEL" in methods)
            if isinstance(found, CalendarEvent):
                events.append(found)
                continue
            broken_uids.update(part.values("UID"))
            if not _is_private(part):
                faults.append(found)
    is_whole = all(calendar.is_closed for calendar in calendars)
    return ParsedEvents(events=events, faults=faults, broken_uids=frozenset(broken_uids), is_whole=is_whole)


def _parse_components(text: str) -> list[Component]:
    """Return the calendars of a file with all their subcomponents."""
    root = Component(name="")
    opened = [root]
    for line in _LINE_END.split(_FOLD.sub("", text)):
        keyword, _, name = line.strip().partition(":")
        name = name.strip().upper()
        if keyword.upper() == "BEGIN" and len(opened) <= _MAX_DEPTH:
            opened[-1].parts.append(Component(name=name))
            opened.append(opened[-1].parts[-1])
        elif keyword.upper() == "END" and any(each.name == name for each in opened[1:]):
            while opened[-1].name != name:
                opened.pop()
            opened.pop().ends.append(line)
        elif len(opened) > 1:
            opened[-1].lines.append(line)
    return root.subcomponents("VCALENDAR")


def read_text(component: Any, name: str) -> str:
    """Return a text property, in the default language where there are several; empty if there is none."""
    values = component.get(name)
    found: list[Any] = values if isinstance(values, list) else [values] if values is not None else []
    return str(min(found, key=_rank_language)) if found else ""


def _rank_language(value: Any) -> int:
    """Return a sort key by language: the default first, then none, then others."""
    language = str(getattr(value, "params", {}).get("LANGUAGE", "")).lower()
    return 0 if language.startswith(DEFAULT_LANGUAGE) else 1 if not language else 2


def _parse_event(part: Component, revision: Revision, *, is_cancelled: bool) -> CalendarEvent | AppointmentFault:
    """Return the event, or its fault."""
    lines = [line for line in part.lines if _property_name(line) in _PROPERTIES]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            component: Any = Event.from_ical("\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT", "")))
    except PARSE_ERRORS:
        return _describe_fault(part, _find_faulty_property(lines), Flaw.WRONG)
    flaw = _find_flaw(component, part)
    if flaw is not None:
        return _describe_fault(part, *flaw)
    uid = read_text(component, "UID")
    return CalendarEvent(
        component=component, uid=uid, revision=revision, is_cancelled=is_cancelled, is_private=_is_private(part)
    )


def _describe_fault(part: Component, name: str, flaw: Flaw) -> AppointmentFault:
    """Return the fault of an event whose property `name` has a flaw."""
    title, link = (next(iter(part.values(each)), "") for each in ("SUMMARY", "URL"))
    title = _ESCAPE.sub(lambda found: found[1] if found[1] in ",;\\" else " ", title)
    return AppointmentFault(title=title.strip(), part=name, flaw=flaw, link=clean_link(link.strip()))


def _parse_revision(part: Component, now: datetime, *, has_method: bool) -> Revision:
    """Return the revision of an event; parts of it that can't be parsed are left out.

    In a calendar with a METHOD, DTSTAMP is the time at which the file was generated (RFC 5545, 3.8.7.2).
    """
    numbers = [int(each) for each in map(str.strip, part.values("SEQUENCE")) if _SEQUENCE.fullmatch(each)]
    modified_at, made_at = (
        next(filter(None, (_parse_timestamp(each.strip()) for each in part.values(name))), None)
        for name in ("LAST-MODIFIED", "DTSTAMP")
    )
    changed_at = modified_at or made_at
    is_change = modified_at is not None or (made_at is not None and not has_method)
    is_past = changed_at is not None and changed_at < now - _GENERATION_WINDOW
    return Revision(sequence=max(numbers, default=0), changed_at=changed_at, is_certain=is_change and is_past)


def _parse_timestamp(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def _find_flaw(component: Any, part: Component) -> tuple[str, Flaw] | None:
    """Return the first faulty property and its flaw, or None."""
    return next(_find_flaws(component, part), None)


def _find_flaws(component: Any, part: Component) -> Iterator[tuple[str, Flaw]]:
    if not part.is_closed:
        yield "END", Flaw.MISSING
    yield from ((str(name or "VEVENT"), Flaw.WRONG) for name, _ in component.errors)
    yield from ((name, Flaw.REPEATED) for name in _SINGLE_VALUED if isinstance(component.get(name), list))
    present = ((name, kind) for name, kind in _VALUE_TYPES.items() if name in component)
    yield from ((name, Flaw.WRONG) for name, kind in present if not isinstance(component[name].dt, kind))
    if "DTSTART" not in component:
        yield "DTSTART", Flaw.MISSING
    elif component["DTSTART"].dt.year < _EARLIEST_YEAR:
        yield "DTSTART", Flaw.WRONG
    if "RRULE" in component and not component["RRULE"]:
        yield "RRULE", Flaw.WRONG
    if not all(map(_is_valid_alarm, part.subcomponents("VALARM"))):
        yield "TRIGGER", Flaw.WRONG


def _is_valid_alarm(alarm: Component) -> bool:
    lines = [line for line in alarm.lines if _property_name(line) == "TRIGGER"]
    try:
        found: Any = Alarm.from_ical("\r\n".join(("BEGIN:VALARM", *lines, "END:VALARM", "")))
    except PARSE_ERRORS:
        return False
    return not found.errors


def _find_faulty_property(lines: Sequence[str]) -> str:
    """Return the name of the first property that can't be parsed."""
    for line in lines:
        try:
            Event.from_ical(f"BEGIN:VEVENT\r\n{line}\r\nEND:VEVENT\r\n")
        except PARSE_ERRORS:
            return _property_name(line)
    return "VEVENT"


def _is_private(part: Component) -> bool:
    """Return whether an event has a class other than PUBLIC, even an unknown one."""
    return any(value.strip().upper() not in ("PUBLIC", "") for value in part.values("CLASS"))


def _register_time_zone(zone: Component) -> None:
    """Parse a time zone, which makes icalendar resolve it in the events that name it."""
    try:
        Timezone.from_ical("\r\n".join(_serialize(zone)))
    except PARSE_ERRORS:
        return


def _serialize(part: Component) -> Iterator[str]:
    yield f"BEGIN:{part.name}"
    yield from part.lines
    for each in part.parts:
        yield from _serialize(each)
    yield f"END:{part.name}"


def _property_name(line: str) -> str:
    found = _NAME.match(line)
    return found[1].upper() if found else ""
