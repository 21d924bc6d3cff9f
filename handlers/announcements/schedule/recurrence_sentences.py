"""Translation of sentences ("jeden ersten Dienstag im Monat") to rules of RFC 5545."""

import re
from collections.abc import Callable, Mapping

from handlers.core.clock_times import MONTHS, NUMBER, WEEKDAYS, join_alternatives, parse_number_word

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKING_DAYS = ",".join(CODES[:5])
_ORDINALS = {
    **dict.fromkeys(("ersten", "erster", "erste", "1.", "first", "1st"), 1),
    **dict.fromkeys(("zweiten", "zweiter", "zweite", "2.", "second", "2nd"), 2),
    **dict.fromkeys(("dritten", "dritter", "dritte", "3.", "third", "3rd"), 3),
    **dict.fromkeys(("vierten", "vierter", "vierte", "4.", "fourth", "4th"), 4),
    **dict.fromkeys(("letzten", "letzter", "letzte", "last"), -1),
}
_Parts = Mapping[str, str | None]


class AmbiguousError(Exception):
    """A sentence with two meanings: "jeden zweiten Montag" is every other week, or once a month."""


def parse_sentence(sentence: str) -> str | None:
    """Return the RRULE that a casefolded sentence without its hour means; None if it is none.

    Raises AmbiguousError.
    """
    found = ((form.fullmatch(sentence), rule) for form, rule in _FORMS)
    return next((rule(match.groupdict()) for match, rule in found if match), None)


def _hourly(parts: _Parts) -> str:
    return f"FREQ=HOURLY{_interval(parts)};BYMINUTE=0"


def _minutely(parts: _Parts) -> str:
    return f"FREQ=MINUTELY{_interval(parts)}"


def _daily(parts: _Parts) -> str:
    return f"FREQ=DAILY{_interval(parts)}"


def _on_working_days(_: _Parts) -> str:
    return f"FREQ=WEEKLY;BYDAY={WORKING_DAYS}"


def _weekly(parts: _Parts) -> str:
    return f"FREQ=WEEKLY{_interval(parts)};BYDAY={_codes(parts['days'] or '')}"


def _fortnightly(parts: _Parts) -> str:
    return f"FREQ=WEEKLY;INTERVAL=2;BYDAY={_codes(parts['days'] or '')}"


def _on_date(parts: _Parts) -> str:
    return f"FREQ=MONTHLY{_interval(parts)};BYMONTHDAY={int(parts['date'] or 0)}"


def _on_nth_day(parts: _Parts) -> str:
    ordinal = _ORDINALS[parts["ordinal"] or ""]
    if parts["day"]:
        return f"FREQ=MONTHLY;BYDAY={ordinal:+d}{_codes(parts['day'])}"
    if parts["working"]:
        return f"FREQ=MONTHLY;BYDAY={WORKING_DAYS};BYSETPOS={ordinal}"
    return f"FREQ=MONTHLY;BYMONTHDAY={ordinal}"


def _on_every_nth_day(parts: _Parts) -> str:
    if _ORDINALS[parts["ordinal"] or ""] not in (1, -1):
        raise AmbiguousError
    return _on_nth_day(parts)


def _yearly(parts: _Parts) -> str:
    month = MONTHS[parts["named"]] if parts["named"] else int(parts["month"] or 0)
    return f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={int(parts['date'] or 0)}"


def _interval(parts: _Parts) -> str:
    number = parts.get("number") or "1"
    every = 2 if number in ("other", "zweiten") else parse_number_word(number)
    return f";INTERVAL={every}" if every != 1 else ""


def _codes(days: str) -> str:
    """Return the codes of weekdays; "Mo bis Mi" are all from the one to the other."""
    found: list[int] = []
    is_span = False
    for word in re.findall(r"\w+|[-–]", days):
        number = WEEKDAYS.get(word, WEEKDAYS.get(word.removesuffix("s")))
        if number is None:
            is_span = word in _TO
            continue
        first = found[-1] + 1 if is_span else number
        found += [day % 7 for day in range(first, first + (number - first) % 7 + 1)]
        is_span = False
    return ",".join(CODES[day] for day in dict.fromkeys(found))


