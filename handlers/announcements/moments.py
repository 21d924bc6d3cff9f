"""Points in time as people write them ("morgen 9 Uhr", "Mo 8:30", "1.12. 9 Uhr"), and as they are shown.

A local time that a clock change skips is the moment that follows the gap; one that it repeats is the first of the two.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_CLOCK = r"(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))?(?:\s*uhr(?:\s*(?P<after>[0-5]\d))?)?"
_NEXT = r"(?:am\s+)?(?P<next>(?:nächsten?|naechsten?|kommenden?|next)\s+)?"
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("mo", "montag", "monday", "mon"),
            ("di", "dienstag", "tuesday", "tue"),
            ("mi", "mittwoch", "wednesday", "wed"),
            ("do", "donnerstag", "thursday", "thu"),
            ("fr", "freitag", "friday", "fri"),
            ("sa", "samstag", "sonnabend", "saturday", "sat"),
            ("so", "sonntag", "sunday", "sun"),
        )
    )
    for name in names
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januar", "january", "jan"),
            ("februar", "february", "feb"),
            ("märz", "maerz", "march", "mär", "mar"),
            ("april", "apr"),
            ("mai", "may"),
            ("juni", "june", "jun"),
            ("juli", "july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("oktober", "october", "okt", "oct"),
            ("november", "nov"),
            ("dezember", "december", "dez", "dec"),
        ),
        1,
    )
    for name in names
}
_DAYS = {"heute": 0, "today": 0, "morgen": 1, "tomorrow": 1, "übermorgen": 2, "uebermorgen": 2}
_NOW = frozenset({"jetzt", "sofort", "now", "gleich"})
_UNITS = {"minute": timedelta(minutes=1), "stunde": timedelta(hours=1), "tag": timedelta(days=1)}

_SPAN = re.compile(r"in\s+(?P<number>\d{1,4}|einer|einem)\s+(?P<unit>minute|stunde|tag)(?:n|en)?")
_NAMED_DAY = rf"(?:am\s+)?(?:(?:{'|'.join(_WEEKDAYS)})\.?,?\s+(?:den\s+)?)?"
_MONTH = rf"(?:(?P<month>\d{{1,2}})\.|(?P<named>{'|'.join(_MONTHS)})\.?)"
_FORMS = tuple(
    re.compile(rf"{day},?\s*(?:um\s+|at\s+|t)?{_CLOCK}", re.IGNORECASE)
    for day in (
        rf"{_NAMED_DAY}(?P<day>\d{{1,2}})\.\s*{_MONTH}\s*(?P<year>20\d\d)?",
        r"(?P<year>20\d\d)-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        rf"(?P<relative>{'|'.join(sorted(_DAYS, key=len, reverse=True))})",
        rf"{_NEXT}(?P<weekday>{'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})\.?",
        "",
    )
)
_SHORT = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


class MomentError(Exception):
    """What can't be understood as a point in time (`unclear`), does not exist (`impossible`) or is over (`past`)."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def understood(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment that is meant, always after now; None for "jetzt". Raises MomentError."""
    said = " ".join(text.casefold().split())
    if said in _NOW:
        return None
    span = _SPAN.fullmatch(said)
    if span is not None:
        number = 1 if span["number"].startswith("ein") else int(span["number"])
        return (now + number * _UNITS[span["unit"]]).replace(second=0, microsecond=0)
    found = next((match for form in _FORMS if (match := form.fullmatch(said))), None)
    if found is None:
        raise MomentError("unclear")
    at = _meant(found, now.astimezone(zone), zone)
    if at <= now:
        raise MomentError("past")
    return at


def settled(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The one moment, in UTC, of a local date and time."""
    local = datetime.combine(day, clock, zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    # Of a time that is skipped, `fold` tells what the clocks showed before; the gap ends where they are put forward.
    before, after = local.replace(fold=0).utcoffset(), local.replace(fold=1).utcoffset()
    assert before is not None  # noqa: S101
    assert after is not None  # noqa: S101
    return _end_of_gap(moment - abs(after - before), moment, zone)


def shown(at: datetime, zone: ZoneInfo) -> str:
    """With weekday and date: "Di, 01.12.2026, 09:00 Uhr"."""
    local = at.astimezone(zone)
    return f"{_SHORT[local.weekday()]}, {local:%d.%m.%Y, %H:%M} Uhr"


def shown_day(at: datetime, zone: ZoneInfo) -> str:
    """Without the hour: "Di, 01.12.2026"."""
    return shown(at, zone).rpartition(",")[0]


def _end_of_gap(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The minute at which the offset changes."""
    offset = low.astimezone(zone).utcoffset()
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == offset else (low, middle)
    return (low + timedelta(minutes=1)).replace(second=0, microsecond=0)


def _meant(found: re.Match[str], local: datetime, zone: ZoneInfo) -> datetime:
    parts = found.groupdict()
    hour, minute = int(parts["hour"]), int(parts["minute"] or parts["after"] or 0)
    if hour == 24 or (parts["minute"] and parts["after"]):
        raise MomentError("impossible")
    clock = time(hour, minute)
    if parts.get("day"):
        return _on_date(parts, clock, local, zone)
    day = local.date()
    relative, weekday = parts.get("relative"), parts.get("weekday")
    if relative:
        return settled(day + timedelta(days=_DAYS[relative]), clock, zone)
    if weekday:
        return _on_weekday(_WEEKDAYS[weekday], clock, local, zone, skips_today=bool(parts["next"]))
    at = settled(day, clock, zone)
    return at if at > local else settled(day + timedelta(days=1), clock, zone)


def _on_date(parts: dict[str, str | None], clock: time, local: datetime, zone: ZoneInfo) -> datetime:
    named = parts.get("named")
    month = _MONTHS[named] if named else int(parts["month"] or 0)
    year = int(parts["year"]) if parts["year"] else local.year
    try:
        at = settled(date(year, month, int(parts["day"] or 0)), clock, zone)
        if at <= local and not parts["year"]:
            return settled(date(year + 1, month, int(parts["day"] or 0)), clock, zone)
    except ValueError as error:
        raise MomentError("impossible") from error
    return at


def _on_weekday(weekday: int, clock: time, local: datetime, zone: ZoneInfo, *, skips_today: bool) -> datetime:
    ahead = (weekday - local.weekday()) % 7
    at = settled(local.date() + timedelta(days=ahead), clock, zone)
    if at <= local or (skips_today and ahead == 0):
        return settled(local.date() + timedelta(days=ahead + 7), clock, zone)
    return at
