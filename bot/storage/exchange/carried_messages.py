"""Which messages were carried to other people, inside one transaction."""

from datetime import datetime

from sqlalchemy import and_, delete, exists, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine.addresses import is_in_room
from bot.storage.engine.tables import carried_messages
from bot.storage.engine.upsert import insert
from handlers.core.events import Address, MessageId


class CarriedMessageStore:
    """Implements handlers.context.ports.CarriedMessages."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

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
        key = carried_messages.primary_key
        old = select(*key).where(carried_messages.c.at < before).limit(limit)
        statement = delete(carried_messages).where(tuple_(*key).in_(old))
        return (await self._connection.execute(statement)).rowcount
