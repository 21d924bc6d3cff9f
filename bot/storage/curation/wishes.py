"""The store of wishes to hear when a question has an answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, select, update

from bot.storage.engine.sql import is_from, read_address, read_sender, sender_key
from bot.storage.engine.store import Store
from bot.storage.engine.tables import wishes
from bot.storage.engine.words import digest_words
from handlers.curation.model.wishes import Wish


class WishStore(Store):
    """Implements handlers.curation.model.wishes.Wishes."""

    async def add(self, question: str, wish: Wish, at: datetime) -> None:
        row = {
            "gap": digest_words(question),
            **sender_key(wish.person),
            "room": wish.address.room,
            "thread": wish.address.thread,
            "direct": wish.direct,
            "at": at,
        }
        await self._insert_new(wishes, row)

    async def list_of(self, gaps: Sequence[str]) -> Sequence[Wish]:
        theirs = select(wishes).where(wishes.c.gap.in_(gaps)).order_by(*wishes.primary_key)
        return [_read_wish(row) for row in await self._connection.execute(theirs)]

    async def list_waiting(self, limit: int) -> Sequence[Wish]:
        waiting = select(wishes).where(wishes.c.entry.is_not(None)).order_by(wishes.c.at).limit(limit)
        return [_read_wish(row) for row in await self._connection.execute(waiting)]

    async def put_off(self, wish: Wish, entry: str) -> None:
        await self._connection.execute(update(wishes).where(_is(wish)).values(entry=entry))

    async def drop(self, wish: Wish) -> None:
        await self._connection.execute(delete(wishes).where(_is(wish)))

    async def delete_old(self, before: datetime, limit: int) -> int:
        """Delete at most `limit` wishes from before a time; return how many."""
        return await self._delete_some(wishes, wishes.c.at < before, limit)


def _is(wish: Wish) -> ColumnElement[bool]:
    return and_(wishes.c.gap == wish.gap, is_from(wishes, wish.person))


def _read_wish(row: Row[Any]) -> Wish:
    return Wish(person=read_sender(row), address=read_address(row), direct=row.direct, gap=row.gap, entry=row.entry)
