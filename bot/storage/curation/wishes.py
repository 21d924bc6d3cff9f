"""The store of wishes to hear when a question has an answer."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete

from bot.storage.engine.sql import read_address, read_sender, sender_key
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

    async def take(self, gaps: Sequence[str]) -> Sequence[Wish]:
        taken = delete(wishes).where(wishes.c.gap.in_(gaps)).returning(wishes)
        return [
            Wish(person=read_sender(row), address=read_address(row), direct=row.direct)
            for row in await self._connection.execute(taken)
        ]

    async def delete_old(self, before: datetime, limit: int) -> int:
        """Delete at most `limit` wishes from before a time; return how many."""
        return await self._delete_some(wishes, wishes.c.at < before, limit)
