"""The store of given answers, which are corrected when an entry changes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, and_, func, insert, select, update

from bot.storage.engine.prepared import Prepared
from bot.storage.engine.sql import is_in_room, read_address, read_sender, sender_key
from bot.storage.engine.store import Store
from bot.storage.engine.tables import given_answers, records
from handlers.core.events import Address, MessageId
from handlers.curation.model.ports import AnswerForm, GivenAnswer

_FORM: TypeAdapter[AnswerForm] = TypeAdapter(AnswerForm)
_ADDITION = Prepared(insert(given_answers))


class GivenAnswerStore(Store):
    """Implements handlers.curation.model.ports.GivenAnswers."""

    async def add(self, answers: Sequence[GivenAnswer]) -> None:
        await _ADDITION.execute_each(self._connection, [_to_row(answer) for answer in answers])

    async def list_of_message(self, address: Address, message: MessageId) -> Sequence[GivenAnswer]:
        there = is_in_room(given_answers, address.platform, address.room)
        rows = await self._connection.execute(
            select(given_answers).where(there, given_answers.c.message == message).order_by(given_answers.c.number)
        )
        return [_read_answer(row) for row in rows]

    async def set_revision(self, answers: Sequence[GivenAnswer], revision: int) -> None:
        theirs = given_answers.c.number.in_([answer.number for answer in answers])
        await self._connection.execute(update(given_answers).where(theirs).values(revision=revision))

    async def find(self, number: int) -> GivenAnswer | None:
        row = await self._first(select(given_answers).where(given_answers.c.number == number))
        return None if row is None else _read_answer(row)

    async def take_check(self, number: int) -> GivenAnswer | None:
        waiting = and_(given_answers.c.number == number, given_answers.c.check_at.is_not(None))
        taken = update(given_answers).where(waiting).values(check_at=None).returning(given_answers)
        row = (await self._connection.execute(taken)).first()
        return None if row is None else _read_answer(row)

    async def note_answered(self, number: int) -> None:
        this = given_answers.c.number == number
        await self._connection.execute(update(given_answers).where(this).values(answered=True))

    async def list_checks(self, now: datetime, limit: int) -> Sequence[GivenAnswer]:
        """Return answers whose use is to be asked for by now."""
        due = select(given_answers).where(given_answers.c.check_at <= now).order_by(given_answers.c.check_at)
        return [_read_answer(row) for row in await self._connection.execute(due.limit(limit))]

    async def list_outdated(
        self, changed_after: int, changed_until: datetime, given_since: datetime, limit: int
    ) -> Sequence[GivenAnswer]:
        """Return answers whose entry was changed since: after a revision, and no later than a time."""
        is_outdated = and_(
            records.c.revision > changed_after,
            records.c.updated_at <= changed_until,
            given_answers.c.entry == records.c.id,
            given_answers.c.revision < records.c.revision,
            given_answers.c.at >= given_since,
        )
        rows = await self._connection.execute(select(given_answers).where(is_outdated).limit(limit))
        return [_read_answer(row) for row in rows]

    async def count(self, entry: str, since: datetime) -> int:
        """Return how many answers an entry gave since then."""
        theirs = and_(given_answers.c.entry == entry, given_answers.c.at >= since)
        return await self._connection.scalar(select(func.count()).select_from(given_answers).where(theirs)) or 0

    async def delete_old(self, before: datetime, limit: int) -> int:
        """Delete at most `limit` answers from before a time; return how many."""
        return await self._delete_some(given_answers, given_answers.c.at < before, limit)


def _to_row(answer: GivenAnswer) -> dict[str, Any]:
    return {
        **sender_key(answer.asker),
        "room": answer.address.room,
        "thread": answer.address.thread,
        "message": answer.message,
        "direct": answer.direct,
        "entry": answer.entry,
        "form": _FORM.dump_python(answer.form, mode="json", exclude_defaults=True),
        "revision": answer.revision,
        "at": answer.at,
        "check_at": answer.check_at,
    }


def _read_answer(row: Row[Any]) -> GivenAnswer:
    return GivenAnswer(
        number=row.number,
        entry=row.entry,
        asker=read_sender(row),
        address=read_address(row),
        message=MessageId(row.message),
        direct=row.direct,
        form=_FORM.validate_python(row.form),
        revision=row.revision,
        at=row.at,
        check_at=row.check_at,
        is_answered=row.answered,
    )
