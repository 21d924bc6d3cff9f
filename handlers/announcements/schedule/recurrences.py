"""How an announcement comes again: in words, as a cron expression or as an RRULE; always in local time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice, pairwise, takewhile
from typing import Literal
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from dateutil.parser import isoparse
from dateutil.rrule import rrulestr

from handlers.announcements.schedule.date_times import resolve_local
from handlers.announcements.schedule.recurrence_sentences import AmbiguousError, parse_sentence
from handlers.announcements.schedule.rrule_bounds import ever_occurs
from handlers.core.clock_times import ClockError, split_clock
from handlers.core.working_days import is_holiday, is_working_day

_LONGEST = 300
# How many dates are looked at until one is after now: a day has no more minutes.
_MOST_LOOKED_AT = 100_000
_SHORTEST_INTERVAL = timedelta(hours=1)
# Within so many dates and so many years any rule has come round: two leap years may be eight years apart.
_DATES_OF_A_CYCLE = 2_000
_CYCLE = timedelta(days=9 * 366)
# By holidays: no more working days than this fall out in a row.
_MOST_MOVED = timedelta(days=8)
_HOLIDAYS = re.compile(
    r",?\s*(?:(?:und|and)\s+)?(?:(?:an\s+feiertagen|on\s+holidays)\s+(?:(?:am|on)\s+)?(?:the\s+)?"
    r"(?P<rule>nächsten|naechsten|next|vorigen|vorherigen|letzten|previous|nicht|not)(?:\s+(?:werktag|working\s+day))?"
    r"|not\s+on\s+holidays|nicht\s+an\s+feiertagen)$"
)
_RRULE = re.compile(r"(?:rrule:)?(?P<rule>\S*freq=\S+?),?(?:\s+(?P<clock>.+))?")
_UNTIL = re.compile(r"(;|^)UNTIL=([^;]*)")
_INTERVAL = re.compile(r"0*[1-9]\d{0,3}", re.ASCII)
_ANY_RULE = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH", "BYHOUR", "BYMINUTE"})
_PARTS = {
    "HOURLY": frozenset({"BYMONTHDAY"}),
    "DAILY": frozenset({"BYMONTHDAY"}),
    "WEEKLY": frozenset[str](),
    "MONTHLY": frozenset({"BYMONTHDAY", "BYSETPOS"}),
    "YEARLY": frozenset({"BYMONTHDAY", "BYSETPOS", "BYYEARDAY", "BYWEEKNO"}),
}
RecurrenceProblem = Literal["unclear", "too_often", "never", "two_ways"]


class RecurrenceError(Exception):
    """What can't be understood as a recurrence (`unclear`), comes more than once an hour (`too_often`) or `never`.

    "Jeden zweiten Montag" may be understood in `two_ways`.
    """

    def __init__(self, kind: RecurrenceProblem = "unclear") -> None:
        super().__init__(kind)
        self.kind = kind


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
        start = moment.astimezone(zone).replace(tzinfo=None) - _MOST_MOVED
        last = moment
        for local in islice(_expand(self.rule, start), _MOST_LOOKED_AT):
            day = self._moved(local.date())
            at = None if day is None else resolve_local(day, local.time(), zone)
            if at is not None and at > last:
                last = at
                yield at

    def _moved(self, day: date) -> date | None:
        if not self.on_holidays or not is_holiday(day):
            return day
        if self.on_holidays == "skip":
            return None
        step = timedelta(days=1 if self.on_holidays == "next" else -1)
        while not is_working_day(day):
            day += step
        return day


def parse(text: str, now: datetime, zone: ZoneInfo) -> Recurrence:
    """Return the recurrence that is meant. Raises RecurrenceError."""
    said = " ".join(text.casefold().split())
    if len(said) > _LONGEST:
        raise RecurrenceError
    holidays = _HOLIDAYS.search(said)
    on_holidays = _parse_holiday_rule(holidays["rule"] or "nicht") if holidays else ""
    said = said[: holidays.start()].strip() if holidays else said
    try:
        days, clock = split_clock(said)
    except ClockError as error:
        raise RecurrenceError from error
    local = now.astimezone(zone).replace(tzinfo=None)
    rule = _parse_words(days, clock, local) or _parse_rrule(said, local, zone) or _parse_cron(said, local)
    recurrence = Recurrence(rule=rule, on_holidays=on_holidays)
    if not list_dates(recurrence, now, zone, 1):
        raise RecurrenceError("never")
    return recurrence


def load(rule: str) -> Recurrence:
    """Return the recurrence that `str` wrote."""
    rule, _, on_holidays = rule.partition(" @")
    return Recurrence(rule=rule, on_holidays=on_holidays)


def list_dates(recurrence: Recurrence, now: datetime, zone: ZoneInfo, number: int = 5) -> list[datetime]:
    """The next ones."""
    return [*islice(recurrence.after(now, zone), number)]


def _expand(rule: str, start: datetime) -> Iterator[datetime]:
    """Yield the local times of a rule, without a zone, from `start` on."""
    if rule.startswith("DTSTART"):
        return iter(rrulestr(rule).xafter(start, inc=True))
    return _until_exhausted(CronSim(rule, start))


def _until_exhausted(planned: CronSim) -> Iterator[datetime]:
    try:
        yield from planned
    except (CronSimError, OverflowError):
        return


def _parse_words(days: str, clock: time | None, local: datetime) -> str | None:
    """Return the rule of a sentence; None if it is none, or lacks its hour."""
    try:
        rule = parse_sentence(days)
    except AmbiguousError as error:
        raise RecurrenceError("two_ways") from error
    if rule is None or (clock is None and "BYMINUTE" not in rule and "MINUTELY" not in rule):
        return None
    return _with_start(rule, clock or time(0), local)


def _parse_rrule(said: str, local: datetime, zone: ZoneInfo) -> str | None:
    """Return an RRULE with an hour behind it, nine o'clock if it tells none; None if it is no RRULE."""
    found = _RRULE.fullmatch(said)
    if found is None:
        return None
    rest, clock = split_clock(found["clock"] or "9 uhr")
    if rest or clock is None:
        raise RecurrenceError
    try:
        rule = _UNTIL.sub(
            lambda until: f"{until[1]}UNTIL={_parse_until(until[2], zone):%Y%m%dT%H%M%S}", found["rule"].upper()
        )
    except (ValueError, OverflowError) as error:
        raise RecurrenceError from error
    return _with_start(rule, clock, local)


