"""All entries in brief, archived ones included, as the database has them: what lists and choices are made from."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.storage.database import Database
from handlers.context.records import StoredRecord
from knowledge.entries import AnyEntry, Centre, Faq, Offer, Topic, Visibility
from knowledge.links import list_links
from knowledge.text import fold

_AT_ONCE = 500


class State(StrEnum):
    """The state of an entry: archived, out of date by its source, due for review, or none of these."""

    ARCHIVED = "archived"
    STALE = "stale"
    DUE = "due"
    REVIEWED = "reviewed"


@dataclass(frozen=True, kw_only=True, slots=True)
class EntrySummary:
    """An entry in brief; `words` is all its text, folded, and `sources` are the names of its sources, folded."""

    id: str
    kind: str
    title: str
    folded_title: str
    topics: tuple[str, ...]
    as_of: str
    review_by: date | None
    valid_until: date | None
    is_outdated: bool
    is_archived: bool
    is_public: bool
    about: str | None
    successor: str | None
    region: str
    area: str
    words: str
    sources: str
    links: tuple[str, ...]
    revision: int
    updated_at: datetime

    def get_state(self, today: date) -> State:
        if self.is_archived:
            return State.ARCHIVED
        if self.is_outdated or (self.valid_until is not None and self.valid_until < today):
            return State.STALE
        return State.DUE if self.review_by is not None and self.review_by < today else State.REVIEWED

    def concerns(self, centre: "EntrySummary") -> bool:
        """Return whether this is the entry of a centre, about it, or rests on what its municipality publishes."""
        return centre.id in (self.id, self.about) or (bool(centre.area) and centre.area in self.sources)


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """Entries by id, and the titles of topics by their slugs, at one revision of the knowledge."""

    revision: int
    entries: Mapping[str, EntrySummary]
    topics: Mapping[str, str]

    def list_in_force(self) -> Sequence[EntrySummary]:
        return [entry for entry in self.entries.values() if not entry.is_archived]

    def find_references(self, id_: str) -> Sequence[EntrySummary]:
        """Return the entries in force that name another one as their subject or successor."""
        return [entry for entry in self.list_in_force() if id_ in (entry.about, entry.successor)]


class CatalogueReader:
    """Keeps the catalogue in step with the database; only what has changed since is read again."""

    def __init__(self) -> None:
        self._catalogue = Catalogue(revision=0, entries={}, topics={})
        self._lock = asyncio.Lock()

    async def read(self, database: Database) -> Catalogue:
        """Return the catalogue at the present revision."""
        async with self._lock:
            async with database.read() as unit:
                revision = await unit.records.revision()
            if revision != self._catalogue.revision:
                async for changed in read_changed(database, self._catalogue.revision):
                    self._catalogue = await asyncio.to_thread(_update, self._catalogue, changed)
            return self._catalogue


async def read_changed(database: Database, since: int) -> AsyncIterator[Sequence[StoredRecord]]:
    """Yield the records that were changed after a revision, some at a time so that nobody waits for long."""
    while True:
        async with database.read() as unit:
            readers = await unit.records.list_changed(since, _AT_ONCE)
        if not readers:
            return
        changed = await asyncio.to_thread(lambda some: [read() for read in some], readers)
        since = changed[-1].revision
        yield changed


def _update(known: Catalogue, changed: Sequence[StoredRecord]) -> Catalogue:
    entries, topics = dict(known.entries), dict(known.topics)
    for stored in changed:
        if isinstance(stored.record, Centre | Offer | Faq):
            entries[stored.record.id] = _summarise(stored.record, stored)
        elif isinstance(stored.record, Topic) and stored.archived_at is None:
            topics[stored.record.slug] = stored.record.title
        elif isinstance(stored.record, Topic):
            topics.pop(stored.record.slug, None)
    by_title = sorted(topics.items(), key=lambda topic: fold(topic[1]))
    return Catalogue(revision=changed[-1].revision, entries=entries, topics=dict(by_title))


def _summarise(entry: AnyEntry, stored: StoredRecord) -> EntrySummary:
    centre = entry if isinstance(entry, Centre) else None
    parts = (entry.title, entry.title_en or "", entry.text, *entry.synonyms, *entry.phrasings, *entry.keywords)
    places = (centre.area, centre.seat, *centre.municipalities) if centre else ()
    return EntrySummary(
        id=entry.id,
        kind=entry.kind,
        title=entry.title,
        folded_title=fold(entry.title),
        topics=entry.topics,
        as_of=entry.as_of,
        review_by=entry.review_by,
        valid_until=entry.valid_until,
        is_outdated=entry.successor is not None or (centre is not None and centre.contact.stale),
        is_archived=stored.archived_at is not None,
        is_public=entry.visibility is Visibility.PUBLIC,
        about=entry.about if isinstance(entry, Faq) else None,
        successor=entry.successor,
        region=centre.regierungsbezirk if centre else "",
        area=fold(centre.area) if centre else "",
        words=fold("\n".join((entry.id, *parts, *places))),
        sources=fold("\n".join(source.name for source in (entry.source, *entry.further_sources))),
        links=list_links(entry),
        revision=stored.revision,
        updated_at=stored.updated_at,
    )
