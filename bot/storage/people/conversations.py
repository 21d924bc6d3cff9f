"""The store of conversations: recent context by address and person."""

from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import bindparam, delete, select

from bot.storage.engine.prepared import Prepared
from bot.storage.engine.sql import address_key, matches
from bot.storage.engine.store import Store
from bot.storage.engine.tables import conversations
from handlers.context.ports import Conversation
from handlers.core.events import Address, Sender

_CONVERSATION = TypeAdapter(Conversation)
_IT = matches(*conversations.primary_key)
_STATE = Prepared(select(conversations.c.state).where(_IT, conversations.c.expires_at > bindparam("now")))
_DELETION = Prepared(delete(conversations).where(_IT))


class ConversationStore(Store):
    """Implements handlers.context.ports.Conversations."""

    async def load(self, address: Address, sender: Sender, now: datetime) -> Conversation | None:
        """Return the conversation; None if there is none or it has expired."""
        found = await _STATE.fetch_value(self._connection, {**_key(address, sender), "now": now})
        return None if found is None else _CONVERSATION.validate_python(found)

    async def save(self, address: Address, sender: Sender, conversation: Conversation) -> None:
        state = _CONVERSATION.dump_python(conversation, mode="json")
        values = {"state": state, "expires_at": conversation.expires_at}
        await self._upsert(conversations, _key(address, sender), values)

    async def forget(self, address: Address, sender: Sender) -> None:
        await _DELETION.execute(self._connection, _key(address, sender))

    async def delete_expired(self, now: datetime, limit: int) -> int:
        """Delete at most `limit` conversations; return how many."""
        return await self._delete_some(conversations, conversations.c.expires_at <= now, limit)


def _key(address: Address, sender: Sender) -> dict[str, str]:
    return {**address_key(address), "sender": sender.id}
