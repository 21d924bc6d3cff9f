"""The store of remarks: what people say about questions to colleagues."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Row, and_, delete, func, select, true, update

from bot.platforms.base.sanitising import sanitise_text
from bot.storage.engine.sql import insert, is_from_any, is_in_room, person_key, read_address, read_sender, sender_key
from bot.storage.engine.store import Store
from bot.storage.engine.tables import remarks, thanks
from handlers.core.events import Address, Attachment, EventId, MessageId, Sender
from handlers.exchange.model.exchange import Consent, Remark

_ATTACHMENT: TypeAdapter[Attachment | None] = TypeAdapter(Attachment | None)


class RemarkStore(Store):
    """Implements handlers.exchange.model.ports.Remarks."""

    async def add(self, remark: Remark, at: datetime) -> Remark:
        row = {
            "exchange": remark.exchange,
            **sender_key(remark.author),
            "room": remark.address.room,
            "thread": remark.address.thread,
            "message": remark.message,
            "name": sanitise_text(remark.signed_as),
            "text": sanitise_text(remark.text),
            "by_asker": remark.by_asker,
            "consent": remark.consent,
            "attachment": _ATTACHMENT.dump_python(remark.attachment, mode="json"),
            "said_at": at,
            "direct": remark.direct,
        }
        statement = insert(self._connection, remarks).values(**row).returning(remarks)
        return _read_remark((await self._connection.execute(statement)).one())

    async def get(self, number: int) -> Remark | None:
        return await self._find(remarks.c.number == number)

    async def of_message(self, address: Address, message: MessageId) -> Remark | None:
        return await self._find(and_(remarks.c.message == message, is_in_room(remarks, address.platform, address.room)))

    async def of_exchange(self, number: int) -> Sequence[Remark]:
        rows = await self._connection.execute(
            select(remarks).where(remarks.c.exchange == number).order_by(remarks.c.number)
        )
        return [_read_remark(row) for row in rows]

    async def by_authors(self, authors: Sequence[Sender]) -> Sequence[int]:
        found = await self._connection.scalars(
            select(remarks.c.exchange).where(is_from_any(remarks, authors)).distinct().order_by(remarks.c.exchange)
        )
        return list(found.all())

    async def reword(self, number: int, text: str) -> None:
        await self._change(remarks.c.number == number, text=sanitise_text(text))

    async def rename(self, exchange: int, name: str) -> None:
        await self._change(and_(remarks.c.exchange == exchange, remarks.c.by_asker), name=sanitise_text(name))

    async def sign(self, number: int, name: str) -> None:
        await self._change(remarks.c.number == number, name=sanitise_text(name))

    async def drop(self, number: int) -> None:
        await self._connection.execute(delete(thanks).where(thanks.c.remark == number))
        await self._connection.execute(delete(remarks).where(remarks.c.number == number))

    async def attach(self, number: int, file: Attachment | None) -> None:
        await self._change(remarks.c.number == number, attachment=_ATTACHMENT.dump_python(file, mode="json"))

    async def set_consent(self, number: int, consent: Consent) -> None:
        await self._change(remarks.c.number == number, consent=consent)

    async def thank(self, number: int, sender: Sender, event: EventId) -> None:
        row = {"remark": number, **sender_key(sender), "event": event}
        await self._connection.execute(insert(self._connection, thanks).values(**row).on_conflict_do_nothing())

    async def unthank(self, event: EventId, sender: Sender | None) -> None:
        theirs = true() if sender is None else is_from_any(thanks, [sender])
        await self._connection.execute(delete(thanks).where(thanks.c.event == event, theirs))

    async def count_thanks(self, exchange: int) -> Mapping[int, int]:
        rows = await self._connection.execute(
            select(thanks.c.remark, func.count(person_key(thanks).distinct()).label("number"))
            .join(remarks, remarks.c.number == thanks.c.remark)
            .where(remarks.c.exchange == exchange)
            .group_by(thanks.c.remark)
        )
        return {row.remark: row.number for row in rows}

    async def _find(self, which: ColumnElement[bool]) -> Remark | None:
        row = await self._first(select(remarks).where(which))
        return None if row is None else _read_remark(row)

    async def _change(self, which: ColumnElement[bool], **changed: Any) -> None:
        await self._connection.execute(update(remarks).where(which).values(**changed))


def _read_remark(row: Row[tuple[object, ...]]) -> Remark:
    return Remark(
        number=row.number,
        exchange=row.exchange,
        author=read_sender(row),
        address=read_address(row),
        message=MessageId(row.message),
        signed_as=row.name,
        text=row.text,
        by_asker=row.by_asker,
        consent=Consent(row.consent) if row.consent else None,
        attachment=_ATTACHMENT.validate_python(row.attachment),
        direct=row.direct,
    )
