"""The store of proposed phrasings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, select, update

from bot.platforms.base.sanitising import sanitise_text
from bot.storage.engine.sql import insert
from bot.storage.engine.store import Store
from bot.storage.engine.tables import phrasing_choosers, proposed_phrasings
from bot.storage.engine.words import digest_words
from handlers.core.hashes import digest
from handlers.curation.model.proposed_phrasings import ProposedPhrasing

_OPEN, _DECIDED = "open", "decided"
_MAX_CHARACTERS = 300
_CHOOSER_BYTES = 8


class ProposedPhrasingStore(Store):
    """Implements handlers.curation.model.proposed_phrasings.ProposedPhrasings."""

    async def count(self, entry: str, question: str, choosers: Sequence[str], at: datetime) -> None:
        text = sanitise_text(question)[:_MAX_CHARACTERS]
        words = digest_words(text)
        if not await self._is_first_time(entry, words, choosers, at):
            return
        row = {"entry": entry, "digest": words, "text": text, "times": 1, "state": _OPEN, "last_at": at}
        counted = {"times": proposed_phrasings.c.times + 1, "last_at": at}
        statement = insert(self._connection, proposed_phrasings).values(**row)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=[*proposed_phrasings.primary_key], set_=counted)
        )

    async def _is_first_time(self, entry: str, words: str, choosers: Sequence[str], at: datetime) -> bool:
        """Record who chose, by digests that say nothing together with others; return whether none was there before."""
        rows = [
            {"entry": entry, "digest": words, "chooser": digest(entry, words, each, size=_CHOOSER_BYTES), "at": at}
            for each in choosers
        ]
        return all([await self._insert_new(phrasing_choosers, row) for row in rows])

    async def list_most_wanted(self, limit: int) -> Sequence[ProposedPhrasing]:
        undecided = select(proposed_phrasings).where(proposed_phrasings.c.state == _OPEN)
        most = undecided.order_by(proposed_phrasings.c.times.desc(), proposed_phrasings.c.last_at.desc()).limit(limit)
        return [_read_phrasing(row) for row in await self._connection.execute(most)]

    async def find(self, entry: str, digest: str) -> ProposedPhrasing | None:
        this = and_(
            proposed_phrasings.c.entry == entry,
            proposed_phrasings.c.digest == digest,
            proposed_phrasings.c.state == _OPEN,
        )
        row = await self._first(select(proposed_phrasings).where(this))
        return None if row is None else _read_phrasing(row)

    async def decide(self, phrasing: ProposedPhrasing) -> None:
        this = and_(proposed_phrasings.c.entry == phrasing.entry, proposed_phrasings.c.digest == phrasing.digest)
        await self._connection.execute(update(proposed_phrasings).where(this).values(state=_DECIDED))

    async def delete_old(self, before: datetime, limit: int) -> int:
        """Delete at most `limit` that nobody has met with since, and digests of people; return the larger number."""
        return max(
            await self._delete_some(proposed_phrasings, proposed_phrasings.c.last_at < before, limit),
            await self._delete_some(phrasing_choosers, phrasing_choosers.c.at < before, limit),
        )


def _read_phrasing(row: Row[Any]) -> ProposedPhrasing:
    return ProposedPhrasing(entry=row.entry, digest=row.digest, text=row.text, times=row.times)
