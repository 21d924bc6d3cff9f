"""Previews of imports, kept for the pages and filters of their tables, as making one takes seconds."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from knowledge.spreadsheets.comparison import PreviewRow
from knowledge.spreadsheets.preview import Preview

_KEPT_FOR = timedelta(minutes=15)
_MOST_KEPT = 4
# Of all that are kept; a row of two thousand is a long one.
MOST_CHARACTERS = 20_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownPreview:
    """The preview of an upload, compared with the knowledge at a revision."""

    preview: Preview
    revision: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kept:
    known: KnownPreview
    since: datetime
    characters: int


class ImportPreviews:
    """Keeps the newest previews for some minutes, by the seals of their uploads, which their own sessions alone have.

    They are there to be read: without the records that their rows would write.
    """

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}

    async def keep(self, seal: str, known: KnownPreview, now: datetime) -> None:
        """Keep a preview in place of an older one of this upload; the oldest others make room."""
        if seal in self._kept and self._kept[seal].known is known:
            return
        kept = await asyncio.to_thread(_shorten, known, now)
        self.forget(seal)
        self._kept[seal] = kept
        self._make_room(now)

    def find(self, seal: str, revision: int, now: datetime) -> KnownPreview | None:
        """Return the preview of an upload; None if it is not kept, or the knowledge has changed since."""
        self._make_room(now)
        kept = self._kept.get(seal)
        return kept.known if kept is not None and kept.known.revision == revision else None

    def forget(self, seal: str) -> None:
        self._kept.pop(seal, None)

    def _make_room(self, now: datetime) -> None:
        for seal in [*self._list_surplus(now)]:
            self.forget(seal)

    def _list_surplus(self, now: datetime) -> Iterator[str]:
        """Yield all but the newest that are within the limits."""
        characters = 0
        for number, (seal, kept) in enumerate(reversed(self._kept.items())):
            is_old = number >= _MOST_KEPT or now - kept.since >= _KEPT_FOR
            if is_old or characters + kept.characters > MOST_CHARACTERS:
                yield seal
            else:
                characters += kept.characters


def _shorten(known: KnownPreview, now: datetime) -> _Kept:
    rows = tuple(replace(row, record=None) if row.record else row for row in known.preview.rows)
    brief = replace(known, preview=replace(known.preview, rows=rows))
    return _Kept(known=brief, since=now, characters=sum(map(_count_characters, rows)))


def _count_characters(row: PreviewRow) -> int:
    changed = sum(len(change.old) + len(change.new) for change in row.changes)
    return len(row.title) + changed + sum(len(fault.value) for fault in row.faults)
