"""The store of proposed phrasings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, select, update

from bot.platforms.base.sanitising import sanitise_text
from bot.storage.engine.sql import insert
from bot.storage.engine.store import Store
from bot.storage.engine.tables import proposed_phrasings
from bot.storage.engine.words import digest_words
from handlers.curation.model.proposed_phrasings import ProposedPhrasing

_OPEN, _DECIDED = "open", "decided"
_MAX_CHARACTERS = 300


class ProposedPhrasingStore(Store):
    """Implements handlers.curation.model.proposed_phrasings.ProposedPhrasings."""

    async def count(self, entry: str, question: str, at: datetime) -> None:
        text = sanitise_text(question)[:_MAX_CHARACTERS]
        row = {"entry": entry, "digest": digest_words(text), "text": text, "times": 1, "state": _OPEN, "last_at": at}
        counted = {"times": proposed_phrasings.c.times + 1, "last_at": at}
        statement = insert(self._connection, proposed_phrasings).values(**row)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=[*proposed_phrasings.primary_key], set_=counted)
        )

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
        """Delete at most `limit` that nobody has met with since; return how many."""
        return await self._delete_some(proposed_phrasings, proposed_phrasings.c.last_at < before, limit)


def _read_phrasing(row: Row[Any]) -> ProposedPhrasing:
    return ProposedPhrasing(entry=row.entry, digest=row.digest, text=row.text, times=row.times)
