"""Albums that have begun to come in, inside one transaction."""

from datetime import datetime

from sqlalchemy import and_, delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine.tables import albums
from bot.storage.engine.upsert import insert
from handlers.context.ports import Album
from handlers.core.events import Address, MessageId, Sender


class AlbumStore:
    """Implements handlers.context.ports.Albums."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, address: Address, sender: Sender, album: str) -> Album | None:
        key = _key(address, sender, album)
        found = await self._connection.execute(
            select(albums).where(and_(*(albums.c[name] == key[name] for name in key)))
        )
        row = found.first()
        if row is None:
            return None
        return Album(message=MessageId(row.message), has_text=row.has_text, announcement=row.announcement)

    async def add(self, address: Address, sender: Sender, album: str, first: Album, now: datetime) -> None:
        kept = {"message": first.message, "has_text": first.has_text, "announcement": first.announcement, "at": now}
        statement = insert(self._connection, albums).values(**_key(address, sender, album), **kept)
        await self._connection.execute(statement.on_conflict_do_nothing())

    async def delete_old(self, before: datetime, limit: int) -> int:
        """Delete at most `limit` rows; return how many."""
        old = select(*albums.primary_key).where(albums.c.at < before).limit(limit)
        statement = delete(albums).where(tuple_(*albums.primary_key).in_(old))
        return (await self._connection.execute(statement)).rowcount


def _key(address: Address, sender: Sender, album: str) -> dict[str, str]:
    return {"platform": address.platform.value, "room": address.room, "sender": sender.id, "album": album[:100]}
