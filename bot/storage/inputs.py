"""Messages that took a choice or went on with a dialogue, inside one transaction."""

from datetime import datetime

from sqlalchemy import and_, delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.addresses import in_room, key_of_sender, sender_of
from bot.storage.insertion import insert
from bot.storage.tables import inputs
from handlers.events import Address, MessageId, Sender


class StoredInputs:
    """Implements handlers.ports.Inputs."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def note(self, address: Address, message: MessageId, sender: Sender, at: datetime) -> None:
        row = {**key_of_sender(sender), "platform": address.platform.value, "room": address.room}
        statement = insert(self._connection, inputs).values(**row, message=message, at=at)
        await self._connection.execute(statement.on_conflict_do_nothing())

    async def author(self, address: Address, message: MessageId) -> Sender | None:
        it = and_(in_room(inputs, address.platform, address.room), inputs.c.message == message)
        row = (await self._connection.execute(select(inputs).where(it))).first()
        return None if row is None else sender_of(row)

    async def delete_old(self, before: datetime, limit: int) -> int:
        """Delete at most `limit` rows; return how many."""
        key = inputs.primary_key
        old = select(*key).where(inputs.c.at < before).limit(limit)
        return (await self._connection.execute(delete(inputs).where(tuple_(*key).in_(old)))).rowcount
