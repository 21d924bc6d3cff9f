"""The outbox as a whole: how much waits, and what has been kept long enough; inside one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine.addresses import matches
from bot.storage.engine.tables import HAS_CONTENT, checkpoints, deliveries
from bot.storage.engine.upsert import put
from bot.storage.messaging.deliveries import FINISHED_STATES, OPEN_STATES, REPLY_KINDS, WITHOUT_CONTENT, DeliveryKind
from handlers.core.events import PlatformName

# Of these nothing else is kept.
_ANSWERS: tuple[DeliveryKind, ...] = ("reply", "apology", "notice", "reply-again")
# These go with what they belong to, but for those that it no longer knows.
_COPIES: tuple[DeliveryKind, ...] = ("copy", "repeat")
# Beside the platforms' own places.
_CLOCK = "clock"
_WAITING = select(func.count()).select_from(
    select(deliveries.c.number)
    .where(matches(deliveries.c.platform), deliveries.c.state == "pending", deliveries.c.kind.in_(REPLY_KINDS))
    .limit(bindparam("most"))
    .subquery()
)


class BacklogStore:
    """Beside `StoredDeliveries`, which is about single ones."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def depth(self) -> Mapping[str, int]:
        """How many are under way, by state."""
        rows = await self._connection.execute(
            select(deliveries.c.state, func.count().label("number"))
            .where(deliveries.c.state.in_(OPEN_STATES))
            .group_by(deliveries.c.state)
        )
        return {**dict.fromkeys(OPEN_STATES, 0), **{row.state: row.number for row in rows}}

    async def waiting(self, platform: PlatformName, most: int) -> int:
        """How many answers have not left, counted up to `most`."""
        return await self._connection.scalar(_WAITING, {"platform": platform.value, "most": most}) or 0

    async def oldest_answer(self) -> datetime | None:
        """When the longest waiting of those was written that are no announcements."""
        oldest: datetime | None = await self._connection.scalar(
            select(func.min(deliveries.c.created_at)).where(
                deliveries.c.state == "pending", deliveries.c.kind.in_(REPLY_KINDS)
            )
        )
        return oldest

    async def last_looked_at(self) -> datetime | None:
        """As it was written down last."""
        found = await self._connection.scalar(select(checkpoints.c.position).where(checkpoints.c.platform == _CLOCK))
        return None if found is None else datetime.fromisoformat(found)

    async def note_look(self, at: datetime) -> None:
        await put(self._connection, checkpoints, {"platform": _CLOCK, "position": at.isoformat()})

    async def hasten(self, now: datetime) -> None:
        """Whatever waits is due."""
        waits = and_(deliveries.c.state.in_(("pending", "paused")), deliveries.c.due_at > now)
        await self._connection.execute(update(deliveries).where(waits).values(due_at=now))

    async def clear_old(self, before: datetime, limit: int) -> int:
        """Drop what is left of the content of at most `limit` deliveries that are over; return how many.

        Who alone may read them stays, as they may still be edited.
        """
        old = (
            select(deliveries.c.number)
            .where(
                # Concatenated, as SQLite would else look through all that is over.
                deliveries.c.state.concat("").in_(FINISHED_STATES),
                deliveries.c.due_at < before,
                HAS_CONTENT,
            )
            .limit(limit)
        )
        statement = update(deliveries).where(deliveries.c.number.in_(old)).values(**WITHOUT_CONTENT)
        return (await self._connection.execute(statement)).rowcount

    async def delete_old(self, before: datetime, limit: int) -> int:
        """Deletes at most `limit` answers that are over, to which nothing refers any more; returns how many."""
        return await self._delete(_ANSWERS, before, limit)

    async def delete_old_copies(self, before: datetime, limit: int) -> int:
        """Delete at most `limit` copies that are over; return how many. `before`: as old as nothing they belong to."""
        return await self._delete(_COPIES, before, limit)

    async def _delete(self, kinds: Sequence[DeliveryKind], before: datetime, limit: int) -> int:
        old = (
            select(deliveries.c.number)
            .where(
                deliveries.c.state.in_(FINISHED_STATES),
                deliveries.c.kind.in_(kinds),
                deliveries.c.platform.in_([*PlatformName]),
                deliveries.c.due_at < before,
            )
            .limit(limit)
        )
        return (await self._connection.execute(delete(deliveries).where(deliveries.c.number.in_(old)))).rowcount
