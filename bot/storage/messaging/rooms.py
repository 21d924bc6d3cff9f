"""The store of rooms that have moved or are gone."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.platforms.base.contract import Action
from bot.storage.engine.prepared import Prepared
from bot.storage.engine.sql import insert, is_in_room, matches, read_sender
from bot.storage.engine.store import Store
from bot.storage.engine.tables import (
    carried_messages,
    channels,
    contributions,
    conversations,
    copies,
    deliveries,
    directs,
    exchanges,
    followers,
    held_messages,
    invitations,
    notices,
    reader_tags,
    readers,
    recipients,
    remarks,
    replies,
    rooms,
    subscriptions,
)
from handlers.core.events import Address, PlatformName, RoomId, Sender

# Tables whose rows move with a room, out of its threads, which stay behind.
_MOVED_TABLES = (carried_messages, channels, conversations, notices, readers, reader_tags, invitations)
# Tables whose rows continue in the new room.
_UPDATED_TABLES = (
    *(exchanges, followers, held_messages, copies, remarks, subscriptions, directs, recipients, replies),
    contributions,
)
_SUCCESSORS = Prepared(
    select(rooms.c.room, rooms.c.successor).where(
        matches(rooms.c.platform),
        rooms.c.room.in_(bindparam("among", expanding=True)),
        rooms.c.successor.is_not(None),
    )
)
_GONE_REASON = "Lotse was sent out of the room"


class RoomStore(Store):
    """Implements handlers.context.ports.Rooms.

    A room without a row is as usual; others are `gone`, or `moved` to a successor.
    """

    async def successor(self, platform: PlatformName, room: RoomId) -> RoomId | None:
        """Return where a room has moved to, over any number of moves; None if it has not."""
        found = await self._connection.scalar(select(rooms.c.successor).where(is_in_room(rooms, platform, room)))
        return None if found is None else RoomId(found)

    async def move(self, platform: PlatformName, old: RoomId, new: RoomId, at: datetime) -> None:
        """Move everything that belongs to a room; what the new room has already stays. May be repeated."""
        for table in _MOVED_TABLES:
            await self._carry(table, platform, old, new)
        for table in _UPDATED_TABLES:
            at_the_old = is_in_room(table, platform, old)
            await self._connection.execute(update(table).where(at_the_old).values(room=new, thread=None))
        await self._redirect(platform, old, new)
        await self._connection.execute(delete(rooms).where(is_in_room(rooms, platform, new)))
        await self._mark(platform, old, "moved", new, at)
        earlier = and_(rooms.c.platform == platform.value, rooms.c.successor == old)
        await self._connection.execute(update(rooms).where(earlier).values(successor=new))

    async def close(self, address: Address, at: datetime) -> None:
        """Mark the room as gone: its deliveries fail and its subscriptions end."""
        await self._mark(address.platform, address.room, "gone", None, at)
        await self._connection.execute(
            delete(subscriptions).where(is_in_room(subscriptions, address.platform, address.room))
        )
        await self._stop_readers(address, at)
        of_room = is_in_room(deliveries, address.platform, address.room)
        waiting = and_(of_room, deliveries.c.state.in_(("pending", "paused", "held")))
        await self._connection.execute(update(deliveries).where(waiting).values(state="failed", error=_GONE_REASON))

    async def is_closed(self, address: Address) -> bool:
        there = is_in_room(rooms, address.platform, address.room)
        state = await self._connection.scalar(select(rooms.c.state).where(there))
        return bool(state == "gone")

    async def _stop_readers(self, address: Address, at: datetime) -> None:
        """Stop announcements in a room: a person may resume them, a group starts anew."""
        there = is_in_room(readers, address.platform, address.room)
        of_person = and_(there, readers.c.sender.is_not(None))
        await self._connection.execute(
            update(readers).where(of_person, readers.c.stopped_at.is_(None)).values(stopped_at=at)
        )
        if await self._connection.scalar(select(readers.c.room).where(of_person).limit(1)) is None:
            for table in (readers, reader_tags, invitations):
                await self._connection.execute(delete(table).where(is_in_room(table, address.platform, address.room)))

    async def note_invitation(self, address: Address, inviter: str, at: datetime) -> None:
        """Record which account of the same platform brought Lotse into the room."""
        key = {"platform": address.platform.value, "room": address.room}
        await self._upsert(invitations, key, {"sender": inviter, "at": at})

    async def inviter(self, address: Address) -> Sender | None:
        row = await self._first(select(invitations).where(is_in_room(invitations, address.platform, address.room)))
        return None if row is None else read_sender(row)

    async def reopen(self, platform: PlatformName, among: Collection[RoomId]) -> None:
        """Mark rooms as usual that Lotse is in again."""
        again = and_(rooms.c.platform == platform.value, rooms.c.state == "gone", rooms.c.room.in_(among))
        await self._connection.execute(delete(rooms).where(again))

    async def release_held(self, platform: PlatformName, among: Collection[RoomId], at: datetime) -> None:
        """Make the held deliveries of these rooms due."""
        held = and_(deliveries.c.platform == platform.value, deliveries.c.room.in_(among), deliveries.c.state == "held")
        await self._connection.execute(update(deliveries).where(held).values(state="pending", due_at=at, error=None))

    async def _carry(self, table: Table, platform: PlatformName, old: RoomId, new: RoomId) -> None:
        found = await self._connection.execute(
            select(table).where(is_in_room(table, platform, old)).order_by(*table.primary_key)
        )
        for row in found.mappings().all():
            changed = {**row, "room": new} | ({"thread": ""} if "thread" in row else {})
            await self._connection.execute(insert(self._connection, table).values(**changed).on_conflict_do_nothing())
        await self._connection.execute(delete(table).where(is_in_room(table, platform, old)))

    async def _redirect(self, platform: PlatformName, old: RoomId, new: RoomId) -> None:
        """Redirect messages that have not left, with their changes; a change to a sent message stays in its room."""
        waiting = and_(is_in_room(deliveries, platform, old), deliveries.c.state.in_(("pending", "held")))
        unsent = select(deliveries.c.id).where(waiting, deliveries.c.action == Action.MESSAGE)
        ids = list((await self._connection.scalars(unsent)).all())
        moving = and_(waiting, deliveries.c.id.in_(ids) | deliveries.c.target.in_(ids))
        await self._connection.execute(update(deliveries).where(moving).values(room=new, thread=None, reply_to=None))

    async def _mark(
        self, platform: PlatformName, room: RoomId, state: str, successor: RoomId | None, at: datetime
    ) -> None:
        changed = {"state": state, "successor": successor, "changed_at": at}
        await self._upsert(rooms, {"platform": platform.value, "room": room}, changed)


async def redirect_moved(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows; new messages to rooms that have moved go to their successors, as no replies."""
    named: dict[str, set[str]] = {}
    for row in rows:
        named.setdefault(row["platform"], set()).add(row["room"])
    successors: dict[tuple[str, str], str] = {}
    for platform, theirs in named.items():
        found = await _SUCCESSORS.fetch_all(connection, {"platform": platform, "among": sorted(theirs)})
        successors |= {(platform, row.room): row.successor for row in found}
    return [_redirect_row(row, successors.get((row["platform"], row["room"]))) for row in rows]


def _redirect_row(row: dict[str, Any], successor: str | None) -> dict[str, Any]:
    if successor is None or row["action"] != Action.MESSAGE:
        return row
    return {**row, "room": successor, "thread": None, "reply_to": None}
