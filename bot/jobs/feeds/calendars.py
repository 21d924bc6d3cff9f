"""Calendars (iCalendar), taken apart, so that what is broken in them spoils nothing else."""

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Alarm, Event, Timezone

from handlers.core.feed_items import AppointmentFault, Flaw, Revision
from handlers.i18n import DEFAULT_LANGUAGE

# The properties that are read; errors in any others are ignored.
_READ = frozenset(
    {"UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "DTSTAMP", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}
    | {"LOCATION", "DESCRIPTION", "URL", "STATUS", "X-ALT-DESC"}
)
_ONCE = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "DTSTAMP")
# An hour without a day can be read as well, and so can a stretch of time.
_KINDS = dict.fromkeys(_ONCE, date) | {"DURATION": timedelta}
_NAME = re.compile(r"([A-Za-z0-9-]+)[;:]")
_ENDED = re.compile(r"\r\n|\n|\r")
_FOLDED = re.compile(r"(?:\r\n|\n|\r)[ \t]")
_ESCAPED = re.compile(r"\\([,;\\nN])")
_SEQUENCE = re.compile(r"\d{1,9}", re.ASCII)
_DEEPEST = 6
# Before that no calendar of today begins, and its dates would have to be counted.
_EARLIEST_YEAR = 1900
# A change stamped less than this before it is read may carry the time of the reading itself.
_STAMPED_WITHIN = timedelta(minutes=10)

# OSError: names of time zones are looked up as files.
WRONG = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, OSError, RecursionError)


@dataclass(frozen=True, kw_only=True, slots=True)
class Component:
    """A component of a calendar as parsed; `is_closed` is False if its END line is missing."""

    name: str
    lines: list[str] = field(default_factory=list)
    parts: "list[Component]" = field(default_factory=list)
    ends: list[str] = field(default_factory=list)

    @property
    def is_closed(self) -> bool:
        return bool(self.ends)

    def all(self, name: str) -> list[str]:
        """Return the values of a property, as they are written."""
        return [line.partition(":")[2] for line in self.lines if _name(line) == name]

    def of_kind(self, name: str) -> "list[Component]":
        return [part for part in self.parts if part.name == name]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """An event that can be read; `is_off`: its calendar calls it off; `is_private`: it is not for everybody."""

    event: Any
    uid: str
    revision: Revision
    is_off: bool
    is_private: bool

    @property
    def repeats(self) -> bool:
        return bool(self.event.get("RRULE") or self.event.get("RDATE"))

    @property
    def is_exception(self) -> bool:
        """Return whether it stands for a single occurrence of a series."""
        return "RECURRENCE-ID" in self.event


@dataclass(frozen=True, kw_only=True, slots=True)
class Sorted:
    """The events of a file: what can be read, what is broken, and the ids of the latter."""

    entries: Sequence[Entry]
    faults: Sequence[AppointmentFault]
    broken: frozenset[str]
    is_whole: bool


def sort_events(text: str, now: datetime) -> Sorted:
    """Return the events of all calendars in a file that is read `now`."""
    calendars = components(text)
    for calendar in calendars:
        for zone in calendar.of_kind("VTIMEZONE"):
            _learn(zone)
    entries, faults, broken = [], [], set[str]()
    for calendar in calendars:
        methods = {method.strip().upper() for method in calendar.all("METHOD")}
        for part in calendar.of_kind("VEVENT"):
            found = _entry(part, _revision(part, now, has_method=bool(methods)), calls_off="CANCEL" in methods)
            if isinstance(found, Entry):
                entries.append(found)
                continue
            broken.update(part.all("UID"))
            if not _is_private(part):
                faults.append(found)
    is_whole = all(calendar.is_closed for calendar in calendars)
    return Sorted(entries=entries, faults=faults, broken=frozenset(broken), is_whole=is_whole)


def components(text: str) -> list[Component]:
    """Return the calendars of a file, one after the other, with all their parts."""
    root = Component(name="")
    opened = [root]
    for line in _ENDED.split(_FOLDED.sub("", text)):
        keyword, _, name = line.strip().partition(":")
        name = name.strip().upper()
        if keyword.upper() == "BEGIN" and len(opened) <= _DEEPEST:
            opened[-1].parts.append(Component(name=name))
            opened.append(opened[-1].parts[-1])
        elif keyword.upper() == "END" and any(each.name == name for each in opened[1:]):
            while opened[-1].name != name:
                opened.pop()
            opened.pop().ends.append(line)
        elif len(opened) > 1:
            opened[-1].lines.append(line)
    return root.of_kind("VCALENDAR")


