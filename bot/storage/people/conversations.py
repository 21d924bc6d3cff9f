"""What was just spoken about, by place and person."""

from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine.addresses import address_key, matches
from bot.storage.engine.tables import conversations
from bot.storage.engine.upsert import put
from handlers.context.ports import Conversation
from handlers.core.events import Address, Sender

_CONVERSATION = TypeAdapter(Conversation)
_IT = matches(*conversations.primary_key)
_STATE = select(conversations.c.state).where(_IT, conversations.c.expires_at > bindparam("now"))
_DELETION = delete(conversations).where(_IT)


class ConversationStore:
    """Implements handlers.context.ports.Conversations inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def load(self, address: Address, sender: Sender, now: datetime) -> Conversation | None:
        """The state, unless there is none or it has expired."""
        found = await self._connection.scalar(_STATE, {**_key(address, sender), "now": now})
        return None if found is None else _CONVERSATION.validate_python(found)

    async def save(self, address: Address, sender: Sender, conversation: Conversation) -> None:
        state = _CONVERSATION.dump_python(conversation, mode="json")
        row = {**_key(address, sender), "state": state, "expires_at": conversation.expires_at}
        await put(self._connection, conversations, row)

    async def forget(self, address: Address, sender: Sender) -> None:
        await self._connection.execute(_DELETION, _key(address, sender))

    async def delete_expired(self, now: datetime, limit: int) -> int:
        """Deletes at most `limit` states; returns how many."""
        expired = select(*conversations.primary_key).where(conversations.c.expires_at <= now).limit(limit)
        rows = (await self._connection.execute(expired)).mappings().all()
        for row in rows:
            await self._connection.execute(_DELETION, dict(row))
        return len(rows)


def _key(address: Address, sender: Sender) -> dict[str, str]:
    return {**address_key(address), "sender": sender.id}
