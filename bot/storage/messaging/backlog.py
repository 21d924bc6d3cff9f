"""The outbox as a whole: how much waits in it, and deletion of old deliveries."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, func, select, update

from bot.platforms.table import platform_traits
from bot.storage.engine.prepared import Prepared
from bot.storage.engine.sql import matches
from bot.storage.engine.store import Store
from bot.storage.engine.tables import HAS_CONTENT, checkpoints, deliveries
from bot.storage.messaging.deliveries import FINISHED_STATES, OPEN_STATES, REPLY_KINDS, WITHOUT_CONTENT, DeliveryKind
from handlers.core.events import PlatformName

# Kinds that nothing else refers to.
_ANSWERS: tuple[DeliveryKind, ...] = ("reply", "apology", "notice", "reply-again")
# Kinds that are deleted with what they belong to; the rest of them is deleted by age.
_COPIES: tuple[DeliveryKind, ...] = ("copy", "repeat")
# A key beside the platforms' own checkpoints.
_CLOCK = "clock"
_WAITING = Prepared(
    select(func.count()).select_from(
        select(deliveries.c.number)
        .where(matches(deliveries.c.platform), deliveries.c.state == "pending", deliveries.c.kind.in_(REPLY_KINDS))
        .limit(bindparam("most"))
        .subquery()
    )
)


class BacklogStore(Store):
    """Complements DeliveryStore, which deals with single deliveries."""

    async def count_open(self) -> Mapping[str, int]:
        """Return the number of open deliveries by state."""
        rows = await self._connection.execute(
            select(deliveries.c.state, func.count().label("number"))
            .where(deliveries.c.state.in_(OPEN_STATES))
            .group_by(deliveries.c.state)
        )
        return {**dict.fromkeys(OPEN_STATES, 0), **{row.state: row.number for row in rows}}

    async def count_waiting(self, platform: PlatformName, most: int) -> int:
        """Return how many replies have not left, counted up to `most`."""
        return await _WAITING.fetch_value(self._connection, {"platform": platform.value, "most": most}) or 0

    async def find_oldest_reply(self) -> datetime | None:
        """Return when the longest waiting reply was added; None if none waits."""
        oldest: datetime | None = await self._connection.scalar(
            select(func.min(deliveries.c.created_at)).where(
                deliveries.c.state == "pending", deliveries.c.kind.in_(REPLY_KINDS)
            )
        )
        return oldest

    async def get_clock(self) -> datetime | None:
        """Return the time that was stored last; None if there is none."""
        found = await self._connection.scalar(select(checkpoints.c.position).where(checkpoints.c.platform == _CLOCK))
        return None if found is None else datetime.fromisoformat(found)

    async def set_clock(self, at: datetime) -> None:
        await self._upsert(checkpoints, {"platform": _CLOCK}, {"position": at.isoformat()})

    async def make_due(self, now: datetime) -> None:
        """Make all waiting deliveries due."""
        waits = and_(deliveries.c.state.in_(("pending", "paused")), deliveries.c.due_at > now)
        await self._connection.execute(update(deliveries).where(waits).values(due_at=now))

    async def clear_old_content(self, before: datetime, limit: int) -> int:
        """Drop what is left of the content of at most `limit` finished deliveries; return how many.

        Who alone may read them is kept, as they may still be edited.
        """
        old = (
            select(deliveries.c.number)
            .where(
                # Concatenated to keep SQLite from using the index of the state, which covers too many rows.
                deliveries.c.state.concat("").in_(FINISHED_STATES),
                deliveries.c.due_at < before,
                HAS_CONTENT,
            )
            .limit(limit)
        )
        statement = update(deliveries).where(deliveries.c.number.in_(old)).values(**WITHOUT_CONTENT)
        return (await self._connection.execute(statement)).rowcount

    async def delete_old_replies(self, before: datetime, limit: int) -> int:
        """Delete at most `limit` finished replies to which nothing refers; return how many."""
        return await self._delete(_ANSWERS, before, limit)

    async def delete_old_copies(self, before: datetime, limit: int) -> int:
        """Delete at most `limit` finished copies; return how many.

        What they belong to must be younger than `before`.
        """
        return await self._delete(_COPIES, before, limit)

    async def _delete(self, kinds: Sequence[DeliveryKind], before: datetime, limit: int) -> int:
        old = and_(
            deliveries.c.state.in_(FINISHED_STATES),
            deliveries.c.kind.in_(kinds),
            deliveries.c.platform.in_([*platform_traits()]),
            deliveries.c.due_at < before,
        )
        return await self._delete_some(deliveries, old, limit)
