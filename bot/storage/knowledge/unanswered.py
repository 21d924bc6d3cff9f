"""Questions that nothing answers, inside one transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.platforms.sanitising import storable
from bot.storage.engine.tables import unanswered
from handlers.context.ports import Unanswered

_MAX_CHARACTERS = 300


class UnansweredStore:
    """Implements handlers.context.ports.UnansweredQuestions."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, text: str, at: datetime) -> None:
        row = {"text": storable(text)[:_MAX_CHARACTERS], "asked_at": at}
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
        """Deletes at most `limit`; returns how many."""
        old = select(unanswered.c.number).where(unanswered.c.asked_at < before).limit(limit)
        return (await self._connection.execute(delete(unanswered).where(unanswered.c.number.in_(old)))).rowcount