def said(event: Any, name: str) -> str:
    """Return the value of a text, in the default language if it is there in several."""
    values = event.get(name)
    found: list[Any] = values if isinstance(values, list) else [values] if values is not None else []
    return str(min(found, key=_language)) if found else ""


def _language(value: Any) -> int:
    """Return the rank of a text by its language: the default first, then none, then others."""
    language = str(getattr(value, "params", {}).get("LANGUAGE", "")).lower()
    return 0 if language.startswith(DEFAULT_LANGUAGE) else 1 if not language else 2


def _entry(part: Component, revision: Revision, *, calls_off: bool) -> Entry | AppointmentFault:
    """Return the event, or what is wrong with it."""
    lines = [line for line in part.lines if _name(line) in _READ]
    title = _ESCAPED.sub(lambda found: found[1] if found[1] in ",;\\" else " ", next(iter(part.all("SUMMARY")), ""))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            event: Any = Event.from_ical("\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT", "")))
    except WRONG:
        return AppointmentFault(title=title.strip(), part=_culprit(lines))
    flaw = _flaw(event, part)
    if flaw is not None:
        return AppointmentFault(title=title.strip(), part=flaw[0], flaw=flaw[1])
    uid = said(event, "UID")
    return Entry(event=event, uid=uid, revision=revision, is_off=calls_off, is_private=_is_private(part))


def _revision(part: Component, now: datetime, *, has_method: bool) -> Revision:
    """Return which state of an event it is, as far as that is told in a form that can be read.

    With a method a calendar's DTSTAMP tells when the calendar was made (RFC 5545, 3.8.7.2).
    """
    numbers = [int(each) for each in map(str.strip, part.all("SEQUENCE")) if _SEQUENCE.fullmatch(each)]
    modified_at, made_at = (
        next(filter(None, (_stamp(each.strip()) for each in part.all(name))), None)
        for name in ("LAST-MODIFIED", "DTSTAMP")
    )
    changed_at = modified_at or made_at
    is_change = modified_at is not None or (made_at is not None and not has_method)
    is_past = changed_at is not None and changed_at < now - _STAMPED_WITHIN
    return Revision(sequence=max(numbers, default=0), changed_at=changed_at, is_certain=is_change and is_past)


def _stamp(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def _flaw(event: Any, part: Component) -> tuple[str, Flaw] | None:
    """Return which property is wrong, and how."""
    return next(_flaws(event, part), None)


def _flaws(event: Any, part: Component) -> Iterator[tuple[str, Flaw]]:
    if not part.is_closed:
        yield "END", Flaw.MISSING
    yield from ((str(name or "VEVENT"), Flaw.WRONG) for name, _ in event.errors)
    yield from ((name, Flaw.REPEATED) for name in _ONCE if isinstance(event.get(name), list))
    told = ((name, kind) for name, kind in _KINDS.items() if name in event)
    yield from ((name, Flaw.WRONG) for name, kind in told if not isinstance(event[name].dt, kind))
    if "DTSTART" not in event:
        yield "DTSTART", Flaw.MISSING
    elif event["DTSTART"].dt.year < _EARLIEST_YEAR:
        yield "DTSTART", Flaw.WRONG
    if "RRULE" in event and not event["RRULE"]:
        yield "RRULE", Flaw.WRONG
    if not all(map(_can_ring, part.of_kind("VALARM"))):
        yield "TRIGGER", Flaw.WRONG


def _can_ring(alarm: Component) -> bool:
    lines = [line for line in alarm.lines if _name(line) == "TRIGGER"]
    try:
        found: Any = Alarm.from_ical("\r\n".join(("BEGIN:VALARM", *lines, "END:VALARM", "")))
    except WRONG:
        return False
    return not found.errors


def _culprit(lines: Sequence[str]) -> str:
    """Return the property without which nothing else can be read."""
    for line in lines:
        try:
            Event.from_ical(f"BEGIN:VEVENT\r\n{line}\r\nEND:VEVENT\r\n")
        except WRONG:
            return _name(line)
    return "VEVENT"


def _is_private(part: Component) -> bool:
    """Return whether the component is not public; an unknown CLASS counts as private."""
    return any(value.strip().upper() not in ("PUBLIC", "") for value in part.all("CLASS"))


def _learn(zone: Component) -> None:
    """Make a time zone that a calendar defines known to the events that name it."""
    try:
        Timezone.from_ical("\r\n".join(_written(zone)))
    except WRONG:
        return


def _written(part: Component) -> Iterator[str]:
    yield f"BEGIN:{part.name}"
    yield from part.lines
    for each in part.parts:
        yield from _written(each)
    yield f"END:{part.name}"


def _name(line: str) -> str:
    found = _NAME.match(line)
    return found[1].upper() if found else ""
