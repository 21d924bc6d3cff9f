"""The store of what waits for editors: counted up to a bound, with the single worst case of each kind."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, and_, func, select

from bot.storage.engine.store import Store
from bot.storage.engine.tables import announcements, deliveries, exchanges, feeds, lessons, proposals
from handlers.announcements.model.announcement import format_account
from handlers.core.events import Sender
from handlers.curation.model.proposals import ProposalState

_IS_OVERDUE = and_(exchanges.c.closed_at.is_(None), exchanges.c.answered_at.is_(None), exchanges.c.reminders >= 1)

_IS_PROPOSED = proposals.c.state == ProposalState.OPEN


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One case: its number, what it says, and since or until when; `name` is the address or feed without a number."""

    number: int = 0
    name: str = ""
    text: str = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """The amount of work of one kind, counted up to a bound, and the most urgent case; None if there is none."""

    number: int
    worst: Case | None


class ToDoStore(Store):
    """Reads what other stores write. Every statement is served by an index."""

    async def find_approvals(self, editors: Sequence[Sender], most: int) -> Waiting:
        """Return announcements that wait for somebody else than these accounts, which goes out first."""
        return await self._find(
            announcements, _awaits_others(editors), announcements.c.at.asc().nulls_first(), most, _read_announcement
        )

    async def find_lessons(self, most: int) -> Waiting:
        """Return drafts of entries that wait to be approved, oldest first."""
        return await self._find(lessons, lessons.c.state == "waiting", lessons.c.proposed_at, most, _read_lesson)

    async def find_proposals(self, most: int) -> Waiting:
        """Return corrections of entries that wait to be decided on, oldest first."""
        return await self._find(proposals, _IS_PROPOSED, proposals.c.proposed_at, most, _read_proposal)

    async def find_contradictions(self, most: int) -> Waiting:
        """Return fields for which different values are proposed, as `text` of the entry `name`; oldest first."""
        since = func.min(proposals.c.proposed_at).label("since")
        keys = (proposals.c.entry, proposals.c.field)
        rows = (
            await self._connection.execute(
                select(*keys, since)
                .where(_IS_PROPOSED)
                .group_by(*keys)
                .having(func.count(proposals.c.value.distinct()) > 1)
                .order_by(since)
                .limit(most)
            )
        ).all()
        worst = next((Case(name=row.entry, text=row.field, at=row.since) for row in rows), None)
        return Waiting(number=len(rows), worst=worst)

    async def find_overdue_exchanges(self, most: int) -> Waiting:
        """Return open questions to colleagues that nobody answered before the first reminder, oldest first."""
        return await self._find(exchanges, _IS_OVERDUE, exchanges.c.asked_at, most, _read_exchange)

    async def find_failing_feeds(self, configured: Collection[str], most: int) -> Waiting:
        """Return those of the feeds that can't be read, the longest first."""
        which = and_(feeds.c.feed.in_(configured), feeds.c.failing_since.is_not(None))
        return await self._find(feeds, which, feeds.c.failing_since, most, _read_feed)

    async def find_failed_deliveries(self, most: int) -> Waiting:
        """Return failed deliveries; the case is the announcement with most of them, number 0 if they are answers."""
        some = select(deliveries.c.announcement).where(deliveries.c.state == "failed").limit(most).subquery()
        times = func.count().label("times")
        rows = (
            await self._connection.execute(
                select(some.c.announcement, times).group_by(some.c.announcement).order_by(times.desc())
            )
        ).all()
        worst = next((row for row in rows if row.announcement is not None), None)
        case = Case(number=worst.announcement, text=str(worst.times)) if worst is not None else Case()
        return Waiting(number=sum(row.times for row in rows), worst=case if rows else None)

    async def count_waiting(self, editors: Sequence[Sender], most: int) -> tuple[int, int, int]:
        """Return how many announcements wait for approval, exchanges and drafts for somebody, and proposals."""
        row = (
            await self._connection.execute(
                select(
                    _count(announcements, _awaits_others(editors), most).label("approvals"),
                    _count(exchanges, _IS_OVERDUE, most).label("overdue"),
                    _count(lessons, lessons.c.state == "waiting", most).label("lessons"),
                    _count(proposals, _IS_PROPOSED, most).label("proposals"),
                )
            )
        ).one()
        return row.approvals, min(row.overdue + row.lessons, most), row.proposals

    async def list_reaction_times(self, since: datetime, limit: int) -> Sequence[tuple[datetime, datetime | None]]:
        """Return when questions to colleagues were asked since then, and when first answered; the newest ones."""
        plain = and_(exchanges.c.merged_into.is_(None), exchanges.c.hidden_at.is_(None))
        rows = await self._connection.execute(
            select(exchanges.c.asked_at, func.coalesce(exchanges.c.answered_at, exchanges.c.closed_at).label("end"))
            .where(exchanges.c.asked_at >= since, plain)
            .order_by(exchanges.c.asked_at.desc())
            .limit(limit)
        )
        return [(row.asked_at, row.end) for row in rows]

    async def _find(
        self,
        table: Table,
        which: ColumnElement[bool],
        first: ColumnElement[Any],
        most: int,
        read: Callable[[Row[Any]], Case],
    ) -> Waiting:
        counted = _count(table, which, most).label("waiting")
        row = await self._first(select(table, counted).where(which).order_by(first).limit(1))
        return Waiting(number=row.waiting if row else 0, worst=read(row) if row else None)


def _awaits_others(accounts: Sequence[Sender]) -> ColumnElement[bool]:
    others = announcements.c.author.not_in([format_account(each) for each in accounts])
    return and_(announcements.c.state == "waiting", others)


def _count(table: Table, which: ColumnElement[bool], most: int) -> Any:
    some: Select[Any] = select(table.primary_key.columns[0]).where(which).limit(most)
    return select(func.count()).select_from(some.subquery()).scalar_subquery()


def _read_announcement(row: Row[Any]) -> Case:
    return Case(number=row.number, text=row.text, at=row.at)


def _read_lesson(row: Row[Any]) -> Case:
    return Case(number=row.number, text=row.title, at=row.proposed_at)


def _read_proposal(row: Row[Any]) -> Case:
    return Case(number=row.number, name=row.entry, text=row.value, at=row.proposed_at)


def _read_exchange(row: Row[Any]) -> Case:
    return Case(number=row.number, text=row.text, at=row.asked_at)


def _read_feed(row: Row[Any]) -> Case:
    return Case(name=row.feed, text=row.fault or "", at=row.failing_since)
