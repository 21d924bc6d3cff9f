"""Questions to colleagues, inside one transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storable import storable
from bot.storage.addresses import address_of, by_sender, key_of_sender
from bot.storage.insertion import insert
from bot.storage.tables import copies, drafts, exchanges
from handlers.events import Address, MessageId, PlatformName, Sender
from handlers.messages import DeliveryId
from handlers.ports import Copy, Draft, Exchange, Signature


class StoredExchanges:
    """Implements handlers.ports.Exchanges."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def draft(self, sender: Sender, now: datetime) -> Draft | None:
        found = await self._connection.execute(
            select(drafts).where(by_sender(drafts, sender), drafts.c.expires_at > now)
        )
        row = found.first()
        return None if row is None else Draft(text=row.text, topic=row.topic, signature=_signature(row))

    async def keep_draft(self, sender: Sender, draft: Draft, expires_at: datetime) -> None:
        key = key_of_sender(sender)
        kept = {
            "text": storable(draft.text),
            "topic": draft.topic,
            "signature": draft.signature,
            "expires_at": expires_at,
        }
        statement = insert(self._connection, drafts).values(**key, **kept)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=kept))

    async def drop_draft(self, sender: Sender) -> None:
        await self._connection.execute(delete(drafts).where(by_sender(drafts, sender)))

    async def open(self, draft: Draft, asker: Sender, address: Address, signed: str, at: datetime) -> Exchange:
        row = {
            **key_of_sender(asker),
            "room": address.room,
            "thread": address.thread,
            "topic": draft.topic,
            "text": storable(draft.text),
            "signature": draft.signature,
            "signed": storable(signed),
            "asked_at": at,
        }
        statement = insert(self._connection, exchanges).values(**row).returning(exchanges)
        return _exchange((await self._connection.execute(statement)).one())

    async def get(self, number: int) -> Exchange | None:
        row = (await self._connection.execute(select(exchanges).where(exchanges.c.number == number))).first()
        return None if row is None else _exchange(row)

    async def close(self, number: int, at: datetime) -> None:
        await self._connection.execute(
            update(exchanges).where(exchanges.c.number == number, exchanges.c.closed_at.is_(None)).values(closed_at=at)
        )

    async def posted(self, number: int, copy: Copy) -> None:
        await self._connection.execute(insert(self._connection, copies).values(**_row(number, copy)))

    async def posts(self, number: int) -> Sequence[Copy]:
        rows = await self._connection.execute(
            select(copies)
            .where(copies.c.exchange == number, copies.c.origin_message.is_(None))
            .order_by(copies.c.platform, copies.c.room, copies.c.delivery)
        )
        return [_copy(row) for row in rows]

    async def of_delivery(self, delivery: DeliveryId) -> Exchange | None:
        number = await self._connection.scalar(select(copies.c.exchange).where(copies.c.delivery == delivery))
        return None if number is None else await self.get(number)

    async def of_origin(self, address: Address, message: MessageId) -> Exchange | None:
        number = await self._connection.scalar(select(copies.c.exchange).where(_origin(address, message)).limit(1))
        return None if number is None else await self.get(number)

    async def copied(self, number: int, copy: Copy, address: Address, message: MessageId) -> None:
        origin = {
            "origin_platform": address.platform.value,
            "origin_room": address.room,
            "origin_message": message,
        }
        await self._connection.execute(insert(self._connection, copies).values(**_row(number, copy), **origin))

    async def copies(self, address: Address, message: MessageId) -> Sequence[Copy]:
        rows = await self._connection.execute(
            select(copies).where(_origin(address, message)).order_by(copies.c.platform, copies.c.room)
        )
        return [_copy(row) for row in rows]

    async def delete_expired(self, now: datetime, limit: int) -> int:
        """Deletes at most `limit` drafts; returns how many."""
        old = select(drafts.c.platform, drafts.c.sender).where(drafts.c.expires_at <= now).limit(limit)
        rows = (await self._connection.execute(old)).all()
        for row in rows:
            await self.drop_draft(Sender(platform=PlatformName(row.platform), id=row.sender))
        return len(rows)


def _origin(address: Address, message: MessageId) -> ColumnElement[bool]:
    return and_(
        copies.c.origin_message == message,
        copies.c.origin_platform == address.platform.value,
        copies.c.origin_room == address.room,
    )


def _row(number: int, copy: Copy) -> dict[str, str | int | None]:
    address = copy.address
    return {
        "delivery": copy.delivery,
        "exchange": number,
        "platform": address.platform.value,
        "room": address.room,
        "thread": address.thread,
    }


def _copy(row: Row[tuple[object, ...]]) -> Copy:
    return Copy(delivery=DeliveryId(row.delivery), address=address_of(row))


def _exchange(row: Row[tuple[object, ...]]) -> Exchange:
    return Exchange(
        number=row.number,
        asker=Sender(platform=PlatformName(row.platform), id=row.sender),
        address=address_of(row),
        topic=row.topic,
        text=row.text,
        signature=Signature(row.signature),
        signed=row.signed,
        is_open=row.closed_at is None,
    )


def _signature(row: Row[tuple[object, ...]]) -> Signature | None:
    return None if row.signature is None else Signature(row.signature)
