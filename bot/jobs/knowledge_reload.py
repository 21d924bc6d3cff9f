"""The search index over the current knowledge, updated when this or another process has changed it."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.storage.adapters.knowledge import DatabaseKnowledge
from bot.storage.knowledge.bundle_cache import load_shipped
from handlers.context.records import StoredRecord
from handlers.curation.model.freshness import read_values
from knowledge.entries import Centre, Faq, Knowledge, Offer, Visibility
from knowledge.search import Search

# Indexing more changed records than this one by one would take as long as indexing all.
_MAX_CHANGED = 200

log = logging.getLogger(__name__)


class KnowledgeIndex:
    """Holds the index that answers come from; `is_failing` is set while an update fails."""

    def __init__(self, store: DatabaseKnowledge, search: Search, revision: int) -> None:
        self._store = store
        self._search = search
        self._revision = revision
        self.is_failing = False

    @classmethod
    async def open(cls, store: DatabaseKnowledge, at: datetime, similar: Search | None = None) -> "KnowledgeIndex":
        """Index the knowledge of the database; an empty one is seeded with the bundle first.

        `similar` is an index of much the same knowledge, which spares reading again what both hold.
        """
        if not await store.revision():
            await store.seed(await asyncio.to_thread(load_shipped), at)
        revision = await store.revision()
        return cls(store, await _build_index(store, similar), revision)

    def search(self) -> Search:
        return self._search

    async def reload_if_changed(self) -> None:
        """Make a new index beside the old one and swap them, if the knowledge has changed."""
        revision = await self._store.revision()
        if revision == self._revision:
            return
        try:
            self._search = await self._update(revision)
        except Exception:
            self.is_failing = True
            raise
        self._revision, self.is_failing = revision, False
        log.info("Knowledge is now at revision %d", revision)

    async def _update(self, revision: int) -> Search:
        """Return the index of the knowledge in force, from the present one if few records have changed."""
        newer = revision > self._revision
        changed = await self._store.list_changed(self._revision, _MAX_CHANGED + 1) if newer else ()
        if not 0 < len(changed) <= _MAX_CHANGED:
            return await _build_index(self._store)
        return await asyncio.to_thread(_apply, self._search, changed)


def _apply(search: Search, changed: Sequence[Callable[[], StoredRecord]]) -> Search:
    """Return the index with changed records, and without those that were archived."""
    stored = [read() for read in changed]
    knowledge = search.knowledge.with_records(
        [each.record for each in stored if each.archived_at is None],
        [each.record.id for each in stored if each.archived_at is not None],
    )
    read_values(each.record for each in stored if isinstance(each.record, Centre | Offer | Faq))
    return _prepare(search.update(replace(knowledge, revision=max(each.revision for each in stored))))


async def _build_index(store: DatabaseKnowledge, similar: Search | None = None) -> Search:
    return await asyncio.to_thread(index_knowledge, await store.load(), similar)


def index_knowledge(knowledge: Knowledge, similar: Search | None = None) -> Search:
    """Return the index of some knowledge for all readers, made from that of similar knowledge if there is one."""
    read_values(knowledge.entries)
    return _prepare(similar.update(_share_records(knowledge, similar.knowledge)) if similar else Search(knowledge))


def _share_records(knowledge: Knowledge, other: Knowledge) -> Knowledge:
    """Return the knowledge with the objects of another for the records that are equal in both."""
    objects = {record.id: record for record in other}
    return knowledge.with_records(objects[record.id] for record in knowledge if objects.get(record.id) == record)


def _prepare(search: Search) -> Search:
    """Index knowledge for all readers now, so that nobody can tell from the time of an answer what is hidden."""
    for reader in Visibility:
        search.visible_to(reader).prepare()
    return search
