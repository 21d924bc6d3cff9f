"""Parsing of feeds of any kind. Imported only by the parser process, as the parsers take much memory."""

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
    # Without a byte order mark, the first characters of XML.
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
_DECLARED_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
# Decoded text is no longer in the declared encoding.
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,300}\?>")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# Text declared as one of these is usually windows-1252.
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
    """Parse a calendar or a feed of articles; `charset` is that of its HTTP header. Raises UnreadableFeed."""
    text = decode(content, charset)
    if is_calendar(text):
        return parse_calendar(text, now, zone, remind_before)
    return Contents(items=tuple(parse_articles(text, zone, _strip_credentials(address))))


def is_calendar(text: str) -> bool:
    return text.lstrip()[: len(CALENDAR_START)].upper() == CALENDAR_START


def _strip_credentials(address: str) -> str:
    """Return an address without user, password and query, as links resolved against it are published."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def decode(content: bytes, charset: str = "") -> str:
    """Return the text of a feed without XML declaration and characters that XML forbids.

    `charset` is that of the HTTP header. Bytes that are invalid in the encoding are decoded as windows-1252.
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
    """Return Python's name of a text encoding, or an empty string if it is unknown."""
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
