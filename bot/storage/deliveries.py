"""Messages on their way out, inside one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Row, and_, insert, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.platforms import Delivery, DeliveryId
from bot.storable import storable
from bot.storage.tables import deliveries
from handlers.events import Address, MessageId, PlatformName, RoomId, Sender, ThreadId
from handlers.messages import Choice, Message

Kind: TypeAlias = Literal["reply", "apology"]
Lane: TypeAlias = tuple[PlatformName, RoomId]

_CHOICES = TypeAdapter(tuple[Choice, ...])
_SENDER = TypeAdapter(Sender)
_OPEN = ("pending", "sending")
_CLEARED: dict[str, Any] = {"text": null(), "choices": null(), "mention": null()}


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """A delivery that is being sent for the `attempts`th time."""

    delivery: Delivery
    attempts: int
    created_at: datetime


class StoredDeliveries:
    """The rows of the outbox: `pending`, `sending`, and then `sent`, `failed` or `uncertain`.

    A lane is one room of one platform: its deliveries leave one by one, in the order in which they were added.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, added: Iterable[Delivery], kind: Kind, at: datetime) -> None:
        rows = [_row(delivery, kind, at) for delivery in added]
        if rows:
            await self._connection.execute(insert(deliveries), rows)

    async def lanes_of(self, ids: Sequence[DeliveryId]) -> set[Lane]:
        """The lanes that these deliveries wait in."""
        return await self._lanes(deliveries.c.id.in_(ids))

    async def due_lanes(self, platforms: Iterable[PlatformName], now: datetime) -> set[Lane]:
        """The lanes of these platforms in which something is due."""
        names = [platform.value for platform in platforms]
        return await self._lanes(
            and_(deliveries.c.state == "pending", deliveries.c.due_at <= now, deliveries.c.platform.in_(names))
        )

    async def claim(self, lane: Lane, now: datetime) -> Claimed | None:
        """The next delivery of the lane, from now on `sending`; None while one is on its way or none is due."""
        head = (
            select(deliveries.c.number, deliveries.c.state, deliveries.c.due_at)
            .where(_in(lane), deliveries.c.state.in_(_OPEN))
            .order_by(deliveries.c.number)
            .limit(1)
        )
        first = (await self._connection.execute(head)).first()
        if first is None or first.state != "pending" or first.due_at > now:
            return None
        claimed = await self._connection.execute(
            update(deliveries)
            .where(deliveries.c.number == first.number, deliveries.c.state == "pending")
            .values(state="sending", attempts=deliveries.c.attempts + 1)
            .returning(deliveries)
        )
        row = claimed.first()
        return None if row is None else _claimed(row)

    async def record_sent(self, delivery: DeliveryId, message: MessageId, at: datetime) -> None:
        """What is sent need not be kept here."""
        await self._settle(delivery, state="sent", message_id=message, sent_at=at, error=None, **_CLEARED)

    async def postpone(self, delivery: DeliveryId, due_at: datetime, reason: str) -> None:
        await self._settle(delivery, state="pending", due_at=due_at, error=reason[:500])

    async def give_up(self, delivery: DeliveryId, reason: str) -> None:
        await self._settle(delivery, state="failed", error=reason[:500])

    async def mark_uncertain(self, delivery: DeliveryId, reason: str) -> None:
        """It may or may not have arrived."""
        await self._settle(delivery, state="uncertain", error=reason[:500])

    async def interrupted(self) -> Sequence[tuple[DeliveryId, PlatformName]]:
        """What is marked as `sending`."""
        rows = await self._connection.execute(
            select(deliveries.c.id, deliveries.c.platform)
            .where(deliveries.c.state == "sending")
            .order_by(deliveries.c.number)
        )
        return [(DeliveryId(row.id), PlatformName(row.platform)) for row in rows]

    async def of_message(self, address: Address, message: MessageId) -> DeliveryId | None:
        """Which delivery a message of Lotse's came from."""
        found = await self._connection.scalar(
            select(deliveries.c.id).where(_in((address.platform, address.room)), deliveries.c.message_id == message)
        )
        return None if found is None else DeliveryId(found)

    async def clear_old(self, before: datetime, limit: int) -> int:
        """Drops the content of at most `limit` deliveries that never arrived; returns how many."""
        old = (
            select(deliveries.c.number)
            .where(
                deliveries.c.state.in_(("failed", "uncertain")),
                deliveries.c.due_at < before,
                deliveries.c.text.is_not(None),
            )
            .limit(limit)
        )
        statement = update(deliveries).where(deliveries.c.number.in_(old)).values(**_CLEARED)
        return (await self._connection.execute(statement)).rowcount

    async def _lanes(self, condition: ColumnElement[bool]) -> set[Lane]:
        rows = await self._connection.execute(
            select(deliveries.c.platform, deliveries.c.room).where(condition).distinct()
        )
        return {(PlatformName(row.platform), RoomId(row.room)) for row in rows}

    async def _settle(self, delivery: DeliveryId, **values: Any) -> None:
        await self._connection.execute(
            update(deliveries).where(deliveries.c.id == delivery, deliveries.c.state == "sending").values(**values)
        )


def _in(lane: Lane) -> ColumnElement[bool]:
    platform, room = lane
    return and_(deliveries.c.platform == platform.value, deliveries.c.room == room)


def _row(delivery: Delivery, kind: Kind, at: datetime) -> dict[str, Any]:
    message = delivery.message
    return {
        "id": delivery.id,
        "platform": message.address.platform.value,
        "room": message.address.room,
        "thread": message.address.thread,
        "reply_to": message.reply_to,
        "mention": _SENDER.dump_python(message.mention, mode="json") if message.mention else None,
        "text": storable(message.text),
        "choices": _CHOICES.dump_python(message.choices, mode="json") or None,
        "kind": kind,
        "state": "pending",
        "attempts": 0,
        "due_at": at,
        "created_at": at,
    }


def _claimed(row: Row[Any]) -> Claimed:
    message = Message(
        address=Address(
            platform=PlatformName(row.platform),
            room=RoomId(row.room),
            thread=None if row.thread is None else ThreadId(row.thread),
        ),
        text=row.text or "",
        reply_to=None if row.reply_to is None else MessageId(row.reply_to),
        mention=None if row.mention is None else _SENDER.validate_python(row.mention),
        choices=_CHOICES.validate_python(row.choices or ()),
    )
    return Claimed(
        delivery=Delivery(id=DeliveryId(row.id), message=message), attempts=row.attempts, created_at=row.created_at
    )
