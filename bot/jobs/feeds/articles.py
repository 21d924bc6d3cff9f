"""Articles of an Atom or RSS feed."""

import re
from calendar import timegm
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from io import BytesIO
from itertools import pairwise
from time import struct_time
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import feedparser

from bot import rendering
from bot.jobs.feeds.contents import UnreadableFeed
from bot.jobs.feeds.excerpts import clean_link, clean_title, render_excerpt
from bot.jobs.feeds.html_cleaning import resolve_link
from handlers.core.feed_items import FeedItem

_DATE_FIELDS = ("published", "updated", "created")
_MONTHS = ("jan", "feb", "m[äa]e?r|mrz", "apr", "mai|may", "jun", "jul", "aug", "sep", "o[kc]t", "nov", "de[zc]")
_MONTH_PATTERN = "|".join(f"(?P<m{number}>(?:{names})[a-z]*)" for number, names in enumerate(_MONTHS, 1))
_ZONES = {"z": 0, "gmt": 0, "utc": 0, "ut": 0, "mez": 60, "cet": 60, "mesz": 120, "cest": 120}
# As in “Di, 01. Dez. 2026, 9:00 Uhr” and “01.12.2026 09:00 +0100”.
_DATE = re.compile(
    rf"""(?:[a-zäöü]+\.?,?\s+)?(?:den\s+)?(?P<day>\d{{1,2}})(?:\.?[\s-]*(?:{_MONTH_PATTERN})\.?[\s-]*|\.\s*(?P<month>\d{{1,2}})\.\s*)
    (?P<year>\d{{4}}|\d\d)\b
    (?:[\s,-]*(?:um\s+)?(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d))?|(?=\s*uhr))(?:\s*uhr)?)?
    \s*(?P<zone>[+-]\d\d:?\d\d|{"|".join(_ZONES)})?""",
    re.IGNORECASE | re.VERBOSE,
)
# There were no feeds before: such a date is a placeholder.
_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
_MAX_ITEMS = 200
# Placeholders of sites that have no ids.
_PLACEHOLDER_IDS = frozenset(
    {"", "0", "1", "-", "n/a", "na", "none", "null", "nil", "undefined", "guid", "id", "false", "true"}
)


def parse_articles(text: str, zone: ZoneInfo, base: str = "") -> list[FeedItem]:
    """Return the newest articles, the oldest first; `base` is the feed's own address. Raises UnreadableFeed."""
    # feedparser takes a string for an address or a path.
    found = feedparser.parse(BytesIO(text.encode()), sanitize_html=False, resolve_relative_uris=False)
    if not found.get("version") or (found.bozo and not found.entries):
        raise UnreadableFeed
    newest = _sort_by_date([(find_publication_time(entry, zone), entry) for entry in found.entries])[-_MAX_ITEMS:]
    base = _find_base(found, base)
    items = [item for placed_at, entry in newest for item in _create_items(entry, placed_at, zone, base)]
    return [*{item.content_digest: item for item in _mark_shared(items)}.values()]


def _find_base(found: Any, base: str) -> str:
    """Return the base address of links: in RSS the site's address if there is one, else the feed's own."""
    site = str(found.feed.get("link") or "") if str(found.version).startswith("rss") else ""
    return resolve_link(site, base) or base


def _sort_by_date(dated: Sequence[tuple[datetime | None, Any]]) -> list[tuple[datetime | None, Any]]:
    """Return the entries, the oldest first, each with its date or else that of its older neighbour."""
    dates = [each for each, _ in dated if each is not None]
    rising = sum((later > earlier) - (later < earlier) for earlier, later in pairwise(dates))
    # Feeds list the newest first, unless their dates show otherwise.
    ordered = [*dated] if rising > 0 else [*reversed(dated)]
    last = dates[0 if rising > 0 else -1] if dates else None
    placed = []
    for published_at, entry in ordered:
        last = published_at or last
        placed.append((last, entry))
    return sorted(placed, key=lambda each: each[0].timestamp() if each[0] else 0)


def _create_items(entry: Any, placed_at: datetime | None, zone: ZoneInfo, base: str) -> Iterator[FeedItem]:
    text = next(filter(None, (_render_content(each, base) for each in _list_contents(entry))), "")
    own_id, link = str(entry.get("id") or ""), str(entry.get("link") or "")
    # feedparser uses the id as a link; only a whole address is one.
    link = clean_link(link, base if entry.get("links") else "")
    named = clean_title(str(entry.get("title") or "")) or clean_title(rendering.render_plain(text))
    if named:
        id_ = own_id or f"{link} {named}"
        yield FeedItem(
            id=id_,
            title=named,
            text=text,
            link=link,
            published_at=find_publication_time(entry, zone),
            placed_at=placed_at,
        )


def _list_contents(entry: Any) -> Iterator[Any]:
    """Yield the summary, then the full content."""
    if entry.get("summary_detail"):
        yield entry["summary_detail"]
    yield from entry.get("content") or ()


def _render_content(content: Any, base: str) -> str:
    value, kind = str(content.get("value") or ""), str(content.get("type"))
    return render_excerpt(value, resolve_link(str(content.get("base") or ""), base) or base, may_be_html="html" in kind)


def _mark_shared(items: Sequence[FeedItem]) -> Iterator[FeedItem]:
    """Yield the items, marking ids and links that several share or that identify nothing."""
    distinct = {(item.id, item.link, item.title) for item in items}
    ids, links = Counter(id_ for id_, _, _ in distinct), Counter(link for _, link, _ in distinct)
    for item in items:
        yield replace(
            item,
            has_shared_id=ids[item.id] > 1 or item.id.strip().lower() in _PLACEHOLDER_IDS,
            has_shared_link=links[item.link] > 1 or urlsplit(item.link).path in ("", "/"),
        )


def find_publication_time(entry: Any, zone: ZoneInfo) -> datetime | None:
    """Return when an entry of feedparser was published, or else updated; None if unknown."""
    for name in _DATE_FIELDS:
        # feedparser's own `get` substitutes one of these fields for another and warns.
        found = parse_date(str(dict.get(entry, name) or ""), zone) or _to_datetime(dict.get(entry, f"{name}_parsed"))
        if found is not None and found >= _EARLIEST:
            return found
    return None


def parse_date(text: str, zone: ZoneInfo) -> datetime | None:
    """Parse a date with a German or English month, in `zone` unless it names another; None if it is no date."""
    found = _DATE.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    try:
        day = date(_parse_year(found["year"]), _parse_month(found), int(found["day"]))
        clock = time(int(found["hour"] or 0), int(found["minute"] or 0), min(int(found["second"] or 0), 59))
        return datetime.combine(day, clock, _parse_zone(found["zone"], zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _parse_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _parse_month(found: re.Match[str]) -> int:
    return int(found["month"] or next(number for number in range(1, 13) if found[f"m{number}"]))


def _parse_zone(name: str | None, zone: ZoneInfo) -> tzinfo:
    if not name:
        return zone
    if name.lower() in _ZONES:
        return timezone(timedelta(minutes=_ZONES[name.lower()]))
    minutes = int(name[1:3]) * 60 + int(name[-2:])
    return timezone(timedelta(minutes=-minutes if name[0] == "-" else minutes))


def _to_datetime(moment: struct_time | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(moment), UTC) if moment else None
    except (ValueError, OverflowError, OSError):
        return None
