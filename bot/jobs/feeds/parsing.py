"""The contents of a feed, whatever its kind; loads all that reads feeds, which the service itself does without."""

import codecs
import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from bot.jobs.feeds.appointments import CALENDAR_START, parse_calendar
from bot.jobs.feeds.articles import parse_articles
from bot.jobs.feeds.contents import Contents

_SIGNATURES = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    # Without a mark the first letter of an XML file tells.
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
_DECLARED_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
# In the text the declaration is not true any more.
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,300}\?>")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# What is called by these names is windows-1252 in truth.
_WESTERN = frozenset({"iso8859-1", "ascii", "cp1252"})
_LENIENT = "lotse.western"


def parse_feed(
    content: bytes,
    now: datetime,
    zone: ZoneInfo,
    remind_before: timedelta | None,
    *,
    address: str = "",
    charset: str = "",
) -> Contents:
    """Return what a feed of any kind tells; `charset` is that of its HTTP header. Raises NotUnderstood."""
    text = decode(content, charset)
    if is_calendar(text):
        found = parse_calendar(text, now, zone, remind_before)
        return Contents(
            items=tuple(found.items),
            followed=tuple(found.followed),
            faults=tuple(found.faults),
            series=found.series,
            is_calendar=True,
        )
    return Contents(items=tuple(parse_articles(text, zone, _strip_credentials(address))))


def is_calendar(text: str) -> bool:
    return text.lstrip()[: len(CALENDAR_START)].upper() == CALENDAR_START


def _strip_credentials(address: str) -> str:
    """Return an address without name, password and query, as links are resolved against it."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def decode(content: bytes, charset: str = "") -> str:
    """Return the text of a feed, without its declaration and what may not stand in XML.

    `charset` is that of the HTTP header. Bytes that are wrong where they stand are read as windows-1252.
    """
    text = _decode(content, charset)
    return _FORBIDDEN.sub("", _DECLARATION.sub("", text.removeprefix("\ufeff")))


def _decode(content: bytes, charset: str) -> str:
    for mark, name in _SIGNATURES:
        if content.startswith(mark):
            return content.decode(name, "replace" if name != "utf-8" else _LENIENT)
    found = _DECLARED_ENCODING.match(content)
    declared = _normalize_encoding(found[1].decode("ascii", "replace") if found else "")
    for name in ("utf-8", declared, _normalize_encoding(charset)):
        if name and name not in _WESTERN:
            try:
                return content.decode(name)
            except UnicodeError:
                continue
    if declared in _WESTERN or (not declared and _normalize_encoding(charset) in _WESTERN):
        return content.decode("ascii", _LENIENT)
    return content.decode("utf-8", _LENIENT)


def _normalize_encoding(name: str) -> str:
    """Return Python's name of an encoding of text, or nothing."""
    try:
        info = codecs.lookup(name)
        "".encode(info.name)
    except (LookupError, ValueError):
        return ""
    return info.name


def _decode_as_western(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in wrong), error.end


codecs.register_error(_LENIENT, _decode_as_western)
