"""The store of messages whose authors are asked what they belong to."""

from collections.abc import Sequence
from datetime import datetime
from secrets import randbelow

from pydantic import TypeAdapter
from sqlalchemy import Row, and_, delete, select, update

from bot.platforms.base.sanitising import sanitise_text
from bot.storage.engine.sql import insert, is_in_room, read_address, read_sender, sender_key
from bot.storage.engine.store import Store
from bot.storage.engine.tables import held_messages
from handlers.core.events import Address, Attachment, MessageId
from handlers.exchange.model.exchange import HeldMessage

_ATTACHMENT: TypeAdapter[Attachment | None] = TypeAdapter(Attachment | None)


class HeldMessageStore(Store):
    """Implements handlers.exchange.model.ports.HeldMessages."""

    async def put(self, held: HeldMessage, expires_at: datetime) -> HeldMessage:
        row = {
            # Random, as choices under an earlier message may still refer to its number.
            "number": randbelow(10**9),
            **sender_key(held.sender),
            "room": held.address.room,
            "thread": held.address.thread,
            "message": held.message,
            "text": sanitise_text(held.text),
            "formatted": sanitise_text(held.formatted),
            "attachment": _ATTACHMENT.dump_python(held.attachment, mode="json"),
            "exchange": held.exchange,
            "album": held.album,
            "expires_at": expires_at,
        }
        statement = insert(self._connection, held_messages).values(**row).returning(held_messages)
        return _read_held((await self._connection.execute(statement)).one())

    async def take(self, number: int, now: datetime) -> HeldMessage | None:
        it = and_(held_messages.c.number == number, held_messages.c.expires_at > now)
        row = (await self._connection.execute(delete(held_messages).where(it).returning(held_messages))).first()
        return None if row is None else _read_held(row)

    async def take_album(self, held: HeldMessage, now: datetime) -> Sequence[HeldMessage]:
        if not held.album:
            return []
        room = is_in_room(held_messages, held.address.platform, held.address.room)
        it = and_(room, held_messages.c.album == held.album, held_messages.c.expires_at > now)
        rows = await self._connection.execute(delete(held_messages).where(it).returning(held_messages))
        return sorted(map(_read_held, rows), key=lambda each: (len(each.message), each.message))

    async def of_message(self, address: Address, message: MessageId, now: datetime) -> HeldMessage | None:
        it = and_(is_in_room(held_messages, address.platform, address.room), held_messages.c.message == message)
        found = select(held_messages).where(it, held_messages.c.expires_at > now)
        row = await self._first(found)
        return None if row is None else _read_held(row)

    async def reword(self, number: int, text: str, formatted: str) -> None:
        changed = {"text": sanitise_text(text), "formatted": sanitise_text(formatted)}
        await self._connection.execute(update(held_messages).where(held_messages.c.number == number).values(**changed))

    async def delete_expired(self, now: datetime, limit: int) -> int:
        """Delete at most `limit` messages; return how many."""
        return await self._delete_some(held_messages, held_messages.c.expires_at <= now, limit)


def _read_held(row: Row[tuple[object, ...]]) -> HeldMessage:
    return HeldMessage(
        number=row.number,
        sender=read_sender(row),
        address=read_address(row),
        message=MessageId(row.message),
        text=row.text,
        formatted=row.formatted,
        attachment=_ATTACHMENT.validate_python(row.attachment),
        exchange=row.exchange,
        album=row.album,
    )
