"""The store of copies: Lotse's messages that belong to questions to colleagues."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, exists, select, update

from bot.platforms.base.contract import Action
from bot.storage.engine.prepared import Prepared
from bot.storage.engine.sql import insert, is_in_room, matches, read_address
from bot.storage.engine.store import Store
from bot.storage.engine.tables import copies, deliveries, exchanges
from handlers.core.events import Address, MessageId, PlatformName, Sender
from handlers.core.messages import DeliveryId
from handlers.exchange.model.exchange import Copy, CopyRole

_TOLD = "told"
_MAX_CANDIDATES = 20
_SENT_SINCE = Prepared(
    select(deliveries.c.id, deliveries.c.target, deliveries.c.sent_at)
    .where(matches(deliveries.c.platform, deliveries.c.room), deliveries.c.state == "sent")
    .where(deliveries.c.sent_at >= bindparam("since"))
    .order_by(deliveries.c.number.desc())
    .limit(_MAX_CANDIDATES)
)


class CopyStore(Store):
    """Implements handlers.exchange.model.ports.Copies."""

    async def add(self, copy: Copy) -> None:
        address = copy.address
        row = {
            "delivery": copy.delivery,
            "exchange": copy.exchange,
            "platform": address.platform.value,
            "room": address.room,
            "thread": address.thread,
            "role": copy.role,
            "remark": copy.remark,
            "asked": copy.known_as,
        }
        await self._connection.execute(insert(self._connection, copies).values(**row))

    async def of_exchange(self, number: int, *roles: CopyRole) -> Sequence[Copy]:
        return await self._list(and_(copies.c.exchange == number, copies.c.role.in_(roles)))

    async def of_remark(self, remark: int) -> Sequence[Copy]:
        return await self._list(copies.c.remark == remark)

    async def of_delivery(self, delivery: DeliveryId) -> Copy | None:
        found = await self._list(copies.c.delivery == delivery)
        return found[0] if found else None

    async def of_message(self, address: Address, message: MessageId) -> Copy | None:
        it = and_(is_in_room(deliveries, address.platform, address.room), deliveries.c.message_id == message)
        joined = select(copies).join(deliveries, deliveries.c.id == copies.c.delivery).where(it)
        row = await self._first(joined)
        if row is not None:
            return _read_copy(row)
        # Continuations of a long message refer to the first one.
        first: str | None = await self._connection.scalar(select(deliveries.c.target).where(it))
        return await self.of_delivery(DeliveryId(first)) if first else None

    async def list_failed(self, limit: int) -> Sequence[tuple[Copy, Sender]]:
        """Return copies that will never arrive, each with the asker of its question."""
        return await self._list_with_askers(deliveries.c.state == "failed", limit)

    async def has_edits(self, number: int) -> bool:
        theirs = and_(copies.c.exchange == number, copies.c.role.in_((CopyRole.POST, CopyRole.NEWS)))
        edits = exists().where(deliveries.c.target == copies.c.delivery, deliveries.c.action == Action.EDIT, theirs)
        return bool(await self._connection.scalar(select(edits)))

    async def list_held(self, limit: int) -> Sequence[tuple[Copy, Sender]]:
        """Return posted questions that wait for a reader, each with its asker, until `note_asker_told`."""
        held = and_(deliveries.c.state == "held", deliveries.c.error != _TOLD, copies.c.role == CopyRole.POST)
        return await self._list_with_askers(held, limit)

    async def note_asker_told(self, held: Collection[DeliveryId]) -> None:
        """Record that the askers of these held copies were notified."""
        theirs = and_(deliveries.c.id.in_(held), deliveries.c.state == "held")
        await self._connection.execute(update(deliveries).where(theirs).values(error=_TOLD))

    async def drop(self, deliveries: Collection[DeliveryId]) -> None:
        await self._connection.execute(delete(copies).where(copies.c.delivery.in_(deliveries)))

    async def retire(self, deliveries: Collection[DeliveryId], role: CopyRole = CopyRole.MOVED) -> None:
        theirs = copies.c.delivery.in_(deliveries)
        await self._connection.execute(update(copies).where(theirs).values(role=role, remark=None))

    async def find_newest_in(self, address: Address, since: datetime) -> tuple[Copy, datetime] | None:
        there = {"platform": address.platform.value, "room": address.room}
        for row in await _SENT_SINCE.fetch_all(self._connection, {**there, "since": since}):
            copy = await self.of_delivery(DeliveryId(row.target or row.id))
            if copy is not None and copy.role in (CopyRole.REMARK, CopyRole.FILE):
                return copy, row.sent_at
        return None

    async def _list_with_askers(self, which: ColumnElement[bool], limit: int) -> list[tuple[Copy, Sender]]:
        rows = await self._connection.execute(
            select(copies, exchanges.c.platform.label("asked_on"), exchanges.c.sender)
            .join(deliveries, deliveries.c.id == copies.c.delivery)
            .join(exchanges, exchanges.c.number == copies.c.exchange)
            .where(which)
            .limit(limit)
        )
        return [(_read_copy(row), Sender(platform=PlatformName(row.asked_on), id=row.sender)) for row in rows]

    async def _list(self, which: ColumnElement[bool]) -> list[Copy]:
        rows = await self._connection.execute(
            select(copies).where(which).order_by(copies.c.platform, copies.c.room, copies.c.delivery)
        )
        return [_read_copy(row) for row in rows]


def _read_copy(row: Row[tuple[object, ...]]) -> Copy:
    return Copy(
        delivery=DeliveryId(row.delivery),
        address=read_address(row),
        exchange=row.exchange,
        role=CopyRole(row.role),
        remark=row.remark,
        known_as=row.asked,
    )
