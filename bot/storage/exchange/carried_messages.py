"""The store of messages that were carried to other people."""

from datetime import datetime

from sqlalchemy import and_, exists, select

from bot.storage.engine.sql import insert, is_in_room
from bot.storage.engine.store import Store
from bot.storage.engine.tables import carried_messages
from handlers.core.events import Address, MessageId


class CarriedMessageStore(Store):
    """Implements handlers.context.ports.CarriedMessages."""

    async def note(self, address: Address, message: MessageId, at: datetime) -> None:
        row = {"platform": address.platform.value, "room": address.room, "message": message, "at": at}
        statement = insert(self._connection, carried_messages).values(**row).on_conflict_do_nothing()
        await self._connection.execute(statement)

    async def has(self, address: Address, message: MessageId) -> bool:
        there = is_in_room(carried_messages, address.platform, address.room)
        it = exists().where(and_(there, carried_messages.c.message == message))
        return bool(await self._connection.scalar(select(it)))

    async def delete_old(self, before: datetime, limit: int) -> int:
        """Delete at most `limit` rows; return how many."""
        return await self._delete_some(carried_messages, carried_messages.c.at < before, limit)
