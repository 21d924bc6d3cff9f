"""The store of readers: who gets announcements."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, and_, delete, select, update

from bot.platforms.base.sanitising import sanitise_text
from bot.storage.engine.sql import address_key, insert, is_from_any, read_address
from bot.storage.engine.store import Store
from bot.storage.engine.tables import deliveries, reader_tags, readers
from handlers.announcements.model.announcement import Reader
from handlers.core.events import Address, Sender

_MOST_NAME = 300


class ReaderStore(Store):
    """Implements handlers.announcements.ports.Readers."""

    async def at(self, address: Address) -> Reader | None:
        row = await self._first(select(readers).where(_is_at(readers, address)))
        return None if row is None else await self._read_reader(row)

    async def of_senders(self, senders: Sequence[Sender]) -> Sequence[Reader]:
        rows = await self._connection.execute(
            select(readers)
            .where(is_from_any(readers, senders))
            .order_by(readers.c.chosen_at.desc(), readers.c.platform, readers.c.room)
        )
        return [await self._read_reader(row) for row in rows.all()]

    async def put(self, reader: Reader) -> None:
        key = address_key(reader.address)
        values = {
            "sender": reader.sender.id if reader.sender else None,
            "name": sanitise_text(reader.sender.name)[:_MOST_NAME] if reader.sender else None,
            "centre": reader.centre,
            "chosen_at": reader.chosen_at,
            "stopped_at": reader.stopped_at,
        }
        await self._upsert(readers, key, values)
        await self._connection.execute(delete(reader_tags).where(_is_at(reader_tags, reader.address)))
        rows = [{**key, "tag": tag} for tag in sorted(reader.tags)]
        if rows:
            await self._connection.execute(insert(self._connection, reader_tags), rows)

    async def stop(self, reader: Reader, at: datetime) -> None:
        there = _is_at(readers, reader.address)
        await self._connection.execute(update(readers).where(there).values(stopped_at=at))
        thread = (
            deliveries.c.thread == reader.address.thread if reader.address.thread else deliveries.c.thread.is_(None)
        )
        waiting = and_(
            deliveries.c.platform == reader.address.platform.value,
            deliveries.c.room == reader.address.room,
            thread,
            deliveries.c.state.in_(("pending", "paused")),
            deliveries.c.announcement.is_not(None),
        )
        await self._connection.execute(update(deliveries).where(waiting).values(state="skipped", error="stopped"))

    async def _read_reader(self, row: Row[Any]) -> Reader:
        address = read_address(row)
        tags = await self._connection.scalars(select(reader_tags.c.tag).where(_is_at(reader_tags, address)))
        return Reader(
            address=address,
            sender=Sender(platform=address.platform, id=row.sender, name=row.name or "") if row.sender else None,
            centre=row.centre,
            tags=frozenset(tags),
            chosen_at=row.chosen_at,
            stopped_at=row.stopped_at,
        )


def _is_at(table: Table, address: Address) -> Any:
    key = address_key(address)
    return and_(*(table.c[name] == value for name, value in key.items()))
