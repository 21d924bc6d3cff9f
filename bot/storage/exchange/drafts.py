"""The store of drafts: questions to colleagues that are not asked yet."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, delete, insert, select, update

from bot.platforms.base.sanitising import sanitise_text
from bot.storage.engine.prepared import Prepared
from bot.storage.engine.sql import is_from_any, sender_key
from bot.storage.engine.store import Store
from bot.storage.engine.tables import drafts
from handlers.core.events import Attachment, MessageId, Sender
from handlers.exchange.model.exchange import Draft, Signature

_ATTACHMENT: TypeAdapter[Attachment | None] = TypeAdapter(Attachment | None)
_ADDITION = Prepared(insert(drafts).returning(drafts))


class DraftStore(Store):
    """Implements handlers.exchange.model.ports.Drafts."""

    async def add(self, sender: Sender, draft: Draft, expires_at: datetime) -> Draft:
        values = {**sender_key(sender), **_to_row(draft), "expires_at": expires_at}
        return _read_draft(await _ADDITION.fetch_first(self._connection, values))

    async def get(self, number: int, senders: Sequence[Sender], now: datetime) -> Draft | None:
        theirs = (drafts.c.number == number, is_from_any(drafts, senders), drafts.c.expires_at > now)
        row = await self._first(select(drafts).where(*theirs))
        return None if row is None else _read_draft(row)

    async def find_newest(self, senders: Sequence[Sender], now: datetime) -> Draft | None:
        theirs = (is_from_any(drafts, senders), drafts.c.expires_at > now, drafts.c.exchange.is_(None))
        row = await self._first(select(drafts).where(*theirs).order_by(drafts.c.number.desc()).limit(1))
        return None if row is None else _read_draft(row)

    async def put(self, draft: Draft, expires_at: datetime) -> None:
        values = {**_to_row(draft), "expires_at": expires_at}
        await self._connection.execute(update(drafts).where(drafts.c.number == draft.number).values(**values))

    async def drop(self, number: int) -> None:
        await self._connection.execute(delete(drafts).where(drafts.c.number == number))

    async def delete_expired(self, now: datetime, limit: int) -> int:
        """Delete at most `limit` drafts; return how many."""
        return await self._delete_some(drafts, drafts.c.expires_at <= now, limit)


def _to_row(draft: Draft) -> dict[str, Any]:
    return {
        "text": sanitise_text(draft.text),
        "message": draft.message,
        "topic": draft.topic,
        "signature": draft.signature,
        "exchange": draft.exchange,
        "attachment": _ATTACHMENT.dump_python(draft.attachment, mode="json"),
    }


def _read_draft(row: Row[Any]) -> Draft:
    return Draft(
        number=row.number,
        text=row.text,
        message=MessageId(row.message) if row.message else None,
        topic=row.topic,
        signature=Signature(row.signature) if row.signature else None,
        exchange=row.exchange,
        attachment=_ATTACHMENT.validate_python(row.attachment),
    )
