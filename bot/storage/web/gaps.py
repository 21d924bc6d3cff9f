"""The store of gaps in the knowledge: questions without a good answer, until an editor has dealt with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, select, true, update

from bot.storage.engine.spans import span_table
from bot.storage.engine.sql import insert_new
from bot.storage.engine.store import Store
from bot.storage.engine.tables import audit_log, questions, silenced_questions
from bot.storage.web.marks import IS_MARK, Mark
from bot.storage.web.questions import is_asked, select_desk_marks
from handlers.announcements.model.announcement import format_account
from handlers.context.ports import Unanswered
from handlers.core.events import PlatformName, Sender

# The last question without a good answer, their number, and the last change at the desk. A mark in a chat adds to the
# second, one in Probe to the third, too; questions that are answered change nothing.
GapVersion: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """Questions of the same words without a good answer; `text` is as the last of them was written.

    `times` is how often people asked: zero if only editors marked them, in Probe.
    `marks` are the answers among them that were marked "so nicht", if whoever reads them has looked them up.
    """

    digest: str
    text: str
    times: int
    last_at: datetime
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Trace:
    """One question of a gap, without who asked it; where it was asked is None if that is not known, or at the desk.

    `entry` is what it was answered with, and `is_marked` whether that was marked "so nicht".
    """

    number: int
    text: str
    at: datetime
    platform: PlatformName | None
    is_from_desk: bool
    entry: str | None
    is_marked: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Silenced:
    """Words that are no gap in the knowledge, as an editor decided."""

    digest: str
    text: str
    at: datetime


class GapStore(Store):
    """Implements handlers.context.ports.Gaps."""

    async def most_asked(self, limit: int) -> Sequence[Unanswered]:
        return _summarise(await self.list(None, limit))

    async def list_since(self, since: datetime, limit: int) -> Sequence[Unanswered]:
        return _summarise(await self.list(since, limit))

    async def count(self, most: int) -> int:
        """Return how many gaps there are that people asked for, counted up to `most`."""
        # Those that only editors marked are few, and counted by themselves.
        same, is_gap = questions.alias(), questions.c.gap.is_not(None)
        is_also_asked = exists().where(same.c.gap == questions.c.gap, same.c.from_desk.is_(None))
        marked = questions.c.number.in_(select_desk_marks())
        unasked = await self._count(select(questions.c.gap).where(marked, is_gap, ~is_also_asked).distinct())
        return await self._count(select(questions.c.gap).where(is_gap).distinct().limit(most + unasked)) - unasked

    async def _count(self, some: Select[tuple[Any]]) -> int:
        return await self._connection.scalar(select(func.count()).select_from(some.subquery())) or 0

    async def read_version(self) -> GapVersion:
        """Return a value that is another one once any gap has changed."""
        is_gap = questions.c.gap.is_not(None)
        # Read from the end of the log: SQLite would look for the largest number in all gaps.
        newest = select(questions.c.number).where(is_gap).order_by(questions.c.number.desc()).limit(1)
        last = func.coalesce(newest.scalar_subquery(), 0)
        number = select(func.count()).where(is_gap).scalar_subquery()
        change = select(func.coalesce(func.max(audit_log.c.number), 0)).scalar_subquery()
        row = (
            await self._connection.execute(select(last.label("last"), number.label("gaps"), change.label("change")))
        ).one()
        return row.last, row.gaps, row.change

    async def list(self, since: datetime | None, limit: int) -> Sequence[Gap]:
        """Return gaps that people asked for since then, the most asked first; among equals the last asked."""
        return await self._list(and_(questions.c.gap.is_not(None), _is_recent(since)), limit)

    async def find_most_asked(self, since: datetime) -> Gap | None:
        """Return the gap most asked for since then, some days ago."""
        # Grouped by an expression, as SQLite would read the index of all gaps instead of the questions of these days.
        of_these_days = and_(questions.c.gap.is_not(None), questions.c.asked_at >= since)
        return next(iter(await self._list(of_these_days, 1, by=func.lower(questions.c.gap))), None)

    async def find(self, digests: Sequence[str], since: datetime | None = None) -> Sequence[Gap]:
        """Return those of these gaps that are open, asked for or marked since then, the most asked first."""
        which = and_(questions.c.gap.in_(digests), _is_recent(since))
        return await self._list(which, len(digests), with_marks=True)

    async def _list(
        self,
        which: ColumnElement[bool],
        limit: int,
        *,
        by: ColumnElement[Any] = questions.c.gap,
        with_marks: bool = False,
    ) -> Sequence[Gap]:
        """Return gaps that people asked for; with marks, also those that only editors marked."""
        # Only of those that may be among the first is it looked up when they were last asked for.
        grouped = select(by.label("gap"), func.count().label("times")).where(which).group_by(by)
        every, marked = grouped.cte(), grouped.where(questions.c.number.in_(select_desk_marks())).cte()
        times = every.c.times - func.coalesce(marked.c.times, 0)
        both = every.outerjoin(marked, marked.c.gap == every.c.gap)
        asked = select(every.c.gap, times.label("times")).select_from(both)
        counted = asked.where(true() if with_marks else times > 0).cte()
        most = select(counted.c.times).order_by(counted.c.times.desc()).limit(limit).subquery()
        same, last = questions.alias(), questions.alias()
        theirs = (same.c.gap == counted.c.gap, true() if with_marks else is_asked(same))
        newest = select(same.c.number).where(*theirs).order_by(same.c.asked_at.desc()).limit(1)
        rows = await self._connection.execute(
            select(counted, last.c.text, last.c.asked_at)
            .select_from(counted.join(last, last.c.number == newest.scalar_subquery()))
            .where(counted.c.times >= select(func.min(most.c.times)).scalar_subquery())
            .order_by(counted.c.times.desc(), last.c.asked_at.desc(), counted.c.gap)
            .limit(limit)
        )
        return [Gap(digest=row.gap, text=row.text, times=row.times, last_at=row.asked_at) for row in rows]

    async def count_by_span(self, digests: Sequence[str], bounds: Sequence[datetime]) -> Mapping[tuple[str, int], int]:
        """Return how often people asked for each gap between each two neighbouring times; zeros are left out."""
        spans = span_table(bounds)
        within = (questions.c.asked_at >= spans.c.begins) & (questions.c.asked_at < spans.c.ends)
        rows = await self._connection.execute(
            select(questions.c.gap, spans.c.span, func.count().label("times"))
            .select_from(spans)
            .join(questions, and_(questions.c.gap.in_(digests), within, is_asked()))
            .group_by(questions.c.gap, spans.c.span)
        )
        return {(row.gap, row.span): row.times for row in rows}

    async def trace(self, digests: Sequence[str], before: int | None, limit: int) -> Sequence[Trace]:
        """Return the questions of these gaps before that number, newest first."""
        # Numbers stand in the index, so that only the rows of these are read.
        theirs = select(questions.c.number).where(questions.c.gap.in_(digests))
        if before is not None:
            theirs = theirs.where(questions.c.number < before)
        newest = theirs.order_by(questions.c.number.desc()).limit(limit).subquery()
        rows = await self._connection.execute(
            select(questions, IS_MARK.label("is_marked"))
            .join(newest, newest.c.number == questions.c.number)
            .order_by(questions.c.number.desc())
        )
        return [
            Trace(
                number=row.number,
                text=row.text,
                at=row.asked_at,
                platform=PlatformName(row.platform) if row.platform else None,
                is_from_desk=row.from_desk is not None,
                entry=row.entry,
                is_marked=row.is_marked,
            )
            for row in rows
        ]

    async def settle(self, digests: Sequence[str]) -> int:
        """Take gaps off the list until somebody asks again in vain; return how many questions that were."""
        settled = update(questions).where(questions.c.gap.in_(digests)).values(gap=None)
        return (await self._connection.execute(settled)).rowcount

    async def silence(self, gaps: Mapping[str, str], author: Sender, at: datetime) -> None:
        """Take gaps, by digest with their text, off the list for good."""
        statement = insert_new(self._connection.dialect.name, silenced_questions)
        for digest, text in gaps.items():
            row = {"digest": digest, "text": text, "author": format_account(author), "at": at}
            await statement.execute(self._connection, row)
        await self.settle([*gaps])

    async def list_silenced(self) -> Sequence[Silenced]:
        """Return what was silenced, as long as its words are kept."""
        readable = select(silenced_questions).where(silenced_questions.c.text != "")
        rows = await self._connection.execute(readable)
        return [Silenced(digest=row.digest, text=row.text, at=row.at) for row in rows]

    async def find_silenced(self, digest: str) -> Silenced | None:
        row = await self._first(select(silenced_questions).where(silenced_questions.c.digest == digest))
        return None if row is None else Silenced(digest=row.digest, text=row.text, at=row.at)

    async def heed(self, digest: str) -> None:
        """Take words off the silenced ones: whoever asks them from now on shows a gap."""
        await self._connection.execute(delete(silenced_questions).where(silenced_questions.c.digest == digest))

    async def forget_silenced_words(self, before: datetime) -> None:
        """Keep only the digests of what was silenced before."""
        old = and_(silenced_questions.c.at < before, silenced_questions.c.text != "")
        await self._connection.execute(update(silenced_questions).where(old).values(text=""))


def _is_recent(since: datetime | None) -> ColumnElement[bool]:
    return questions.c.asked_at >= since if since is not None else true()


def _summarise(gaps: Sequence[Gap]) -> Sequence[Unanswered]:
    return [Unanswered(text=gap.text, times=gap.times, last_at=gap.last_at) for gap in gaps]
