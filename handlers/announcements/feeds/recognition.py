"""Recognition of items that were read before: each known one is matched with the most likely item."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from handlers.core.feed_items import FeedItem, Fingerprint

# A feed that names its items anew does so each time it is read; the next issue of a series comes later.
_RENAMED_WITHIN = timedelta(days=3)


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredItem:
    """A known item with its marks, and when these last changed (None: unknown)."""

    number: int
    marks: frozenset[str]
    changed_at: datetime | None = None


Recognized: TypeAlias = dict[str, StoredItem]


def recognize(items: Sequence[FeedItem], known: Collection[StoredItem], now: datetime) -> Recognized:
    """Return which of `items`, by key, are known as which."""
    by_mark: dict[str, list[StoredItem]] = {}
    for each in sorted(known, key=lambda one: one.number, reverse=True):
        for mark in each.marks:
            by_mark.setdefault(mark, []).append(each)
    found: Recognized = {}
    taken: set[int] = set()
    traces = [(trace.rank, place, trace) for place, item in enumerate(items) for trace in item.fingerprints]
    for _, place, trace in sorted(traces, key=lambda each: each[:2]):
        item = items[place]
        if item.key in found:
            continue
        free = (one for one in by_mark.get(trace.value, ()) if one.number not in taken and _is_valid(trace, one, now))
        one = next(free, None)
        if one is not None:
            found[item.key] = one
            taken.add(one.number)
    return found | _find_duplicates(items, by_mark, found)


def _is_valid(trace: Fingerprint, known: StoredItem, now: datetime) -> bool:
    return trace.is_permanent or known.changed_at is None or now - known.changed_at <= _RENAMED_WITHIN


def _find_duplicates(
    items: Sequence[FeedItem], by_mark: Mapping[str, Sequence[StoredItem]], found: Recognized
) -> Recognized:
    """Return the items that say exactly what another item says which is known."""
    whole = {item.key: next(trace.value for trace in item.fingerprints if trace.is_complete) for item in items}
    return {key: by_mark[mark][0] for key, mark in whole.items() if key not in found and mark in by_mark}
