"""The store of albums that have begun to arrive."""

from datetime import datetime

from sqlalchemy import and_, select

from bot.storage.engine.sql import insert
from bot.storage.engine.store import Store
from bot.storage.engine.tables import albums
from handlers.context.ports import Album
from handlers.core.events import Address, MessageId, Sender


class AlbumStore(Store):
    """Implements handlers.context.ports.Albums."""

    async def get(self, address: Address, sender: Sender, album: str) -> Album | None:
        key = _key(address, sender, album)
        row = await self._first(select(albums).where(and_(*(albums.c[name] == key[name] for name in key))))
        if row is None:
            return None
        return Album(message=MessageId(row.message), has_text=row.has_text, announcement=row.announcement)

    async def add(self, address: Address, sender: Sender, album: str, first: Album, now: datetime) -> None:
        kept = {"message": first.message, "has_text": first.has_text, "announcement": first.announcement, "at": now}
        statement = insert(self._connection, albums).values(**_key(address, sender, album), **kept)
        await self._connection.execute(statement.on_conflict_do_nothing())

    async def delete_old(self, before: datetime, limit: int) -> int:
        """Delete at most `limit` rows; return how many."""
        return await self._delete_some(albums, albums.c.at < before, limit)


def _key(address: Address, sender: Sender, album: str) -> dict[str, str]:
    return {"platform": address.platform.value, "room": address.room, "sender": sender.id, "album": album[:100]}
