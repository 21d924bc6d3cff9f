"""The contents of a feed, whatever its kind; loads all that reads feeds, which the service itself does without."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from bot.jobs.feeds.appointments import BEGINNING, agenda
from bot.jobs.feeds.articles import articles
from bot.jobs.feeds.encodings import decode
from bot.jobs.feeds.entries import Contents


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
        found = agenda(text, now, zone, remind_before)
        return Contents(
            items=tuple(found.items),
            followed=tuple(found.followed),
            faults=tuple(found.faults),
            series=found.series,
            is_calendar=True,
        )
    return Contents(items=tuple(articles(text, zone, _without_secrets(address))))


def is_calendar(text: str) -> bool:
    return text.lstrip()[: len(BEGINNING)].upper() == BEGINNING


def _without_secrets(address: str) -> str:
    """Return an address without name, password and query, as links are resolved against it."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
