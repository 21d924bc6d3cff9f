"""Times of day, weekdays and months as people write them in German and English."""

import re
from collections.abc import Mapping
from datetime import time


def _by_name(*names: tuple[str, ...], first: int = 0) -> Mapping[str, int]:
    return {name: number for number, each in enumerate(names, first) for name in each}


def join_alternatives(names: Mapping[str, int]) -> str:
    """Return a pattern that matches each of these names, the longest first."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


WEEKDAYS = _by_name(
    ("montag", "mo", "monday", "mon"),
    ("dienstag", "di", "tuesday", "tues", "tue", "tu"),
    ("mittwoch", "mi", "wednesday", "wed", "we"),
    ("donnerstag", "do", "thursday", "thurs", "thur", "thu", "th"),
    ("freitag", "fr", "friday", "fri"),
    ("samstag", "sonnabend", "sa", "saturday", "sat"),
    ("sonntag", "so", "sunday", "sun", "su"),
)
MONTHS = _by_name(
    ("januar", "jänner", "january", "jan"),
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
    first=1,
)
_NUMBERS = _by_name(
    ("ein", "eine", "einem", "einen", "einer", "a", "an", "one"),
    ("zwei", "two"),
    ("drei", "three"),
    ("vier", "four"),
    ("fünf", "fuenf", "five"),
    ("sechs", "six"),
    ("sieben", "seven"),
    ("acht", "eight"),
    ("neun", "nine"),
    ("zehn", "ten"),
    ("elf", "eleven"),
    ("zwölf", "zwoelf", "twelve"),
    first=1,
)
NUMBER = rf"\d{{1,4}}|{join_alternatives(_NUMBERS)}"
# The hour of a part of the day that is named alone.
_PARTS = {
    **dict.fromkeys(("früh", "frueh", "morgens", "in der früh", "morning", "in the morning"), 8),
    **dict.fromkeys(("vormittag", "vormittags", "am vormittag"), 10),
    **dict.fromkeys(("mittag", "mittags", "am mittag", "noon", "at noon"), 12),
    **dict.fromkeys(("nachmittag", "nachmittags", "am nachmittag", "afternoon", "in the afternoon"), 15),
    **dict.fromkeys(("abend", "abends", "am abend", "evening", "in the evening"), 18),
}
_PART = join_alternatives(_PARTS)
# By the hour of a part of the day, the last hour on a twelve-hour clock that it puts after noon.
_LAST_SHIFTED = {12: 6, 15: 11, 18: 11}
_SPOKEN = {
    **dict.fromkeys(("halb",), -30),
    **dict.fromkeys(("viertel vor", "quarter to"), -15),
    **dict.fromkeys(("viertel nach", "quarter past"), 15),
    **dict.fromkeys(("half past",), 30),
}
_HOUR = (
    rf"(?:um\s+|at\s+|gegen\s+)?(?:(?P<spoken>{join_alternatives(_SPOKEN)})\s+)?"
    r"(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))?"
)
_UNIT = r"(?:\s*(?:(?P<half>[ap])\.?m\.?|uhr(?:\s*(?P<after>[0-5]\d))?|h|o.clock))"
_AT_THE_END = re.compile(
    rf"(?:^|(?<=[\s,])|(?<=\d)t)(?:(?:(?P<before>{_PART}),?\s+)?{_HOUR}{_UNIT}?(?:\s+(?P<behind>{_PART}))?"
    rf"|(?P<only>{_PART}))$"
)
_AT_THE_BEGINNING = re.compile(rf"{_HOUR}{_UNIT}(?:\s+(?P<behind>{_PART}))?(?:,\s*|\s+)(?P<rest>.*)")


class ClockError(Exception):
    """The time of day does not exist."""


def parse_number_word(name: str) -> int:
    """Return the number that a word or digits name (see NUMBER)."""
    return int(name) if name.isdecimal() else _NUMBERS[name]


def split_clock(text: str) -> tuple[str, time | None]:
    """Return what stands beside the time of day at the end or the beginning of a casefolded text, and that time.

    The time is None where there is none. Raises ClockError if it does not exist.
    """
    found = _AT_THE_END.search(text)
    if found is not None:
        return text[: found.start()].rstrip(" ,"), _clock(found.groupdict())
    found = _AT_THE_BEGINNING.fullmatch(text)
    return (text, None) if found is None else (found["rest"], _clock(found.groupdict()))


def _clock(parts: Mapping[str, str | None]) -> time:
    if parts.get("only"):
        return time(_PARTS[parts["only"] or ""])
    hour, minute = int(parts["hour"] or 0), parts["minute"] or parts["after"]
    part, half, spoken = parts.get("before") or parts.get("behind"), parts["half"], parts["spoken"]
    if (parts["minute"] and parts["after"]) or (spoken and minute) or (half and not 1 <= hour <= 12):
        raise ClockError
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif part and hour <= _LAST_SHIFTED.get(_PARTS[part], 0):
        hour += 12
    at = hour * 60 + int(minute or 0) + (_SPOKEN[spoken] if spoken else 0)
    if not 0 <= at < 24 * 60 or hour == 24:
        raise ClockError
    return time(*divmod(at, 60))
