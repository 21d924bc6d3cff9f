"""The store of questions that nothing answers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select

from bot.platforms.base.sanitising import sanitise_text
from bot.storage.engine.store import Store
from bot.storage.engine.tables import unanswered
from handlers.context.ports import Unanswered

_MAX_CHARACTERS = 300


class UnansweredStore(Store):
    """Implements handlers.context.ports.UnansweredQuestions."""

    async def add(self, text: str, at: datetime) -> None:
        row = {"text": sanitise_text(text)[:_MAX_CHARACTERS], "asked_at": at}
        await self._connection.execute(insert(unanswered).values(**row))

    async def most_asked(self, limit: int) -> Sequence[Unanswered]:
        times, last = func.count().label("times"), func.max(unanswered.c.asked_at).label("last")
        rows = await self._connection.execute(
            select(unanswered.c.text, times, last)
            .group_by(unanswered.c.text)
            .order_by(times.desc(), last.desc())
            .limit(limit)
        )
        return [Unanswered(text=row.text, times=row.times, last_at=row.last) for row in rows]

    async def delete_old(self, before: datetime, limit: int) -> int:
        """Delete at most `limit` questions; return how many."""
        return await self._delete_some(unanswered, unanswered.c.asked_at < before, limit)
