"""The store of questions marked "so nicht": by whoever asked in a chat, or by an editor in Probe."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, func, insert, or_, select, true, union_all, update

from bot.platforms.base.sanitising import sanitise_text
from bot.storage.engine.store import Store
from bot.storage.engine.tables import IS_UNHELPFUL, questions
from bot.storage.engine.words import digest_words
from bot.storage.web.questions import IS_FROM_DESK, MAX_CHARACTERS, select_gap
from knowledge.finding import FindingKind

_IS_ANSWERED = questions.c.kind != FindingKind.NONE.value
# Of the questions of a gap: those that were answered are there only because they are marked. A thumb on no answer is
# none, as that is a gap already.
IS_MARK = or_(_IS_ANSWERED, IS_FROM_DESK)
# What people asked is a gap with the mark of an editor, but not marked itself, so that both can be taken back together.
_IS_MARKED_ALONG = and_(questions.c.unhelpful.is_(False), _IS_ANSWERED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """Questions of a gap that were answered with one entry and marked; `entry` is None if none was shown."""

    gap: str
    entry: str | None
    times: int
    last_at: datetime


class MarkStore(Store):
    """Marks are rows of the log of questions, so that they are grouped, counted, settled and deleted as gaps are."""

    async def put(self, text: str, kind: FindingKind, entry: str | None, at: datetime) -> None:
        """Mark the answer that an editor got to a question, once, and what people got to the same text."""
        text = sanitise_text(text)[:MAX_CHARACTERS]
        gap = select_gap(digest_words(text))
        await self.drop(text)
        if entry is not None:
            same = (questions.c.entry == entry, questions.c.text == text, _IS_MARKED_ALONG)
            await self._connection.execute(update(questions).where(*same).values(gap=gap))
        row = {"asked_at": at, "platform": "", "text": text, "kind": kind.value, "entry": entry}
        mark = {"unhelpful": True, "from_desk": True, "gap": gap}
        await self._connection.execute(insert(questions).values({**row, **mark}))

    async def drop(self, text: str) -> None:
        """Take back what an editor marked with these words; what people marked themselves stays."""
        same = questions.c.gap == digest_words(text)
        await self._connection.execute(delete(questions).where(same, IS_FROM_DESK))
        await self._connection.execute(update(questions).where(same, _IS_MARKED_ALONG).values(gap=None))

    async def list(self, since: datetime | None, limit: int) -> Sequence[Mark]:
        """Return the open marks since then, the last marked first."""
        # Two selections, as each finds its few rows in an index of its own; by an expression, as SQLite would read all
        # gaps in theirs.
        is_open = func.lower(questions.c.gap).is_not(None)
        recent = questions.c.asked_at >= since if since is not None else true()
        of_desk = select(questions.c.gap).where(IS_UNHELPFUL, IS_FROM_DESK, is_open).correlate(None)
        columns = (questions.c.gap, questions.c.entry, questions.c.asked_at)
        marked = select(*columns).where(IS_UNHELPFUL, IS_MARK, is_open, recent)
        along = select(*columns).where(questions.c.gap.in_(of_desk), _IS_MARKED_ALONG, recent)
        marks = union_all(marked, along).subquery()
        last = func.max(marks.c.asked_at).label("last_at")
        rows = await self._connection.execute(
            select(marks.c.gap, marks.c.entry, func.count().label("times"), last)
            .group_by(marks.c.gap, marks.c.entry)
            .order_by(last.desc(), marks.c.gap, marks.c.entry)
            .limit(limit)
        )
        return [Mark(gap=row.gap, entry=row.entry, times=row.times, last_at=row.last_at) for row in rows]
