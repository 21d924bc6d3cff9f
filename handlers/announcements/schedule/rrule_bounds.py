"""A bounded check whether an RRULE ever occurs: dateutil searches for seconds if it never does."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

# Within so many days any rule has occurred: 29 February on a given weekday takes 40 years around 2100.
_HORIZON = 41 * 366
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BY_TIME = {"BYHOUR": 23, "BYMINUTE": 59, "BYSECOND": 60}
_BY_DAY = {"BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53}
_BYSETPOS, _LAST_MONTH, _LAST_WEEK = 366, 12, 53


@dataclass(frozen=True, kw_only=True, slots=True)
class _Rule:
    """The parts of an RRULE; `weekdays` with 0 for every one, else which of the month or year."""

    frequency: str
    interval: int
    months: frozenset[int]
    by_day: Mapping[str, frozenset[int]]
    weekdays: frozenset[tuple[int, int]]
    positions: frozenset[int]
    times_a_day: int
    week_begins: int


def ever_occurs(rule: str, start: date) -> bool:
    """Return whether an RRULE that begins on that day comes within some decades; raises ValueError if it is wrong."""
    read = _parse(rule, start)
    for _, days in groupby(_iterate_days(read, start), key=lambda day: _period_of(read, day, start)):
        found = (day for day in days if _matches(read, day))
        if not read.positions:
            if next(found, None) is not None:
                return True
        elif min(map(abs, read.positions)) <= sum(read.times_a_day for _ in found):
            return True
    return False


def count_times_a_day(rule: str) -> int:
    """Return at how many times of one day an RRULE comes; raises ValueError if these are wrong."""
    parts, product = _split(rule), 1
    for name, last in _BY_TIME.items():
        product *= len(_parse_numbers(parts, name, last, first=0)) or 1
    return product


def _split(rule: str) -> dict[str, str]:
    return {name.upper(): value.upper() for name, _, value in (part.partition("=") for part in rule.split(";"))}


def _parse(rule: str, start: date) -> _Rule:
    parts = _split(rule)
    months = _parse_numbers(parts, "BYMONTH", _LAST_MONTH, first=1)
    by_day = {name: _parse_numbers(parts, name, last) for name, last in _BY_DAY.items()}
    weekdays = frozenset(map(_parse_weekday, filter(None, parts.get("BYDAY", "").split(","))))
    interval, frequency = int(parts.get("INTERVAL", "1")), parts.get("FREQ", "")
    # RFC 5545, 3.3.10: weeks of the year go with years alone.
    if interval < 1 or (by_day["BYWEEKNO"] and frequency != "YEARLY"):
        raise ValueError(rule)
    # Parts that a rule leaves out are taken from its start.
    if not weekdays and not any(by_day.values()):
        if frequency in ("MONTHLY", "YEARLY"):
            by_day["BYMONTHDAY"] = frozenset({start.day})
            months = months or frozenset({start.month} if frequency == "YEARLY" else ())
        elif frequency == "WEEKLY":
            weekdays = frozenset({(0, start.weekday())})
    return _Rule(
        frequency=frequency,
        interval=interval,
        months=months,
        by_day=by_day,
        weekdays=weekdays,
        positions=_parse_numbers(parts, "BYSETPOS", _BYSETPOS),
        times_a_day=count_times_a_day(rule),
        week_begins=_parse_weekday(parts.get("WKST", "MO"))[1],
    )


def _parse_numbers(parts: Mapping[str, str], name: str, last: int, first: int | None = None) -> frozenset[int]:
    """Return the numbers of a part, which count from the end where they are negative and `first` is None."""
    numbers = frozenset(int(each) for each in parts.get(name, "").split(",") if each)
    if any(not (1 <= abs(each) <= last if first is None else first <= each <= last) for each in numbers):
        raise ValueError(name)
    return numbers


def _parse_weekday(written: str) -> tuple[int, int]:
    """Return which one of its kind a weekday is, 0 for every one, and which weekday: "2MO" is (2, 0)."""
    which, name = int(written[:-2] or 0), _WEEKDAYS.index(written[-2:])
    if abs(which) > _LAST_WEEK:
        raise ValueError(written)
    return which, name


def _iterate_days(rule: _Rule, start: date) -> Iterator[date]:
    """Yield the days of the periods that the interval leaves, from the beginning of the first one on."""
    before = {"YEARLY": start.timetuple().tm_yday - 1, "MONTHLY": start.day - 1}.get(rule.frequency, 0)
    if rule.frequency == "WEEKLY":
        before = (start.weekday() - rule.week_begins) % 7
    first = max(start.toordinal() - before, 1)
    for number in range(first, min(first + _HORIZON, date.max.toordinal() + 1)):
        day = date.fromordinal(number)
        if rule.interval == 1 or _period_of(rule, day, start) % rule.interval == 0:
            yield day


def _period_of(rule: _Rule, day: date, start: date) -> int:
    """Return in which year, month, week or day since its beginning a rule is."""
    if rule.frequency == "YEARLY":
        return day.year - start.year
    if rule.frequency == "MONTHLY":
        return (day.year - start.year) * 12 + day.month - start.month
    if rule.frequency == "WEEKLY":
        begins = start.toordinal() - (start.weekday() - rule.week_begins) % 7
        return (day.toordinal() - begins) // 7
    return day.toordinal() - start.toordinal()


def _matches(rule: _Rule, day: date) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    wanted = rule.by_day["BYMONTHDAY"]
    if wanted and not {day.day, day.day - _month_length(day) - 1} & wanted:
        return False
    wanted = rule.by_day["BYYEARDAY"]
    of_year = day.timetuple().tm_yday
    if wanted and not {of_year, of_year - _year_length(day) - 1} & wanted:
        return False
    wanted = rule.by_day["BYWEEKNO"]
    # Weeks that begin on another day are numbered otherwise: such a rule is not judged by them.
    if wanted and rule.week_begins == 0 and not _week_numbers(day) & wanted:
        return False
    return _is_weekday(rule, day)


def _is_weekday(rule: _Rule, day: date) -> bool:
    """Return whether it is one of the weekdays; every one and numbered ones limit each other, as dateutil has it."""
    counts = rule.frequency in ("MONTHLY", "YEARLY")
    every = {name for which, name in rule.weekdays if not (which and counts)}
    numbered = {(which, name) for which, name in rule.weekdays if which and counts}
    if every and day.weekday() not in every:
        return False
    if not numbered:
        return True
    in_year = rule.frequency == "YEARLY" and not rule.months
    place, length = (day.timetuple().tm_yday, _year_length(day)) if in_year else (day.day, _month_length(day))
    which = {(place - 1) // 7 + 1, -((length - place) // 7 + 1)}
    return any((each, day.weekday()) in numbered for each in which)


def _week_numbers(day: date) -> set[int]:
    """Return the number of its week, from the beginning and from the end of the year, as far as dateutil counts so."""
    year, week, _ = day.isocalendar()
    if year > day.year:
        return {week}
    from_the_end = -1 if year < day.year else week - date(year, 12, 28).isocalendar().week - 1
    return {week, from_the_end}


def _month_length(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _year_length(day: date) -> int:
    return date(day.year, 12, 31).timetuple().tm_yday
