"""Recurrences in local time, from words, cron expressions and RRULEs; all expanded as RRULEs by dateutil."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo

from dateutil.parser import isoparse
from dateutil.rrule import rrule, rruleset, rrulestr

from handlers.announcements.schedule.cron import to_rrules
from handlers.announcements.schedule.local_times import resolve_local
from handlers.announcements.schedule.occurrences import Occurrence, sort_occurrences
from handlers.announcements.schedule.recurrence_sentences import AmbiguousError, parse_sentence
from handlers.announcements.schedule.rrule_bounds import ever_occurs
from handlers.core.clock_times import ClockError, split_clock
from handlers.core.working_days import is_holiday, is_working_day

_LONGEST = 300
_HEAD, _FORMAT = "DTSTART:", "%Y%m%dT%H%M%S"
# How many dates are looked at until one is after now: a day has no more minutes.
_MOST_LOOKED_AT = 100_000
_SHORTEST_INTERVAL = timedelta(hours=1)
# Within so many dates and so many years any rule has come round: two leap years may be eight years apart.
_DATES_OF_A_CYCLE = 2_000
_CYCLE = timedelta(days=9 * 366)
# The most by which a holiday moves a date.
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


class RecurrenceProblem(StrEnum):
    """Kinds of mistakes in a recurrence; `two_ways`: "jeden zweiten Montag" is every other week, or once a month."""

    UNCLEAR = "unclear"
    TOO_OFTEN = "too_often"
    NEVER = "never"
    TWO_WAYS = "two_ways"


class RecurrenceError(Exception):
    """A text that is not a recurrence, or not a permitted one."""

    def __init__(self, problem: RecurrenceProblem = RecurrenceProblem.UNCLEAR) -> None:
        super().__init__(problem)
        self.problem = problem


class OnHolidays(StrEnum):
    """Rules for a date on a public holiday: keep it, move it to a working day, or skip it."""

    KEEP = ""
    NEXT = "next"
    PREVIOUS = "previous"
    SKIP = "skip"


@dataclass(frozen=True, kw_only=True, slots=True)
class Recurrence:
    """A series of dates in local time; `rule` is a cron expression, or an RRULE with DTSTART."""

    rule: str
    on_holidays: OnHolidays = OnHolidays.KEEP

    def __str__(self) -> str:
        return f"{self.rule} @{self.on_holidays}" if self.on_holidays else self.rule

    @property
    def rrules(self) -> list[str]:
        """The RRULEs whose dates together are those of the recurrence, without DTSTART."""
        return [self.rule.rpartition("RRULE:")[2]] if self.starts_at is not None else to_rrules(self.rule)

    @property
    def starts_at(self) -> datetime | None:
        """The local DTSTART of the RRULE; None for a cron expression, which does not count from anywhere."""
        if not self.rule.startswith(_HEAD):
            return None
        return datetime.strptime(self.rule.removeprefix(_HEAD).partition("\n")[0], _FORMAT)  # noqa: DTZ007

    def after(self, moment: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """Yield all dates after `moment`, in order, each once, in UTC."""
        return (each.at for each in self.occur_after(moment, zone) if each.at is not None)

    def occur_after(self, moment: datetime, zone: ZoneInfo) -> Iterator[Occurrence]:
        """Yield all dates after `moment` in order, each once, among them those that a holiday leaves out."""
        # A time that a holiday moves forward may have been planned before.
        start = moment.astimezone(zone).replace(tzinfo=None) - _MOST_MOVED
        planned = (self._occur(local, zone) for local in islice(self.expand(start), _MOST_LOOKED_AT))
        most_moved = _MOST_MOVED if self.on_holidays else timedelta(0)
        last = moment
        for each in sort_occurrences(planned, most_moved):
            if each.position > last:
                last = each.position
                yield each

    def expand(self, start: datetime) -> Iterator[datetime]:
        """Yield the local times of the rules, without a zone, from `start` on."""
        if self.starts_at is not None:
            return _expand(self.rrules, self.starts_at, start)
        # Leave out rules that never occur: dateutil would search for them up to the year 9999.
        rules = [rule for rule in self.rrules if ever_occurs(rule, start.date())]
        return _expand(rules, datetime.combine(start.date(), time(0)), start)

    def _occur(self, local: datetime, zone: ZoneInfo) -> Occurrence:
        """Return what becomes of a planned local time."""
        planned_at = resolve_local(local.date(), local.time(), zone)
        if self.on_holidays is OnHolidays.KEEP or not is_holiday(local.date()):
            return Occurrence(planned_at=planned_at, at=planned_at)
        day = self._move(local.date())
        at = None if day is None else resolve_local(day, local.time(), zone)
        return Occurrence(planned_at=planned_at, at=at, holiday=local.date())

    def _move(self, holiday: date) -> date | None:
        """Return the day on which a date of a holiday comes; None if it is left out."""
        if self.on_holidays is OnHolidays.SKIP:
            return None
        step = timedelta(days=1 if self.on_holidays is OnHolidays.NEXT else -1)
        day = holiday + step
        while not is_working_day(day):
            day += step
        return day


def parse(text: str, now: datetime, zone: ZoneInfo) -> Recurrence:
    """Return the recurrence that a text denotes; raises RecurrenceError."""
    said = " ".join(text.casefold().split())
    if len(said) > _LONGEST:
        raise RecurrenceError
    holidays = _HOLIDAYS.search(said)
    on_holidays = _parse_holiday_rule(holidays["rule"] or "nicht") if holidays else OnHolidays.KEEP
    said = said[: holidays.start()].strip() if holidays else said
    try:
        days, clock = split_clock(said)
    except ClockError as error:
        raise RecurrenceError from error
    local = now.astimezone(zone).replace(tzinfo=None)
    rule = _parse_words(days, clock, local) or _parse_rrule(said, local, zone) or _parse_cron(said, local)
    recurrence = Recurrence(rule=rule, on_holidays=on_holidays)
    if not list_dates(recurrence, now, zone, 1):
        raise RecurrenceError(RecurrenceProblem.NEVER)
    return recurrence


def load(written: str) -> Recurrence:
    """Return the recurrence that `str` wrote."""
    rule, _, on_holidays = written.partition(" @")
    return Recurrence(rule=rule, on_holidays=OnHolidays(on_holidays))


def list_dates(recurrence: Recurrence, now: datetime, zone: ZoneInfo, number: int = 5) -> list[datetime]:
    """Return the next dates after `now`, in UTC."""
    return [*islice(recurrence.after(now, zone), number)]


def list_occurrences(recurrence: Recurrence, now: datetime, zone: ZoneInfo, number: int = 5) -> list[Occurrence]:
    """Return so many of the next dates after `now`, and those that holidays leave out before them."""
    found: list[Occurrence] = []
    for each in recurrence.occur_after(now, zone):
        found.append(each)
        number -= each.at is not None
        if not number:
            break
    return found


def _expand(rules: Sequence[str], begins: datetime, start: datetime) -> Iterator[datetime]:
    """Yield the times of RRULEs that begin at one time, each once, from `start` on. Raises as dateutil does."""
    if not rules:
        return iter(())
    return iter(_build(rules, begins).xafter(start, inc=True))


def _build(rules: Sequence[str], begins: datetime) -> rrule | rruleset:
    """Return what expands RRULEs that begin at one time; raises what dateutil raises if one is wrong."""
    return rrulestr("\n".join((f"{_HEAD}{begins:{_FORMAT}}", *(f"RRULE:{rule}" for rule in rules))))


def _parse_words(days: str, clock: time | None, local: datetime) -> str | None:
    """Return the rule of a sentence; None if it is none, or lacks its hour."""
    try:
        rule = parse_sentence(days)
    except AmbiguousError as error:
        raise RecurrenceError(RecurrenceProblem.TWO_WAYS) from error
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
            raise RecurrenceError(RecurrenceProblem.NEVER)
        coming = _build([endless], start)
        begins = (coming.after(local) if counts else None) or start
        _build([rule], begins)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RecurrenceError from error
    _check_frequency(iter(coming), local)
    return f"{_HEAD}{begins:{_FORMAT}}\nRRULE:{rule}"


def _check_parts(rule: str) -> None:
    """Raise RecurrenceError unless the parts go together (RFC 5545, 3.3.10)."""
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    frequency = parts.get("FREQ", "")
    if frequency in ("MINUTELY", "SECONDLY"):
        raise RecurrenceError(RecurrenceProblem.TOO_OFTEN)
    if not parts.keys() <= _ANY_RULE | _PARTS.get(frequency, frozenset()) or parts.keys() >= {"COUNT", "UNTIL"}:
        raise RecurrenceError
    if not _INTERVAL.fullmatch(parts.get("INTERVAL", "1")):
        raise RecurrenceError


def _parse_cron(said: str, local: datetime) -> str:
    """Return a cron expression as it is. Raises RecurrenceError."""
    try:
        is_coming = any(ever_occurs(rule, local.date()) for rule in to_rrules(said))
    except ValueError as error:
        raise RecurrenceError from error
    if not is_coming:
        raise RecurrenceError
    _check_frequency(Recurrence(rule=said).expand(local), local)
    return said


def _check_frequency(planned: Iterator[datetime], local: datetime) -> None:
    """Raise RecurrenceError if two dates of a whole cycle lie less than an hour apart."""
    cycle = takewhile(lambda at: at < local + _CYCLE, islice(planned, _DATES_OF_A_CYCLE))
    if any(later - earlier < _SHORTEST_INTERVAL for earlier, later in pairwise(cycle)):
        raise RecurrenceError(RecurrenceProblem.TOO_OFTEN)


def _parse_holiday_rule(word: str) -> OnHolidays:
    if word in ("nicht", "not"):
        return OnHolidays.SKIP
    return OnHolidays.NEXT if word in ("nächsten", "naechsten", "next") else OnHolidays.PREVIOUS
