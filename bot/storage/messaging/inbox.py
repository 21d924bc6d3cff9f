"""The store of the inbox: updates that were written down."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, func, select, update

from bot.platforms.base.ports import ReceivedUpdate
from bot.storage.engine.prepared import Prepared
from bot.storage.engine.sql import matches
from bot.storage.engine.store import Store
from bot.storage.engine.tables import checkpoints, inbox
from handlers.core.events import EventId, PlatformName

_CHECKPOINT = Prepared(select(checkpoints.c.position).where(matches(checkpoints.c.platform)))
_CLOSE = Prepared(
    update(inbox)
    .where(
        inbox.c.platform == bindparam("of_platform"),
        inbox.c.event_id == bindparam("of_event"),
        inbox.c.state == "pending",
    )
    .values(state=bindparam("new_state"), payload=None)
)


class InboxStore(Store):
    """The rows of the inbox: `pending`, then `handled`, `failed` or `expired`, from then on without payload."""

    async def checkpoint(self, platform: PlatformName) -> str | None:
        position: str | None = await _CHECKPOINT.fetch_value(self._connection, {"platform": platform.value})
        return position

    async def move_checkpoint(self, platform: PlatformName, position: str) -> None:
        await self._upsert(checkpoints, {"platform": platform.value}, {"position": position})

    async def add(self, received: ReceivedUpdate) -> bool:
        """Add an update; return False if it has been seen before."""
        row = {
            "platform": received.platform.value,
            "event_id": received.id,
            "received_at": received.at,
            "payload": received.payload,
            "state": "pending",
        }
        return await self._insert_new(inbox, row)

    async def pending(self, platform: PlatformName) -> Sequence[ReceivedUpdate]:
        """Return the unhandled updates of a platform in order of arrival."""
        rows = await self._connection.execute(
            select(inbox).where(inbox.c.platform == platform.value, inbox.c.state == "pending").order_by(inbox.c.number)
        )
        return [
            ReceivedUpdate(platform=platform, id=EventId(row.event_id), at=row.received_at, payload=row.payload or {})
            for row in rows
        ]

    async def take(self, platform: PlatformName, event: EventId, at: datetime) -> bool:
        """Mark an event as handled by this transaction; return False if it has been dealt with before.

        A second transaction with the same event waits here until the first has ended.
        """
        return await self._finish(platform, event, at, "handled")

    async def fail(self, platform: PlatformName, event: EventId, at: datetime) -> bool:
        """Mark an event as failed; return False if it has been dealt with before."""
        return await self._finish(platform, event, at, "failed")

    async def expire(self, platform: PlatformName, event: EventId, at: datetime) -> bool:
        """Mark an event as too old to be answered; return False if it has been dealt with before."""
        return await self._finish(platform, event, at, "expired")

    async def count_expired(self) -> int:
        """Return how many events that are still kept were too old to be answered."""
        statement = select(func.count()).select_from(inbox).where(inbox.c.state == "expired")
        return await self._connection.scalar(statement) or 0

    async def skip(self, platform: PlatformName, events: Sequence[EventId]) -> None:
        for event in events:
            await self._close(platform, event, "handled")

    async def delete_old(self, before: datetime, limit: int) -> int:
        """Delete at most `limit` rows that are dealt with; return how many."""
        old = and_(inbox.c.state.in_(("handled", "failed", "expired")), inbox.c.received_at < before)
        return await self._delete_some(inbox, old, limit)

    async def _finish(self, platform: PlatformName, event: EventId, at: datetime, state: str) -> bool:
        if await self._close(platform, event, state):
            return True
        # Platforms without an inbox of their own, such as the console, have no row yet.
        await self.add(ReceivedUpdate(platform=platform, id=event, at=at, payload={}))
        return await self._close(platform, event, state)

    async def _close(self, platform: PlatformName, event: EventId, state: str) -> bool:
        closed = {"of_platform": platform.value, "of_event": event, "new_state": state}
        return await _CLOSE.execute(self._connection, closed) == 1
