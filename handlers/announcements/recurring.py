"""How an announcement comes again: in words, as a cron expression or as an RRULE; always in local time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from dateutil.rrule import rrulestr

from handlers.announcements.moments import settled
from handlers.working_days import is_holiday, is_working_day

_LONGEST = 300
# How many dates are looked at until one is after now: a day has no more minutes.
_MOST_LOOKED_AT = 100_000
_MOST_OFTEN = timedelta(hours=1)
# By holidays: no more working days than this fall out in a row.
_MOVED_AT_MOST = timedelta(days=8)
_WEEKDAYS = (
    ("mo", "montag", "montags", "monday"),
    ("di", "dienstag", "dienstags", "tuesday"),
    ("mi", "mittwoch", "mittwochs", "wednesday"),
    ("do", "donnerstag", "donnerstags", "thursday"),
    ("fr", "freitag", "freitags", "friday"),
    ("sa", "samstag", "samstags", "saturday"),
    ("so", "sonntag", "sonntags", "sunday"),
)
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ORDINALS = {
    name: number
    for names, number in (
        (("ersten", "1."), 1),
        (("zweiten", "2."), 2),
        (("dritten", "3."), 3),
        (("vierten", "4."), 4),
        (("letzten",), -1),
    )
    for name in names
}
_HOLIDAYS = re.compile(
    r",?\s*(?:und\s+)?an\s+feiertagen\s+(?:am\s+)?(?P<rule>nächsten|naechsten|vorigen|vorherigen|letzten|nicht)"
    r"(?:\s+werktag)?$"
)
_DAY = "|".join(name for names in _WEEKDAYS for name in sorted(names, key=len, reverse=True))
_ORDINAL = "|".join(map(re.escape, _ORDINALS))
_CLOCK = r"(?:um\s+)?(?P<hour>[01]?\d|2[0-3])(?:[:.](?P<minute>[0-5]\d))?(?:\s*uhr)?"
_WORDS = (
    re.compile(rf"(?:jeden\s+)?(?P<ordinal>{_ORDINAL})\s+(?P<day>{_DAY})(?:\s+im\s+monat)?,?\s+{_CLOCK}"),
    re.compile(rf"(?:jeden\s+|wöchentlich,?\s+|woechentlich,?\s+|weekly,?\s+)?(?P<day>{_DAY}),?\s+{_CLOCK}"),
    re.compile(rf"(?P<second>alle\s+(?:zwei|2)\s+wochen,?\s+)(?:am\s+)?(?P<day>{_DAY}),?\s+{_CLOCK}"),
    re.compile(rf"(?P<working>werktags|jeden\s+werktag|an\s+werktagen),?\s+{_CLOCK}"),
    re.compile(rf"(?P<daily>täglich|taeglich|jeden\s+tag|daily),?\s+{_CLOCK}"),
    re.compile(
        rf"(?:jeden\s+monat\s+|monatlich\s+)?am\s+(?P<date>[12]?\d|3[01])\.(?:\s+(?:jedes|des|im)\s+monats?)?,?\s+{_CLOCK}"
    ),
)
_RULE = re.compile(rf"(?:rrule:)?(?P<rule>\S*freq=\S+?),?(?:\s+{_CLOCK})?", re.IGNORECASE)


class RecurrenceError(Exception):
    """It can't be understood as a recurrence, never comes, or comes more than once an hour."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recurrence:
    """`rule` is a cron expression or an RRULE with DTSTART; `on_holidays` what happens then.

    On holidays "next" or "previous" working day, "skip", or "" for as usual.
    """

    rule: str
    on_holidays: str = ""

    def __str__(self) -> str:
        return f"{self.rule} @{self.on_holidays}" if self.on_holidays else self.rule

    def after(self, moment: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """All moments after this one, in order, each once, in UTC."""
        # A time that a holiday moves forward may have been planned before.
        start = moment.astimezone(zone).replace(tzinfo=None) - _MOVED_AT_MOST
        last = moment
        for local in islice(self._planned(start), _MOST_LOOKED_AT):
            day = self._moved(local.date())
            at = None if day is None else settled(day, local.time(), zone)
            if at is not None and at > last:
                last = at
                yield at

    def _planned(self, start: datetime) -> Iterator[datetime]:
        """Local times without a zone."""
        if self.rule.startswith("DTSTART"):
            rule = rrulestr(self.rule)
            return iter(rule.xafter(start, inc=True))
        return _until_exhausted(CronSim(self.rule, start))

    def _moved(self, day: date) -> date | None:
        if not self.on_holidays or not is_holiday(day):
            return day
        if self.on_holidays == "skip":
            return None
        step = timedelta(days=1 if self.on_holidays == "next" else -1)
        while not is_working_day(day):
            day += step
        return day


def understood(text: str, now: datetime, zone: ZoneInfo) -> Recurrence:
    """Raises RecurrenceError."""
    said = " ".join(text.casefold().split())
    if len(said) > _LONGEST:
        raise RecurrenceError
    holidays = _HOLIDAYS.search(said)
    on_holidays = _holiday_rule(holidays["rule"]) if holidays else ""
    said = said[: holidays.start()].strip() if holidays else said
    found = next((match for form in _WORDS if (match := form.fullmatch(said))), None)
    if found is not None:
        recurrence = Recurrence(rule=_in_words(found.groupdict(), now.astimezone(zone)), on_holidays=on_holidays)
    else:
        recurrence = Recurrence(rule=_formal(said, now.astimezone(zone)), on_holidays=on_holidays)
    coming = dates(recurrence, now, zone, 2)
    if not coming or coming[-1] - coming[0] < _MOST_OFTEN * (len(coming) - 1):
        raise RecurrenceError
    return recurrence


def is_meant(text: str, now: datetime, zone: ZoneInfo) -> bool:
    """Whether it reads as a recurrence."""
    try:
        understood(text, now, zone)
    except RecurrenceError:
        return False
    return True


def kept(rule: str) -> Recurrence:
    """As `str` wrote it."""
    rule, _, on_holidays = rule.partition(" @")
    return Recurrence(rule=rule, on_holidays=on_holidays)


def dates(recurrence: Recurrence, now: datetime, zone: ZoneInfo, number: int = 5) -> list[datetime]:
    """The next ones."""
    return [*islice(recurrence.after(now, zone), number)]


def _in_words(parts: dict[str, str | None], local: datetime) -> str:
    hour, minute = int(parts["hour"] or 0), int(parts["minute"] or 0)
    at = f"{minute} {hour}"
    if parts.get("ordinal"):
        ordinal = _ORDINALS[str(parts["ordinal"])]
        rule = f"FREQ=MONTHLY;BYDAY={ordinal:+d}{_CODES[_weekday(parts)]}"
        return _rule(rule, local - _MOVED_AT_MOST, time(hour, minute))
    if parts.get("second"):
        first = local + timedelta(days=(_weekday(parts) - local.weekday()) % 7)
        return _rule(f"FREQ=WEEKLY;INTERVAL=2;BYDAY={_CODES[_weekday(parts)]}", first, time(hour, minute))
    if parts.get("day"):
        return f"{at} * * {(_weekday(parts) + 1) % 7}"
    if parts.get("date"):
        return f"{at} {int(parts['date'] or 1)} * *"
    return f"{at} * * 1-5" if parts.get("working") else f"{at} * * *"


def _formal(said: str, local: datetime) -> str:
    """A cron expression of five fields, or an RRULE with an hour behind it if it does not tell its own."""
    found = _RULE.fullmatch(said)
    if found is not None:
        clock = time(int(found["hour"]), int(found["minute"] or 0)) if found["hour"] else time(9)
        return _rule(found["rule"].upper(), local, clock)
    if len(said.split()) != 5:
        raise RecurrenceError
    try:
        CronSim(said, datetime(2026, 1, 1))  # noqa: DTZ001
    except CronSimError as error:
        raise RecurrenceError from error
    return said


def _rule(rule: str, local: datetime, clock: time) -> str:
    start = datetime.combine(local.date(), clock)
    written = f"DTSTART:{start:%Y%m%dT%H%M%S}\nRRULE:{rule}"
    try:
        rrulestr(written)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RecurrenceError from error
    return written


def _weekday(parts: dict[str, str | None]) -> int:
    return next(number for number, names in enumerate(_WEEKDAYS) if parts["day"] in names)


def _holiday_rule(word: str) -> str:
    if word == "nicht":
        return "skip"
    return "previous" if word in ("vorigen", "vorherigen", "letzten") else "next"


def _until_exhausted(planned: CronSim) -> Iterator[datetime]:
    try:
        yield from planned
    except CronSimError:
        return