def _parse_until(until: str, zone: ZoneInfo) -> datetime:
    """Return the local time until which a rule holds; a date is meant inclusively. Raises ValueError."""
    at = isoparse(until)
    if len(until) <= len("2026-12-21"):
        return datetime.combine(at, time(23, 59, 59))
    return at if at.tzinfo is None else at.astimezone(zone).replace(tzinfo=None)


def _with_start(rule: str, clock: time, local: datetime) -> str:
    """Return the rule with the date from which it counts. Raises RecurrenceError."""
    _check_parts(rule)
    counts = "COUNT=" in rule or "INTERVAL=" in rule
    # A date that a holiday moves may lie before now; what counts does so from the first one after now.
    earlier = timedelta(0) if counts or "DAY=" not in rule else 2 * _MOST_MOVED
    start = datetime.combine(local.date() - earlier, clock)
    endless = ";".join(part for part in rule.split(";") if not part.startswith(("COUNT=", "INTERVAL=", "UNTIL=")))
    try:
        if not ever_occurs(endless, start.date()):
            raise RecurrenceError("never")
        coming = rrulestr(f"DTSTART:{start:%Y%m%dT%H%M%S}\nRRULE:{endless}")
        first = coming.after(local)
        written = f"DTSTART:{first if counts and first else start:%Y%m%dT%H%M%S}\nRRULE:{rule}"
        rrulestr(written)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RecurrenceError from error
    _check_frequency(iter(coming), local)
    return written


def _check_parts(rule: str) -> None:
    """Raise RecurrenceError unless the parts go together (RFC 5545, 3.3.10)."""
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    frequency = parts.get("FREQ", "")
    if frequency in ("MINUTELY", "SECONDLY"):
        raise RecurrenceError("too_often")
    if not parts.keys() <= _ANY_RULE | _PARTS.get(frequency, frozenset()) or parts.keys() >= {"COUNT", "UNTIL"}:
        raise RecurrenceError
    if not _INTERVAL.fullmatch(parts.get("INTERVAL", "1")):
        raise RecurrenceError


def _parse_cron(said: str, local: datetime) -> str:
    """Return a cron expression of five fields as it is. Raises RecurrenceError."""
    if len(said.split()) != 5:
        raise RecurrenceError
    try:
        planned = CronSim(said, local)
    except CronSimError as error:
        raise RecurrenceError from error
    _check_frequency(_until_exhausted(planned), local)
    return said


def _check_frequency(planned: Iterator[datetime], local: datetime) -> None:
    """Raise RecurrenceError if two dates of a whole cycle lie less than an hour apart."""
    cycle = takewhile(lambda at: at < local + _CYCLE, islice(planned, _DATES_OF_A_CYCLE))
    if any(later - earlier < _SHORTEST_INTERVAL for earlier, later in pairwise(cycle)):
        raise RecurrenceError("too_often")


def _parse_holiday_rule(word: str) -> str:
    if word in ("nicht", "not"):
        return "skip"
    return "next" if word in ("nächsten", "naechsten", "next") else "previous"
