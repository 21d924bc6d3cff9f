"""Articles of an Atom or RSS feed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import feedparser

from bot import rendering
from bot.jobs.feeds.dates import published
from bot.jobs.feeds.excerpts import NotUnderstood, address, formed, title
from bot.jobs.feeds.html_cleaning import resolve
from handlers.core.feed_items import FeedItem

_MOST = 200
# Placeholders that sites use instead of an id.
_NO_IDS = frozenset({"", "0", "1", "-", "n/a", "na", "none", "null", "nil", "undefined", "guid", "id", "false", "true"})


def articles(text: str, zone: ZoneInfo, base: str = "") -> list[FeedItem]:
    """Return the newest of them, the oldest first; `base` is the feed's own address. Raises NotUnderstood."""
    # Text by itself could be taken for an address or the path of a file.
    found = feedparser.parse(BytesIO(text.encode()), sanitize_html=False, resolve_relative_uris=False)
    if not found.get("version") or (found.bozo and not found.entries):
        raise NotUnderstood
    newest = _in_order([(published(entry, zone), entry) for entry in found.entries])[-_MOST:]
    base = _base(found, base)
    items = [item for placed_at, entry in newest for item in _items(entry, placed_at, zone, base)]
    return [*{item.content_digest: item for item in _told_apart(items)}.values()]


def _in_order(dated: Sequence[tuple[datetime | None, Any]]) -> list[tuple[datetime | None, Any]]:
    """Return the entries, the oldest first, each with its date; one without has that of its older neighbour."""
    dates = [date for date, _ in dated if date is not None]
    rising = sum((later > earlier) - (later < earlier) for earlier, later in pairwise(dates))
    # Feeds tell the newest first, if their dates do not say otherwise.
    ordered = [*dated] if rising > 0 else [*reversed(dated)]
    last = dates[0 if rising > 0 else -1] if dates else None
    placed = []
    for date, entry in ordered:
        last = date or last
        placed.append((last, entry))
    return sorted(placed, key=lambda each: each[0].timestamp() if each[0] else 0)


def _base(found: Any, base: str) -> str:
    """Return the base address of links: in RSS the site's if it is given, else the feed's own."""
    site = str(found.feed.get("link") or "") if str(found.version).startswith("rss") else ""
    return resolve(site, base) or base


def _items(entry: Any, placed_at: datetime | None, zone: ZoneInfo, base: str) -> Iterator[FeedItem]:
    text = next(filter(None, (_form(each, base) for each in _contents(entry))), "")
    own_id, link = str(entry.get("id") or ""), str(entry.get("link") or "")
    # An id that stands for the address is one only if it is whole.
    link = address(link, base if entry.get("links") else "")
    named = title(str(entry.get("title") or "")) or title(rendering.render_plain(text))
    if named:
        # An item without an id is recognised by its content.
        id_ = own_id or f"{link} {named}"
        yield FeedItem(
            id=id_, title=named, text=text, link=link, published_at=published(entry, zone), placed_at=placed_at
        )


def _contents(entry: Any) -> Iterator[Any]:
    """Yield the summary, then the whole."""
    if entry.get("summary_detail"):
        yield entry["summary_detail"]
    yield from entry.get("content") or ()


def _form(content: Any, base: str) -> str:
    value, kind = str(content.get("value") or ""), str(content.get("type"))
    return formed(value, resolve(str(content.get("base") or ""), base) or base, may_be_html="html" in kind)


def _told_apart(items: Sequence[FeedItem]) -> Iterator[FeedItem]:
    """Yield the items with a note on ids and links that several have, or that tell nothing."""
    said = {(item.id, item.link, item.title) for item in items}
    ids, links = Counter(id_ for id_, _, _ in said), Counter(link for _, link, _ in said)
    for item in items:
        yield replace(
            item,
            has_shared_id=ids[item.id] > 1 or item.id.strip().lower() in _NO_IDS,
            has_shared_link=links[item.link] > 1 or urlsplit(item.link).path in ("", "/"),
        )
