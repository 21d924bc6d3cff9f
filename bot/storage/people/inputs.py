"""The store of inputs: messages that a step of a dialogue has taken."""

from datetime import datetime

from sqlalchemy import and_, select

from bot.storage.engine.sql import is_in_room, read_sender
from bot.storage.engine.store import Store
from bot.storage.engine.tables import inputs
from handlers.context.ports import Input, Waiting
from handlers.core.events import Address, MessageId


class InputStore(Store):
    """Implements handlers.context.ports.Inputs."""

    async def add(self, taken: Input, expires_at: datetime) -> None:
        key = {"platform": taken.address.platform.value, "room": taken.address.room, "message": taken.message}
        values = {
            "sender": taken.sender.id,
            "step": taken.waiting.step,
            "subject": taken.waiting.subject,
            "expires_at": expires_at,
        }
        await self._upsert(inputs, key, values)

    async def of_message(self, address: Address, message: MessageId, now: datetime) -> Input | None:
        it = and_(is_in_room(inputs, address.platform, address.room), inputs.c.message == message)
        row = await self._first(select(inputs).where(it, inputs.c.expires_at > now))
        if row is None:
            return None
        waiting = Waiting(step=row.step, subject=row.subject)
        return Input(address=address, message=message, sender=read_sender(row), waiting=waiting)

    async def delete_expired(self, now: datetime, limit: int) -> int:
        """Delete at most `limit` inputs; return how many."""
        return await self._delete_some(inputs, inputs.c.expires_at <= now, limit)
