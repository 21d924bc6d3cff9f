"""The store of questions marked "so nicht": by whoever asked in a chat, or by an editor in Probe."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, delete, exists, func, insert, null, or_, select, true, update

from bot.platforms.base.sanitising import sanitise_text
from bot.storage.engine.store import Store
from bot.storage.engine.tables import questions, silenced_questions
from bot.storage.engine.words import digest_words
from bot.storage.web.questions import DESK, MAX_CHARACTERS
from knowledge.finding import FindingKind

# A thumb on no answer is none: that is a gap already.
IS_MARK = and_(
    questions.c.unhelpful.is_(True), or_(questions.c.kind != FindingKind.NONE.value, questions.c.platform == DESK)
)


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
        digest = digest_words(text)
        await self.drop(text)
        is_silenced = exists().where(silenced_questions.c.digest == digest)
        marked = {"unhelpful": True, "gap": case((is_silenced, null()), else_=digest)}
        if entry is not None:
            same = (questions.c.entry == entry, questions.c.text == text, questions.c.unhelpful.is_(False))
            await self._connection.execute(update(questions).where(*same).values(marked))
        row = {"asked_at": at, "platform": DESK, "text": text, "kind": kind.value, "entry": entry}
        await self._connection.execute(insert(questions).values({**row, **marked}))

    async def drop(self, text: str) -> None:
        """Delete what an editor marked with these words; marks of people stay."""
        theirs = (questions.c.gap == digest_words(text), questions.c.platform == DESK)
        await self._connection.execute(delete(questions).where(*theirs))

    async def list(self, since: datetime | None, limit: int) -> Sequence[Mark]:
        """Return the open marks since then, the last marked first."""
        # An expression, as SQLite would read the index of all gaps instead of the log itself, ten times as slowly.
        gap = func.lower(questions.c.gap)
        recent = questions.c.asked_at >= since if since is not None else true()
        last = func.max(questions.c.asked_at).label("last_at")
        rows = await self._connection.execute(
            select(gap.label("gap"), questions.c.entry, func.count().label("times"), last)
            .where(IS_MARK, gap.is_not(None), recent)
            .group_by(gap, questions.c.entry)
            .order_by(last.desc(), gap, questions.c.entry)
            .limit(limit)
        )
        return [Mark(gap=row.gap, entry=row.entry, times=row.times, last_at=row.last_at) for row in rows]
