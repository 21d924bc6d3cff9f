"""What a feed of any kind tells."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from bot.feeds.appointments import BEGINNING, appointments
from bot.feeds.articles import articles
from bot.feeds.encodings import decode
from handlers.announcements.items import FeedItem


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """All that a feed tells."""

    items: tuple[FeedItem, ...] = ()


def contents_of(
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
        return Contents(items=tuple(appointments(text, now, zone, remind_before)))
    return Contents(items=tuple(articles(text, zone, _without_secrets(address))))


def is_calendar(text: str) -> bool:
    return text.lstrip()[: len(BEGINNING)].upper() == BEGINNING


def _without_secrets(address: str) -> str:
    """Return an address without name, password and query, as links are resolved against it."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
