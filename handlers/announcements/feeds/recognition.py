"""Which of a feed's items are known: each known one is found again in one item, the likeliest."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from handlers.core.feed_items import FeedItem, Trace

# A feed that names its items anew does so each time it is read; the next issue of a series comes later.
_RENAMED_WITHIN = timedelta(days=3)


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredItem:
    """An item as it was kept: its number, its marks, and when it last came under other ones (None: not known)."""

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
    traces = [(trace.rank, place, trace) for place, item in enumerate(items) for trace in item.traces]
    for _, place, trace in sorted(traces, key=lambda each: each[:2]):
        item = items[place]
        if item.key in found:
            continue
        free = (one for one in by_mark.get(trace.mark, ()) if one.number not in taken and _is_valid(trace, one, now))
        one = next(free, None)
        if one is not None:
            found[item.key] = one
            taken.add(one.number)
    return found | _find_duplicates(items, by_mark, found)


def _is_valid(trace: Trace, known: StoredItem, now: datetime) -> bool:
    return trace.lasts or known.changed_at is None or now - known.changed_at <= _RENAMED_WITHIN


def _find_duplicates(
    items: Sequence[FeedItem], by_mark: Mapping[str, Sequence[StoredItem]], found: Recognized
) -> Recognized:
    """Return the items that say exactly what another item says which is known."""
    whole = {item.key: next(trace.mark for trace in item.traces if trace.is_whole) for item in items}
    return {key: by_mark[mark][0] for key, mark in whole.items() if key not in found and mark in by_mark}
