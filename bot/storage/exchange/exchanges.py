"""The store of exchanges: questions to colleagues."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Row, and_, delete, func, select, update

from bot.platforms.base.sanitising import sanitise_text
from bot.storage.engine.sql import insert, is_from_any, is_in_room, read_address, read_sender, sender_key
from bot.storage.engine.store import Store
from bot.storage.engine.tables import copies, deliveries, exchanges, followers, lessons, moderations, remarks, thanks
from handlers.core.events import Address, Attachment, MessageId, Sender
from handlers.exchange.model.exchange import Draft, Exchange, Follower, ModerationAction, Signature

_ATTACHMENT: TypeAdapter[Attachment | None] = TypeAdapter(Attachment | None)
_MAX_OF_PERSON = 50
_MAX_DETAIL = 300
# Merged questions may have been merged again; this bounds the chain.
_MAX_MERGES = 20


class ExchangeStore(Store):
    """Implements handlers.exchange.model.ports.Exchanges."""

    async def open(
        self, draft: Draft, asker: Sender, address: Address, signed: str, at: datetime, *, direct: bool = False
    ) -> Exchange:
        row = {
            **sender_key(asker),
            "room": address.room,
            "thread": address.thread,
            "topic": draft.topic,
            "text": sanitise_text(draft.text),
            "message": draft.message,
            "signature": draft.signature,
            "signed": sanitise_text(signed),
            "asked_at": at,
            "direct": direct,
            "attachment": _ATTACHMENT.dump_python(draft.attachment, mode="json"),
        }
        statement = insert(self._connection, exchanges).values(**row).returning(exchanges)
        return _read_exchange((await self._connection.execute(statement)).one())

    async def get(self, number: int) -> Exchange | None:
        for _ in range(_MAX_MERGES):
            row = await self._first(select(exchanges).where(exchanges.c.number == number))
            if row is None or row.merged_into is None:
                return None if row is None else _read_exchange(row)
            number = row.merged_into
        return None

    async def get_unmerged(self, number: int) -> Exchange | None:
        row = await self._first(select(exchanges).where(exchanges.c.number == number))
        return None if row is None else _read_exchange(row)

    async def of_question(self, address: Address, message: MessageId) -> Exchange | None:
        there = is_in_room(exchanges, address.platform, address.room)
        row = await self._first(select(exchanges).where(exchanges.c.message == message, there))
        return None if row is None else _read_exchange(row)

    async def of_askers(self, askers: Sequence[Sender]) -> Sequence[Exchange]:
        return await self._list_newest(is_from_any(exchanges, askers), _MAX_OF_PERSON)

    async def list_newest(self, limit: int) -> Sequence[Exchange]:
        return await self._list_newest(and_(exchanges.c.hidden_at.is_(None), exchanges.c.merged_into.is_(None)), limit)

    async def list_open_since(self, topic: str, since: datetime) -> Sequence[Exchange]:
        rows = await self._connection.execute(
            select(exchanges)
            .where(exchanges.c.topic == topic, exchanges.c.asked_at >= since, exchanges.c.closed_at.is_(None))
            .order_by(exchanges.c.number)
        )
        return [_read_exchange(row) for row in rows]

    async def count_open_by_topic(self) -> Mapping[str, int]:
        rows = await self._connection.execute(
            select(exchanges.c.topic, func.count().label("open"))
            .where(exchanges.c.closed_at.is_(None))
            .group_by(exchanges.c.topic)
        )
        return {row.topic: row.open for row in rows}

    async def due(self, now: datetime, limit: int) -> Sequence[Exchange]:
        """Return exchanges with a reminder due."""
        rows = await self._connection.execute(
            select(exchanges)
            .where(exchanges.c.remind_at <= now, exchanges.c.closed_at.is_(None))
            .order_by(exchanges.c.remind_at)
            .limit(limit)
        )
        return [_read_exchange(row) for row in rows]

    async def reword(self, number: int, text: str) -> None:
        await self._change(number, text=sanitise_text(text))

    async def attach(self, number: int, file: Attachment | None) -> None:
        await self._change(number, attachment=_ATTACHMENT.dump_python(file, mode="json"))

    async def sign(self, number: int, signature: Signature, signed: str) -> None:
        await self._change(number, signature=signature, signed=sanitise_text(signed))

    async def set_topic(self, number: int, topic: str) -> None:
        await self._change(number, topic=topic)

    async def close(self, number: int, at: datetime) -> None:
        await self._change(number, closed_at=func.coalesce(exchanges.c.closed_at, at), remind_at=None)

    async def hide(self, number: int, at: datetime) -> None:
        await self.close(number, at)
        await self._change(number, hidden_at=at)

    async def show_again(self, number: int) -> None:
        closed_at = func.nullif(exchanges.c.closed_at, exchanges.c.hidden_at)
        await self._change(number, closed_at=closed_at, hidden_at=None)

    async def merge(self, number: int, into: int, at: datetime) -> None:
        await self.close(number, at)
        await self._change(number, merged_into=into)

    async def list_merged_into(self, number: int) -> Sequence[int]:
        found: list[int] = []
        new = [number]
        while new:
            rows = await self._connection.scalars(
                select(exchanges.c.number).where(exchanges.c.merged_into.in_(new)).order_by(exchanges.c.number)
            )
            new = [each for each in rows if each not in (number, *found)]
            found += new
        return found

    async def mark_answered(self, number: int, at: datetime) -> None:
        first = and_(exchanges.c.number == number, exchanges.c.answered_at.is_(None))
        await self._connection.execute(update(exchanges).where(first).values(answered_at=at, remind_at=None))

    async def schedule_reminder(self, number: int, reminders: int, at: datetime | None) -> None:
        await self._change(number, reminders=reminders, remind_at=at)

    async def put_follower(self, number: int, follower: Follower, at: datetime) -> None:
        row = {
            "exchange": number,
            **sender_key(follower.sender),
            "room": follower.address.room,
            "thread": follower.address.thread,
            "signed": sanitise_text(follower.signed_as),
            "asked": follower.known_as,
            "asks": follower.is_asker,
            "ended": follower.has_ended,
            "at": at,
            "direct": follower.direct,
        }
        key = [column.name for column in followers.primary_key]
        changed = {name: value for name, value in row.items() if name not in (*key, "at")}
        statement = insert(self._connection, followers).values(**row)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changed))

    async def list_followers(self, number: int) -> Sequence[Follower]:
        rows = await self._connection.execute(
            select(followers).where(followers.c.exchange == number).order_by(followers.c.at, followers.c.sender)
        )
        return [_read_follower(row) for row in rows]

    async def pass_on(self, numbers: Sequence[int], to: Sender, address: Address) -> None:
        theirs = exchanges.c.number.in_(numbers)
        there = {"room": address.room, "thread": address.thread, "direct": True, "message": None}
        await self._connection.execute(update(exchanges).where(theirs).values(**sender_key(to), **there))
        followed = and_(followers.c.exchange.in_(numbers), is_from_any(followers, [to]))
        await self._connection.execute(delete(followers).where(followed))

    async def log_moderation(
        self, number: int, moderator: Sender, action: ModerationAction, detail: str, at: datetime
    ) -> None:
        row = {**sender_key(moderator), "action": action, "detail": sanitise_text(detail)[:_MAX_DETAIL], "at": at}
        await self._connection.execute(insert(self._connection, moderations).values(exchange=number, **row))

    async def delete_old(self, before: datetime, limit: int) -> int:
        """Delete at most `limit` questions with all that was said about them; return how many."""
        old = select(exchanges.c.number).where(exchanges.c.asked_at < before).order_by(exchanges.c.number).limit(limit)
        numbers = list((await self._connection.scalars(old)).all())
        theirs = select(remarks.c.number).where(remarks.c.exchange.in_(numbers))
        await self._connection.execute(delete(thanks).where(thanks.c.remark.in_(theirs)))
        carried = select(copies.c.delivery).where(copies.c.exchange.in_(numbers))
        await self._connection.execute(delete(deliveries).where(deliveries.c.id.in_(carried)))
        for table in (remarks, copies, followers, moderations, lessons):
            await self._connection.execute(delete(table).where(table.c.exchange.in_(numbers)))
        await self._connection.execute(delete(exchanges).where(exchanges.c.number.in_(numbers)))
        return len(numbers)

    async def _list_newest(self, which: ColumnElement[bool], limit: int) -> Sequence[Exchange]:
        rows = await self._connection.execute(
            select(exchanges).where(which).order_by(exchanges.c.number.desc()).limit(limit)
        )
        return [_read_exchange(row) for row in rows]

    async def _change(self, number: int, **changed: Any) -> None:
        await self._connection.execute(update(exchanges).where(exchanges.c.number == number).values(**changed))


def _read_exchange(row: Row[tuple[object, ...]]) -> Exchange:
    return Exchange(
        number=row.number,
        asker=read_sender(row),
        address=read_address(row),
        topic=row.topic,
        text=row.text,
        signature=Signature(row.signature),
        signed_as=row.signed,
        asked_at=row.asked_at,
        closed_at=row.closed_at,
        answered_at=row.answered_at,
        is_hidden=row.hidden_at is not None,
        reminders=row.reminders,
        remind_at=row.remind_at,
        direct=row.direct,
        attachment=_ATTACHMENT.validate_python(row.attachment),
    )


def _read_follower(row: Row[tuple[object, ...]]) -> Follower:
    return Follower(
        sender=read_sender(row),
        address=read_address(row),
        signed_as=row.signed,
        known_as=row.asked,
        is_asker=row.asks,
        has_ended=row.ended,
        direct=row.direct,
    )
