"""Articles of an Atom or RSS feed."""

from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import feedparser

from bot.feeds.words import NotUnderstood, address, shortened, title
from bot.rendering.from_html import markdown
from handlers.announcements.items import FeedItem
from handlers.messages import escape

_MOST = 200


def articles(content: bytes) -> list[FeedItem]:
    """The newest of them, each with an id; raises NotUnderstood."""
    found = feedparser.parse(content, sanitize_html=True, resolve_relative_uris=False)
    if not found.get("version") or (found.bozo and not found.entries):
        raise NotUnderstood
    return [*{item.id: item for item in _items(found.entries[:_MOST])}.values()]


def _items(entries: list[Any]) -> Iterator[FeedItem]:
    for entry in entries:
        text = shortened(_text(entry))
        link = address(str(entry.get("link") or ""))
        named = title(str(entry.get("title") or "")) or title(text)
        if named:
            # One without an id is known by what it says.
            id_ = str(entry.get("id") or "") or f"{link} {named}"
            yield FeedItem(id=id_, title=named, text=text, link=link, published_at=_published(entry))


def _text(entry: Any) -> str:
    """The summary, or else the whole."""
    content: Any = entry.get("summary_detail") or next(iter(entry.get("content") or ()), {})
    value = str(content.get("value") or "")
    return markdown(value) if "html" in str(content.get("type")) or "<" in value else escape(value)


def _published(entry: Any) -> datetime | None:
    # Its own `get` would take the one for the other, and warn of that.
    moment = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    try:
        return datetime.fromtimestamp(timegm(moment), UTC) if moment else None
    except (ValueError, OverflowError, OSError):
        return None
