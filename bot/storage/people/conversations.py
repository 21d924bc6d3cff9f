"""What was just spoken about, by place and person."""

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine.addresses import address_key
from bot.storage.engine.tables import conversations
from bot.storage.engine.upsert import insert
from handlers.context.ports import Conversation
from handlers.core.events import Address, Sender

_CONVERSATION = TypeAdapter(Conversation)


class ConversationStore:
    """Implements handlers.context.ports.Conversations inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def load(self, address: Address, sender: Sender, now: datetime) -> Conversation | None:
        """The state, unless there is none or it has expired."""
        found = await self._connection.scalar(
            select(conversations.c.state).where(_is_at(_key(address, sender)), conversations.c.expires_at > now)
        )
        return None if found is None else _CONVERSATION.validate_python(found)

    async def save(self, address: Address, sender: Sender, conversation: Conversation) -> None:
        state = {
            "state": _CONVERSATION.dump_python(conversation, mode="json"),
            "expires_at": conversation.expires_at,
        }
        key = _key(address, sender)
        statement = insert(self._connection, conversations).values(**key, **state)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=state))

    async def forget(self, address: Address, sender: Sender) -> None:
        await self._connection.execute(delete(conversations).where(_is_at(_key(address, sender))))

    async def delete_expired(self, now: datetime, limit: int) -> int:
        """Deletes at most `limit` states; returns how many."""
        expired = select(*conversations.primary_key).where(conversations.c.expires_at <= now).limit(limit)
        rows = (await self._connection.execute(expired)).mappings().all()
        for row in rows:
            await self._connection.execute(delete(conversations).where(_is_at(row)))
        return len(rows)


def _key(address: Address, sender: Sender) -> dict[str, str]:
    return {**address_key(address), "sender": sender.id}


def _is_at(key: Any) -> ColumnElement[bool]:
    return and_(*(column == key[column.name] for column in conversations.primary_key))
