"""The search index over the current knowledge, rebuilt when another process has changed it."""

import asyncio
import logging
from datetime import datetime

from bot.storage.adapters.knowledge import DatabaseKnowledge
from bot.storage.knowledge.bundle_cache import load_shipped
from knowledge.entries import Knowledge, Visibility
from knowledge.search import Search

log = logging.getLogger(__name__)


class KnowledgeIndex:
    """Holds the index that answers come from; `is_failing` is set while a rebuild fails."""

    def __init__(self, store: DatabaseKnowledge, search: Search, revision: int) -> None:
        self._store = store
        self._search = search
        self._revision = revision
        self.is_failing = False

    @classmethod
    async def open(cls, store: DatabaseKnowledge, at: datetime) -> "KnowledgeIndex":
        """Index the knowledge of the database; an empty one is seeded with the bundle first."""
        if not await store.revision():
            await store.seed(await asyncio.to_thread(load_shipped), at)
        revision = await store.revision()
        return cls(store, await _build_index(store), revision)

    def search(self) -> Search:
        return self._search

    async def reload_if_changed(self) -> None:
        """Build a new index beside the old one and swap them, if the knowledge has changed."""
        revision = await self._store.revision()
        if revision == self._revision:
            return
        try:
            self._search = await _build_index(self._store)
        except Exception:
            self.is_failing = True
            raise
        self._revision, self.is_failing = revision, False
        log.info("Knowledge is now at revision %d", revision)


async def _build_index(store: DatabaseKnowledge) -> Search:
    return await asyncio.to_thread(_index, await store.load())


def _index(knowledge: Knowledge) -> Search:
    """Index knowledge for all readers now, so that nobody can tell from the time of an answer what is hidden."""
    search = Search(knowledge)
    for reader in Visibility:
        search.visible_to(reader)
    return search
