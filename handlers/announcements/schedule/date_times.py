"""Parsing of dates with times ("morgen 9 Uhr", "Mo 8:30", "1.12. 9 Uhr")."""

import re
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from handlers.announcements.schedule.local_times import resolve_local
from handlers.core.clock_times import (
    MONTHS,
    NUMBER,
    WEEKDAYS,
    ClockError,
    join_alternatives,
    parse_number_word,
    split_clock,
)

_DAYS = {
    **dict.fromkeys(("heute", "heute morgen", "today", "this"), 0),
    **dict.fromkeys(("morgen", "tomorrow"), 1),
    **dict.fromkeys(("übermorgen", "uebermorgen", "day after tomorrow", "the day after tomorrow"), 2),
}
_NOW = frozenset({"jetzt", "sofort", "now", "gleich", "jetzt gleich", "jetzt sofort", "immediately", "right now"})
_UNITS = {
    **dict.fromkeys(("minute", "minuten", "min", "minutes", "mins"), timedelta(minutes=1)),
    **dict.fromkeys(("stunde", "stunden", "std", "h", "hour", "hours"), timedelta(hours=1)),
    **dict.fromkeys(("tag", "tagen", "tage", "day", "days"), timedelta(days=1)),
    **dict.fromkeys(("woche", "wochen", "week", "weeks"), timedelta(weeks=1)),
}
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_SPAN = re.compile(rf"in\s+(?P<number>{NUMBER})\s*(?P<unit>{_UNIT})\.?")
_HALF_AN_HOUR = re.compile(r"in\s+(?:einer\s+halben\s+stunde|half\s+an\s+hour)")
_PAST = re.compile(
    rf"(?:gestern|vorgestern|yesterday)\b|(?:vor|seit)\s+(?:{NUMBER})\s|(?:{NUMBER})\s*(?:{_UNIT})\s+ago\b"
    rf"|(?:am\s+)?(?:letzte[nrms]?|vorige[nrms]?|vergangene[nrms]?|last)\s+(?:{join_alternatives(WEEKDAYS)}|woche|week|monat|month)$"
)
_NAMED_DAY = rf"(?:(?:am|on)\s+)?(?:(?P<beside>{join_alternatives(WEEKDAYS)})\.?,?\s+(?:(?:den|dem|the)\s+)?)?"
_ON = r"(?:(?:am|on|this|diesen)\s+)?"
_MONTH = rf"(?P<named>{join_alternatives(MONTHS)})\.?"
_YEAR = r"(?P<year>20\d\d)"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_NAMED_DAY}(?P<day>\d{{1,2}})\.\s*(?P<month>\d{{1,2}})\.(?:\s*{_YEAR}|(?P<short>\d\d))?",
        rf"{_NAMED_DAY}(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?\s*(?:of\s+)?{_MONTH},?\s*{_YEAR}?",
        rf"{_NAMED_DAY}{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+{_YEAR})?",
        rf"{_YEAR}-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})",
        rf"(?P<relative>{'|'.join(sorted(_DAYS, key=len, reverse=True))})",
        rf"in\s+(?P<number>{NUMBER})\s+(?P<unit>tag(?:en)?|days?|wochen?|weeks?)",
        rf"{_ON}(?P<next>(?:nächste[nr]?|naechste[nr]?|kommende[nr]?|next)\s+)?(?P<weekday>{join_alternatives(WEEKDAYS)})\.?",
        "",
    )
)
# "9.10" may be ten past nine, or the ninth of October.
_HOUR_OR_DATE = re.compile(r"\d{1,2}\.(?:0[1-9]|1[0-2])")


class DateTimeProblem(StrEnum):
    """Kinds of mistakes in a date and time; `other_weekday`: the date falls on another day of the week."""

    UNCLEAR = "unclear"
    IMPOSSIBLE = "impossible"
    PAST = "past"
    OTHER_WEEKDAY = "other_weekday"


class DateTimeError(Exception):
    """A text without a future time; `candidates` are the two it may mean if the weekday does not fit the date."""

    def __init__(self, problem: DateTimeProblem, candidates: tuple[datetime, ...] = ()) -> None:
        super().__init__(problem)
        self.problem = problem
        self.candidates = candidates


