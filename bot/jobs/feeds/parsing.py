"""The contents of a feed, whatever its kind; loads all that reads feeds, which the service itself does without."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from bot.jobs.feeds.appointments import CALENDAR_START, parse_calendar
from bot.jobs.feeds.articles import parse_articles
from bot.jobs.feeds.contents import Contents
from bot.jobs.feeds.encodings import decode


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
