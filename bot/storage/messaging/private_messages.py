"""Redirection of private messages to another room."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, delete, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.announcements.readers import ReaderStore
from bot.storage.engine.sql import is_in_room
from bot.storage.engine.tables import (
    copies,
    deliveries,
    directs,
    exchanges,
    followers,
    reader_tags,
    readers,
    recipients,
    subscriptions,
)
from handlers.core.events import Address, PlatformName, RoomId, Sender
from handlers.core.messages import DeliveryId

# The tables with the addresses at which people read private messages.
_DIRECT_TABLES = (exchanges, followers, subscriptions, directs, recipients)


async def follow_targets(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows; edits and deletions of private messages go to the same room and reader as these."""
    targets = sorted({row["target"] for row in rows} - {None})
    if not targets:
        return [*rows]
    asked = select(deliveries.c.id, deliveries.c.platform, deliveries.c.room, deliveries.c.private_to)
    found = await connection.execute(asked.where(deliveries.c.id.in_(targets), deliveries.c.private_to.is_not(None)))
    earlier = {(row.id, row.platform): {"room": row.room, "private_to": row.private_to} for row in found}
    return [{**row, **earlier.get((row["target"], row["platform"]), {})} for row in rows]


async def redirect(connection: AsyncConnection, delivery: DeliveryId, room: RoomId) -> None:
    """Move a private message, its changes, and what else its reader reads in the old room to another one.

    The message that it replies to is not there.
    """
    row = (await connection.execute(select(deliveries).where(deliveries.c.id == delivery))).one()
    there: dict[str, Any] = {"room": room, "thread": null()}
    changes = and_(deliveries.c.target == delivery, deliveries.c.state == "pending")
    moving = (deliveries.c.id == delivery) | changes
    await connection.execute(update(deliveries).where(moving).values(**there, reply_to=null(), under=null()))
    await connection.execute(update(copies).where(copies.c.delivery == delivery).values(**there))
    if row.private_to is None or row.room == room:
        return
    reader = Sender(platform=PlatformName(row.platform), id=row.private_to)
    for table in _DIRECT_TABLES:
        theirs = and_(is_in_room(table, reader.platform, row.room), table.c.sender == reader.id)
        await connection.execute(update(table).where(theirs).values(**there))
    await _move_reader(connection, reader, RoomId(row.room), room)


async def _move_reader(connection: AsyncConnection, sender: Sender, old: RoomId, new: RoomId) -> None:
    """Move a person's announcements to the new room; of choices made in both rooms, the latest counts."""
    store = ReaderStore(connection)
    theirs = [reader for reader in await store.of_senders([sender]) if reader.address.room in (old, new)]
    if all(reader.address.room == new for reader in theirs):
        return
    for reader in theirs:
        for table in (readers, reader_tags):
            there = is_in_room(table, sender.platform, reader.address.room)
            await connection.execute(delete(table).where(there, table.c.thread == (reader.address.thread or "")))
    await store.put(replace(theirs[0], address=Address(platform=sender.platform, room=new)))