_TO = ("bis", "to", "-", "–")
_DAY = rf"(?:{join_alternatives(WEEKDAYS)})"
_LIST = r"(?:\s*,\s*(?:und\s+|and\s+)?|\s*[-–&+/]\s*|\s+(?:und|and|bis|to|sowie)\s+)"
_DAYS = rf"(?P<days>{_DAY}s?\.?(?:{_LIST}(?:jeden\s+)?{_DAY}s?\.?)*)"
_PLURALS = rf"(?P<days>{_DAY}s(?:{_LIST}{_DAY}s)*)"
_ON = r"(?:am\s+|an\s+|on\s+|the\s+|on\s+the\s+|den\s+|dem\s+|zum\s+)?"
_EVERY = r"(?:(?:an\s+|am\s+)?jede[nmrs]?|every|each)"
_N = rf"(?P<number>{NUMBER}|other)"
_ORDINAL = rf"(?P<ordinal>{join_alternatives(_ORDINALS)})"
_NTH = rf"{_ORDINAL}\s+(?:(?P<day>{_DAY})|(?P<working>werktag|working\s+day|weekday)|(?:kalender)?tag|day)"
_MONTHLY = (
    r"(?:(?:im|des|eines|pro|in\s+jedem|jeden|jedes)\s+monat(?:e?s)?|(?:(?:of|in)\s+)?(?:the|every|each|a)\s+month)"
)
_EVERY_MONTH = r"(?:jeden\s+monat|monatlich|every\s+month|monthly)"
_DATE = r"(?P<date>[12]?\d|3[01])(?:\.|st|nd|rd|th)?"
_MONTH = rf"(?:(?P<month>1[0-2]|0?\d)\.|(?P<named>{join_alternatives(MONTHS)})\.?)"
# What is said, without its hour, and the rule of it; the first that fits counts.
_FORMS: tuple[tuple[re.Pattern[str], Callable[[_Parts], str]], ...] = tuple(
    (re.compile(form), rule)
    for form, rule in (
        (rf"{_EVERY}\s+(?:volle\s+)?stunde|stündlich|stuendlich|hourly|every\s+hour", _hourly),
        (rf"(?:alle|every)\s+{_N}\s+(?:stunden|hours?)", _hourly),
        (r"jede\s+minute|minütlich|every\s+minute", _minutely),
        (rf"(?:alle|every)\s+{_N}\s+(?:minuten|minutes|min)\.?", _minutely),
        (rf"täglich|taeglich|{_EVERY}\s+tag|daily|{_EVERY}\s+day", _daily),
        (rf"(?:alle|every)\s+{_N}\s+(?:tage|days?)", _daily),
        (r"jeden\s+(?P<number>zweiten)\s+tag", _daily),
        (rf"werktags|{_EVERY}\s+(?:werktag|weekday|working\s+day)|an\s+werktagen|on\s+weekdays", _on_working_days),
        (rf"(?:alle|every)\s+{_N}\s+(?:wochen|weeks?),?\s+{_ON}{_DAYS}", _weekly),
        (rf"(?:alle\s+(?:14|vierzehn)\s+tage|14-tägig|vierzehntägig|fortnightly),?\s+{_ON}{_DAYS}", _fortnightly),
        (rf"every\s+{_N}\s+{_DAYS}", _weekly),
        (rf"(?:{_EVERY}\s+(?:woche|week)|wöchentlich|woechentlich|weekly),?\s+{_ON}{_DAYS}", _weekly),
        (rf"{_EVERY}\s+{_DAYS}", _weekly),
        (rf"{_ON}{_PLURALS}", _weekly),
        (rf"(?:{_EVERY}\s+|{_EVERY_MONTH},?\s+)?{_ON}{_NTH}\s+{_MONTHLY}", _on_nth_day),
        (rf"{_EVERY_MONTH},?\s+{_ON}{_NTH}", _on_nth_day),
        (rf"{_EVERY}\s+{_NTH}", _on_every_nth_day),
        (rf"{_EVERY_MONTH},?\s+{_ON}{_DATE}", _on_date),
        (rf"(?:{_EVERY}\s+)?{_ON}{_DATE}\s+{_MONTHLY}", _on_date),
        (rf"(?:alle|every)\s+{_N}\s+(?:monate|months?),?\s+{_ON}{_DATE}", _on_date),
        (rf"(?:jedes\s+jahr|jährlich|jaehrlich|every\s+year|yearly),?\s+{_ON}{_DATE}\s*(?:of\s+)?{_MONTH}", _yearly),
        (rf"{_EVERY}\s+{_DATE}\s*{_MONTH}", _yearly),
    )
)
