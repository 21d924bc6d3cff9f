"""Phrasings that several entries hold, kept until the knowledge changes."""

import asyncio
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from knowledge.search import Search
from knowledge.search.phrasing_checks import SharedPhrasing, find_shared_phrasings


class SharedPhrasingReader:
    """Keeps what is shared in an index, as finding it means looking at each of its keys."""

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[Search, Sequence[SharedPhrasing]] = WeakKeyDictionary()

    async def read(self, search: Search) -> Sequence[SharedPhrasing]:
        if search not in self._kept:
            self._kept[search] = await asyncio.to_thread(find_shared_phrasings, search)
        return self._kept[search]
