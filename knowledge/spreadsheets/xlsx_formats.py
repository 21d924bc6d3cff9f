"""Number formats of XLSX: which numbers are dates, and how a number is shown."""

import math
import re
from datetime import datetime, timedelta
from functools import lru_cache

# Formats that every file may use without defining them (ECMA-376, part 1, 18.8.30).
_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_NOT_CODES = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_DATE_LETTERS = re.compile(r"[dmyhs]", re.IGNORECASE)
_MAX_CODE = 255
_PADDED = re.compile(r"0{2,20}")
_DAY_ZERO, _DAY_ZERO_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001
_MAX_WHOLE = 1e15


@lru_cache(maxsize=256)
def is_date_format(number: int, code: str | None) -> bool:
    """Return whether a format, by its number and its code if the file defines one, shows a date or a time."""
    if code is None:
        return number in _DATES
    code = code[:_MAX_CODE]
    return bool(_DATE_LETTERS.search(_NOT_CODES.sub("", code))) and code.casefold() not in ("general", "standard")


def format_number(raw: str, code: str | None) -> str:
    """Return a number as people see it: whole without decimals, padded with zeros where its format pads."""
    try:
        value = float(raw)
    except ValueError:
        return raw
    if not math.isfinite(value) or not value.is_integer() or abs(value) >= _MAX_WHOLE:
        return raw
    whole = str(int(value))
    return whole.zfill(len(code)) if code and len(code) < _MAX_CODE and _PADDED.fullmatch(code) else whole


def format_date(raw: str, *, from_1904: bool) -> str:
    """Return a count of days as an ISO date, with the time if there is one; the bare number if it is no date."""
    try:
        moment = (_DAY_ZERO_1904 if from_1904 else _DAY_ZERO) + timedelta(seconds=round(float(raw) * 86_400))
    except (ValueError, OverflowError):
        return raw
    if moment < (_DAY_ZERO_1904 if from_1904 else _DAY_ZERO) + timedelta(days=1):
        return moment.strftime("%H:%M")
    return moment.date().isoformat() if moment.time() == moment.min.time() else moment.isoformat(" ", "minutes")
