"""The store of conversations: recent context by address and person."""

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, and_, delete, select

from bot.storage.engine.sql import address_key
from bot.storage.engine.store import Store
from bot.storage.engine.tables import conversations
from handlers.context.ports import Conversation
from handlers.core.events import Address, Sender

_CONVERSATION = TypeAdapter(Conversation)


class ConversationStore(Store):
    """Implements handlers.context.ports.Conversations."""

    async def load(self, address: Address, sender: Sender, now: datetime) -> Conversation | None:
        """Return the conversation; None if there is none or it has expired."""
        found = await self._connection.scalar(
            select(conversations.c.state).where(_is_at(_key(address, sender)), conversations.c.expires_at > now)
        )
        return None if found is None else _CONVERSATION.validate_python(found)

    async def save(self, address: Address, sender: Sender, conversation: Conversation) -> None:
        state = _CONVERSATION.dump_python(conversation, mode="json")
        values = {"state": state, "expires_at": conversation.expires_at}
        await self._upsert(conversations, _key(address, sender), values)

    async def forget(self, address: Address, sender: Sender) -> None:
        await self._connection.execute(delete(conversations).where(_is_at(_key(address, sender))))

    async def delete_expired(self, now: datetime, limit: int) -> int:
        """Delete at most `limit` conversations; return how many."""
        return await self._delete_some(conversations, conversations.c.expires_at <= now, limit)


def _key(address: Address, sender: Sender) -> dict[str, str]:
    return {**address_key(address), "sender": sender.id}


def _is_at(key: Any) -> ColumnElement[bool]:
    return and_(*(column == key[column.name] for column in conversations.primary_key))
