"""What people have been told once."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine.tables import notices
from bot.storage.engine.upsert import insert, put_new
from handlers.core.events import Address, Sender


class NoticeStore:
    """Implements handlers.context.ports.Notices inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def once(self, address: Address, sender: Sender, kind: str, now: datetime) -> bool:
        row = {"platform": address.platform.value, "room": address.room, "sender": sender.id, "kind": kind, "at": now}
        return await put_new(self._connection, notices, row)

    async def again(self, address: Address, sender: Sender, kind: str, now: datetime, every: timedelta) -> bool:
        """Whether they have not been told for so long; from now on they have."""
        row = {"platform": address.platform.value, "room": address.room, "sender": sender.id, "kind": kind, "at": now}
        statement = insert(self._connection, notices).values(**row)
        changed = statement.on_conflict_do_update(
            index_elements=[*notices.primary_key], set_={"at": now}, where=notices.c.at <= now - every
        )
        return (await self._connection.execute(changed.returning(notices.c.kind))).first() is not None

    async def delete_old(self, before: datetime, limit: int) -> int:
        """Deletes at most `limit` rows; returns how many."""
        old = select(*notices.primary_key).where(notices.c.at < before).limit(limit)
        statement = delete(notices).where(tuple_(*notices.primary_key).in_(old))
        return (await self._connection.execute(statement)).rowcount