def parse(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the time that a text denotes, in UTC and after `now`; None for "jetzt". Raises DateTimeError."""
    said = " ".join(text.casefold().split())
    if said in _NOW:
        return None
    if _PAST.match(said):
        raise DateTimeError(DateTimeProblem.PAST)
    at = _parse_span(said, now) or _parse_iso(text, zone) or _parse_day_and_time(said, now.astimezone(zone), zone)
    if at <= now:
        raise DateTimeError(DateTimeProblem.PAST)
    return at


def _parse_span(said: str, now: datetime) -> datetime | None:
    """Return the moment after a span of time ("in 30 Min"); None if there is none."""
    if _HALF_AN_HOUR.fullmatch(said):
        return (now + timedelta(minutes=30)).replace(second=0, microsecond=0)
    span = _SPAN.fullmatch(said)
    if span is None:
        return None
    return (now + parse_number_word(span["number"]) * _UNITS[span["unit"]]).replace(second=0, microsecond=0)


def _parse_iso(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the moment of a date and time as ISO 8601 writes them, in the zone that it names; None if it is none."""
    try:
        at = datetime.fromisoformat(text.strip().upper())
    except ValueError:
        return None
    if len(text.strip()) <= len("2026-12-01"):
        return None
    return resolve_local(at.date(), at.time(), zone) if at.tzinfo is None else at.astimezone(UTC)


def _parse_day_and_time(said: str, local: datetime, zone: ZoneInfo) -> datetime:
    try:
        day, clock = split_clock(said)
    except ClockError as error:
        raise DateTimeError(DateTimeProblem.IMPOSSIBLE) from error
    found = next((match for form in _FORMS if (match := form.fullmatch(day))), None)
    if found is None or clock is None or _HOUR_OR_DATE.fullmatch(said):
        raise DateTimeError(DateTimeProblem.UNCLEAR)
    return _resolve_parts(found.groupdict(), clock, local, zone)


def _resolve_parts(parts: dict[str, str | None], clock: time, local: datetime, zone: ZoneInfo) -> datetime:
    if parts.get("day"):
        return _resolve_date(parts, clock, local, zone)
    day = local.date()
    relative, weekday, number = parts.get("relative"), parts.get("weekday"), parts.get("number")
    if relative:
        return resolve_local(day + timedelta(days=_DAYS[relative]), clock, zone)
    if number:
        return resolve_local(day + parse_number_word(number) * _UNITS[str(parts["unit"])], clock, zone)
    if weekday:
        return _resolve_weekday(WEEKDAYS[weekday], clock, local, zone, skips_today=bool(parts["next"]))
    at = resolve_local(day, clock, zone)
    return at if at > local else resolve_local(day + timedelta(days=1), clock, zone)


def _resolve_date(parts: dict[str, str | None], clock: time, local: datetime, zone: ZoneInfo) -> datetime:
    day = int(parts["day"] or 0)
    named, short = parts.get("named"), parts.get("short")
    month = MONTHS[named] if named else int(parts["month"] or 0)
    written = parts.get("year") or (f"20{short}" if short else None)
    year = int(written) if written else local.year
    try:
        at = resolve_local(date(year, month, day), clock, zone)
        if at <= local and not written:
            at = resolve_local(date(year + 1, month, day), clock, zone)
    except ValueError as error:
        raise DateTimeError(DateTimeProblem.IMPOSSIBLE) from error
    beside = parts.get("beside")
    if beside and at > local and at.astimezone(zone).weekday() != WEEKDAYS[beside]:
        raise DateTimeError(
            DateTimeProblem.OTHER_WEEKDAY, (at, _find_other_day(at.astimezone(zone).date(), beside, clock, local, zone))
        )
    return at


def _find_other_day(day: date, weekday: str, clock: time, local: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment on the nearest day to come that is such a weekday."""
    ahead = (WEEKDAYS[weekday] - day.weekday()) % 7
    earlier = resolve_local(day + timedelta(days=ahead - 7), clock, zone)
    return earlier if ahead > 3 and earlier > local else resolve_local(day + timedelta(days=ahead), clock, zone)


def _resolve_weekday(weekday: int, clock: time, local: datetime, zone: ZoneInfo, *, skips_today: bool) -> datetime:
    ahead = (weekday - local.weekday()) % 7
    at = resolve_local(local.date() + timedelta(days=ahead), clock, zone)
    if at <= local or (skips_today and ahead == 0):
        return resolve_local(local.date() + timedelta(days=ahead + 7), clock, zone)
    return at
