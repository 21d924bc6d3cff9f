"""The store of questions with the entry that must answer them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select

from bot.platforms.base.sanitising import sanitise_text
from bot.storage.engine.store import Store
from bot.storage.engine.tables import test_questions

# Evaluating more takes longer than anybody waits, and more are not needed to judge a change.
MAX_KEPT = 500
_MAX_CHARACTERS = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpectedAnswer:
    """A question with the id of the entry that must answer it; None if Lotse must not answer it at all."""

    number: int
    text: str
    entry: str | None
    author: str
    at: datetime


class TestQuestionStore(Store):
    """Questions that every change of the knowledge is tried with; they are kept until an editor deletes them."""

    async def put(self, text: str, entry: str | None, author: str, at: datetime) -> None:
        """Add a question, or set another entry for one that is there."""
        kept = sanitise_text(text)[:_MAX_CHARACTERS]
        await self._upsert(test_questions, {"text": kept}, {"entry": entry, "author": author, "at": at})

    async def list_before(self, number: int | None, limit: int) -> Sequence[ExpectedAnswer]:
        """Return questions before that with this number, newest first."""
        some = select(test_questions).order_by(test_questions.c.number.desc()).limit(limit)
        if number is not None:
            some = some.where(test_questions.c.number < number)
        return [_read(row) for row in await self._connection.execute(some)]

    async def count(self) -> int:
        return await self._connection.scalar(select(func.count()).select_from(test_questions)) or 0

    async def delete(self, number: int) -> ExpectedAnswer | None:
        """Delete a question and return it; None if there is none with this number."""
        deleted = delete(test_questions).where(test_questions.c.number == number).returning(test_questions)
        row = (await self._connection.execute(deleted)).first()
        return None if row is None else _read(row)


def _read(row: Row[Any]) -> ExpectedAnswer:
    return ExpectedAnswer(number=row.number, text=row.text, entry=row.entry, author=row.author, at=row.at)
