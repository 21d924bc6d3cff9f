"""Messages that a step of a dialogue has taken, inside one transaction."""

from datetime import datetime

from sqlalchemy import and_, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine.addresses import is_in_room, read_sender
from bot.storage.engine.tables import inputs
from bot.storage.engine.upsert import put
from handlers.context.ports import Input, Waiting
from handlers.core.events import Address, MessageId


class InputStore:
    """Implements handlers.context.ports.Inputs."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, taken: Input, expires_at: datetime) -> None:
        row = {
            "platform": taken.address.platform.value,
            "room": taken.address.room,
            "message": taken.message,
            "sender": taken.sender.id,
            "step": taken.waiting.step,
            "subject": taken.waiting.subject,
            "expires_at": expires_at,
        }
        await put(self._connection, inputs, row)

    async def of_message(self, address: Address, message: MessageId, now: datetime) -> Input | None:
        it = and_(is_in_room(inputs, address.platform, address.room), inputs.c.message == message)
        row = (await self._connection.execute(select(inputs).where(it, inputs.c.expires_at > now))).first()
        if row is None:
            return None
        waiting = Waiting(step=row.step, subject=row.subject)
        return Input(address=address, message=message, sender=read_sender(row), waiting=waiting)

    async def delete_expired(self, now: datetime, limit: int) -> int:
        """Delete at most `limit` inputs; return how many."""
        key = (inputs.c.platform, inputs.c.room, inputs.c.message)
        rows = (await self._connection.execute(select(*key).where(inputs.c.expires_at <= now).limit(limit))).all()
        for platform, room, message in rows:
            it = and_(inputs.c.platform == platform, inputs.c.room == room, inputs.c.message == message)
            await self._connection.execute(delete(inputs).where(it))
        return len(rows)
