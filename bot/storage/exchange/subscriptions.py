"""Who reads new questions of which topics, inside one transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, delete, exists, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine.addresses import is_from, is_from_any, is_in_room, read_address, read_sender, sender_key
from bot.storage.engine.tables import readers, subscriptions
from bot.storage.engine.upsert import insert
from handlers.core.events import Address, Sender
from handlers.exchange.model.exchange import Pace, Subscription

# A person who has stopped everything is not told, until they resume.
_HAS_STOPPED = exists(
    select(readers.c.room).where(
        readers.c.platform == subscriptions.c.platform,
        readers.c.sender == subscriptions.c.sender,
        readers.c.stopped_at.is_not(None),
    )
)


class SubscriptionStore:
    """Implements handlers.exchange.ports.Subscriptions."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, subscription: Subscription, next_at: datetime | None) -> None:
        key = {**sender_key(subscription.sender), "topic": subscription.topic}
        kept = {
            "room": subscription.address.room,
            "thread": subscription.address.thread,
            "pace": subscription.pace,
            "hour": subscription.hour,
            "weekday": subscription.weekday,
            "since": subscription.since,
            "next_at": next_at,
        }
        statement = insert(self._connection, subscriptions).values(**key, **kept)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=kept))

    async def drop(self, senders: Sequence[Sender], topic: str | None = None) -> int:
        of_topic = true() if topic is None else subscriptions.c.topic == topic
        dropped = delete(subscriptions).where(is_from_any(subscriptions, senders), of_topic)
        return (await self._connection.execute(dropped)).rowcount

    async def drop_in(self, address: Address) -> None:
        there = is_in_room(subscriptions, address.platform, address.room)
        await self._connection.execute(delete(subscriptions).where(there))

    async def of_topic(self, topic: str, pace: Pace) -> Sequence[Subscription]:
        return await self._found(and_(subscriptions.c.topic == topic, subscriptions.c.pace == pace, ~_HAS_STOPPED))

    async def of_senders(self, senders: Sequence[Sender]) -> Sequence[Subscription]:
        return await self._found(is_from_any(subscriptions, senders))

    async def get(self, sender: Sender, topic: str) -> Subscription | None:
        found = await self._found(and_(is_from(subscriptions, sender), subscriptions.c.topic == topic))
        return found[0] if found else None

    async def due(self, now: datetime, limit: int) -> Sequence[Subscription]:
        """Those whose digest is to go out."""
        rows = await self._connection.execute(
            select(subscriptions)
            .where(subscriptions.c.next_at <= now, ~_HAS_STOPPED)
            .order_by(subscriptions.c.next_at)
            .limit(limit)
        )
        return [_read_subscription(row) for row in rows]

    async def told(self, sender: Sender, topic: str, at: datetime, next_at: datetime) -> None:
        theirs = and_(is_from(subscriptions, sender), subscriptions.c.topic == topic)
        await self._connection.execute(update(subscriptions).where(theirs).values(since=at, next_at=next_at))

    async def _found(self, which: ColumnElement[bool]) -> list[Subscription]:
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
        pace=Pace(row.pace),
        hour=row.hour,
        weekday=row.weekday,
        since=row.since,
    )
