"""The store of notices that people get only once, or once in a while."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.storage.engine.sql import insert, read_sender
from bot.storage.engine.store import Store
from bot.storage.engine.tables import notices
from handlers.core.events import Address, Sender


class NoticeStore(Store):
    """Implements handlers.context.ports.Notices."""

    async def once(self, address: Address, sender: Sender, kind: str, now: datetime) -> bool:
        row = {"platform": address.platform.value, "room": address.room, "sender": sender.id, "kind": kind, "at": now}
        return await self._insert_new(notices, row)

    async def again(self, address: Address, sender: Sender, kind: str, now: datetime, every: timedelta) -> bool:
        """Record a notice and return True, unless it was given within `every`."""
        row = {"platform": address.platform.value, "room": address.room, "sender": sender.id, "kind": kind, "at": now}
        statement = insert(self._connection, notices).values(**row)
        changed = statement.on_conflict_do_update(
            index_elements=[*notices.primary_key], set_={"at": now}, where=notices.c.at <= now - every
        )
        return (await self._connection.execute(changed.returning(notices.c.kind))).first() is not None

    async def list_told(self, kind: str, since: datetime) -> Sequence[Sender]:
        """Return who got a notice of this kind after then."""
        theirs = select(notices).where(notices.c.kind == kind, notices.c.at > since)
        return [read_sender(row) for row in await self._connection.execute(theirs)]

    async def delete_old(self, before: datetime, limit: int) -> int:
        """Delete at most `limit` rows; return how many."""
        return await self._delete_some(notices, notices.c.at < before, limit)
