"""Cron expressions of five fields, as Debian's cron understands them, translated to rules of RFC 5545."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from handlers.announcements.schedule.recurrence_sentences import CODES

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_FIELDS, _HOURS, _DATES = 5, range(24), range(1, 32)
_LAST, _LAST_WORKING_DAY = "L", "LW"
_NTH = range(1, 6)
# The last working day of a month is its last day, or the Friday before its last weekend.
_LAST_WORKING_DAYS = (
    {"BYMONTHDAY": ("-1",), "BYDAY": CODES[:4]},
    {"BYMONTHDAY": ("-1", "-2", "-3"), "BYDAY": CODES[4:5]},
)
# Days that fit, as parts of an RRULE; without parts every day does.
_Days: TypeAlias = Mapping[str, Collection[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Field:
    """The values that a field may have, with the names of the first ones."""

    values: range
    names: tuple[str, ...] = ()
    extras: frozenset[str] = frozenset()

    def parse(self, written: str) -> set[int | str]:
        """Return the numbers and extras of a field; raises ValueError."""
        return {item for term in written.split(",") for item in self._parse_term(term)}

    def _parse_term(self, term: str) -> set[int | str]:
        base, slash, step = term.partition("/")
        if slash and not _parse_digits(step):
            raise ValueError(term)
        if base in self.extras:
            return {base}
        first, dash, last = base.partition("-")
        if base == "*":
            numbers = self.values
        elif dash:
            numbers = range(self.parse_value(first), self.parse_value(last) + 1)
        else:
            start = self.parse_value(base)
            numbers = range(start, self.values.stop if slash else start + 1)
        if not numbers:
            raise ValueError(term)
        # A range of one value is counted on from, as a single value is.
        if slash and len(numbers) == 1:
            numbers = range(numbers.start, self.values.stop)
        return {*numbers[:: _parse_digits(step) if slash else 1]}

    def parse_value(self, written: str) -> int:
        """Return one number, or that of a name; raises ValueError."""
        if written in self.names:
            return self.values.start + self.names.index(written)
        value = _parse_digits(written)
        if value not in self.values:
            raise ValueError(written)
        return value


_MINUTE, _HOUR = _Field(values=range(60)), _Field(values=_HOURS)
_DATE = _Field(values=_DATES, extras=frozenset({_LAST, _LAST_WORKING_DAY}))
_MONTH = _Field(values=range(1, 13), names=_MONTHS)
_WEEKDAY = _Field(values=range(8), names=_WEEKDAYS)


def to_rrules(expression: str) -> list[str]:
    """Return the RRULEs whose dates together are those of a cron expression; raises ValueError if it is none.

    Day of month and day of week limit each other if one of them begins with `*`; otherwise a day fits either. A rule
    may be one that never occurs.
    """
    fields = expression.upper().split()
    if len(fields) != _FIELDS:
        raise ValueError(expression)
    minutes, hours, months = (each.parse(fields[i]) for each, i in ((_MINUTE, 0), (_HOUR, 1), (_MONTH, 3)))
    dates, weekdays = _DATE.parse(fields[2]), [*_parse_weekdays(fields[4])]
    by_date, by_weekday = [*_list_dates(dates)], [*_list_weekdays(weekdays)]
    if fields[2].startswith("*") or fields[4].startswith("*"):
        days = [both for one, other in product(by_date, by_weekday) if (both := _intersect(one, other)) is not None]
    else:
        days = [{}] if {} in by_date or {} in by_weekday else [*by_date, *by_weekday]
    by_month = {} if len(months) == len(_MONTHS) else {"BYMONTH": _join(months)}
    return [_write(each, by_month, hours, minutes) for each in days]


def _parse_weekdays(written: str) -> Iterator[str]:
    """Yield weekdays as RFC 5545 writes them: "MO", "2MO" for the second of a month, "-1MO" for the last."""
    for term in written.split(","):
        day, hash_, nth = term.partition("#")
        if hash_ and _parse_digits(nth) not in _NTH:
            raise ValueError(term)
        if term[:-1].isdecimal() and term.endswith("L"):
            day, nth = term[:-1], "-1"
        single = {_WEEKDAY.parse_value(day)} if nth else _WEEKDAY.parse(term)
        yield from (f"{int(nth) if nth else ''}{CODES[(int(number) - 1) % 7]}" for number in single)


def _list_dates(dates: Collection[int | str]) -> Iterator[_Days]:
    numbers = sorted(date for date in dates if isinstance(date, int))
    if len(numbers) == len(_DATES):
        yield {}
        return
    written = [*map(str, numbers), *(("-1",) if _LAST in dates else ())]
    if written:
        yield {"BYMONTHDAY": written}
    if _LAST_WORKING_DAY in dates:
        yield from _LAST_WORKING_DAYS


def _list_weekdays(weekdays: Collection[str]) -> Iterator[_Days]:
    every = [code for code in CODES if code in weekdays]
    numbered = sorted({day for day in weekdays if day not in CODES})
    if len(every) == len(CODES):
        yield {}
        return
    if every:
        yield {"BYDAY": every}
    if numbered:
        yield {"BYDAY": numbered}


def _intersect(one: _Days, other: _Days) -> _Days | None:
    """Return the days that fit both; None if the weekdays have none in common."""
    if not ("BYDAY" in one and "BYDAY" in other):
        return {**one, **other}
    common = [day for day in other["BYDAY"] if day[-2:] in one["BYDAY"]]
    return {**one, "BYDAY": common} if common else None


def _write(days: _Days, by_month: Mapping[str, str], hours: set[int | str], minutes: set[int | str]) -> str:
    parts = {part: ",".join(values) for part, values in days.items()} | {**by_month}
    if "BYMONTHDAY" in days or any(day not in CODES for day in days.get("BYDAY", ())):
        frequency = "MONTHLY"
    elif "BYDAY" in days:
        frequency = "WEEKLY"
    else:
        frequency = "HOURLY" if len(hours) == len(_HOURS) and not by_month else "DAILY"
    times = {} if frequency == "HOURLY" else {"BYHOUR": _join(hours)}
    parts = {"FREQ": frequency} | parts | times | {"BYMINUTE": _join(minutes)}
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _join(numbers: Iterable[int | str]) -> str:
    return ",".join(str(number) for number in sorted(map(int, numbers)))


def _parse_digits(written: str) -> int:
    if not (written.isascii() and written.isdecimal()):
        raise ValueError(written)
    return int(written)
