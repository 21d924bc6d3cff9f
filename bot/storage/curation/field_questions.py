"""The store of questions whether values still hold."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select

from bot.storage.engine.sql import is_from_any, read_sender, sender_key
from bot.storage.engine.store import Store
from bot.storage.engine.tables import field_questions
from handlers.core.events import Sender
from handlers.curation.model.field_questions import FieldQuestion, QuestionState
from handlers.curation.model.fields import FieldName

_ALL = select(field_questions).order_by(field_questions.c.asked_at, field_questions.c.entry, field_questions.c.field)


class FieldQuestionStore(Store):
    """Implements handlers.curation.model.field_questions.FieldQuestions."""

    async def list_all(self) -> Sequence[FieldQuestion]:
        return [_read_question(row) for row in await self._connection.execute(_ALL)]

    async def list_open(self, accounts: Sequence[Sender]) -> Sequence[FieldQuestion]:
        theirs = _ALL.where(is_from_any(field_questions, accounts), field_questions.c.state == QuestionState.OPEN)
        return [_read_question(row) for row in await self._connection.execute(theirs)]

    async def put(self, question: FieldQuestion) -> None:
        values = {
            **sender_key(question.person),
            "state": question.state,
            "asked_at": question.asked_at,
            "remind_at": question.remind_at,
        }
        await self._upsert(field_questions, {"entry": question.entry, "field": question.field}, values)

    async def delete_old(self, before: datetime, limit: int) -> int:
        """Delete at most `limit` questions that were put before then; what is still due is asked anew."""
        return await self._delete_some(field_questions, field_questions.c.asked_at < before, limit)

    async def drop(self, entry: str, field: FieldName) -> None:
        about = (field_questions.c.entry == entry, field_questions.c.field == field)
        await self._connection.execute(delete(field_questions).where(*about))


def _read_question(row: Row[Any]) -> FieldQuestion:
    return FieldQuestion(
        entry=row.entry,
        field=FieldName(row.field),
        person=read_sender(row),
        asked_at=row.asked_at,
        state=QuestionState(row.state),
        remind_at=row.remind_at,
    )
