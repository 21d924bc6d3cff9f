"""The store of subscriptions to topics."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, delete, exists, select, true, update

from bot.storage.engine.sql import is_from, is_from_any, is_in_room, read_address, read_sender, sender_key
from bot.storage.engine.store import Store
from bot.storage.engine.tables import readers, subscriptions
from handlers.core.events import Address, Sender
from handlers.exchange.model.exchange import Frequency, Subscription

# A person who has stopped everything gets no digests until they resume.
_HAS_STOPPED = exists(
    select(readers.c.room).where(
        readers.c.platform == subscriptions.c.platform,
        readers.c.sender == subscriptions.c.sender,
        readers.c.stopped_at.is_not(None),
    )
)


class SubscriptionStore(Store):
    """Implements handlers.exchange.model.ports.Subscriptions."""

    async def put(self, subscription: Subscription, next_at: datetime | None) -> None:
        key = {**sender_key(subscription.sender), "topic": subscription.topic}
        values = {
            "room": subscription.address.room,
            "thread": subscription.address.thread,
            "pace": subscription.frequency,
            "hour": subscription.hour,
            "weekday": subscription.weekday,
            "since": subscription.since,
            "next_at": next_at,
        }
        await self._upsert(subscriptions, key, values)

    async def drop(self, senders: Sequence[Sender], topic: str | None = None) -> int:
        of_topic = true() if topic is None else subscriptions.c.topic == topic
        dropped = delete(subscriptions).where(is_from_any(subscriptions, senders), of_topic)
        return (await self._connection.execute(dropped)).rowcount

    async def drop_in(self, address: Address) -> None:
        there = is_in_room(subscriptions, address.platform, address.room)
        await self._connection.execute(delete(subscriptions).where(there))

    async def of_topic(self, topic: str, pace: Frequency) -> Sequence[Subscription]:
        return await self._list(and_(subscriptions.c.topic == topic, subscriptions.c.pace == pace, ~_HAS_STOPPED))

    async def of_senders(self, senders: Sequence[Sender]) -> Sequence[Subscription]:
        return await self._list(is_from_any(subscriptions, senders))

    async def get(self, sender: Sender, topic: str) -> Subscription | None:
        found = await self._list(and_(is_from(subscriptions, sender), subscriptions.c.topic == topic))
        return found[0] if found else None

    async def due(self, now: datetime, limit: int) -> Sequence[Subscription]:
        """Return subscriptions whose digest is due."""
        rows = await self._connection.execute(
            select(subscriptions)
            .where(subscriptions.c.next_at <= now, ~_HAS_STOPPED)
            .order_by(subscriptions.c.next_at)
            .limit(limit)
        )
        return [_read_subscription(row) for row in rows]

    async def record_digest(self, sender: Sender, topic: str, at: datetime, next_at: datetime) -> None:
        theirs = and_(is_from(subscriptions, sender), subscriptions.c.topic == topic)
        await self._connection.execute(update(subscriptions).where(theirs).values(since=at, next_at=next_at))

    async def _list(self, which: ColumnElement[bool]) -> list[Subscription]:
        rows = await self._connection.execute(
            select(subscriptions)
            .where(which)
            .order_by(subscriptions.c.platform, subscriptions.c.sender, subscriptions.c.topic)
        )
        return [_read_subscription(row) for row in rows]


def _read_subscription(row: Row[tuple[object, ...]]) -> Subscription:
    return Subscription(
        sender=read_sender(row),
        address=read_address(row),
        topic=row.topic,
        frequency=Frequency(row.pace),
        hour=row.hour,
        weekday=row.weekday,
        since=row.since,
    )
