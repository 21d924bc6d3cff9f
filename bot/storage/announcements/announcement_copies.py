"""The store of the copies of announcements one by one: which failed, and when the others arrived."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, null, select, true, update

from bot.platforms.base.contract import Action
from bot.storage.announcements.announcements import is_subscribed, join_copies
from bot.storage.announcements.entitlement import is_entitled
from bot.storage.engine.spans import span_table
from bot.storage.engine.store import Store
from bot.storage.engine.tables import CAN_GO, deliveries, recipients
from handlers.announcements.model.announcement import Announcement, Task
from handlers.announcements.model.audience import Entitled
from handlers.core.events import PlatformName


@dataclass(frozen=True, kw_only=True, slots=True)
class FailedCopy:
    """A copy that did not arrive, or was not changed or deleted; `room` is empty for people, `centre` an id.

    `tried_at` is when the last try was due. Without `can_retry` its text is no longer kept, or the person unsubscribed
    or may not read it any more.
    """

    position: int
    platform: PlatformName
    room: str
    centre: str | None
    why: str
    tried_at: datetime
    can_retry: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class FailedCopyFilter:
    """A page of failed copies after a position: on this platform, of this centre; empty for any."""

    platform: str = ""
    centre: str = ""
    after: int | None = None
    is_descending: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ArrivalTally:
    """The number of messages of announcements that arrived on a platform in a span of time."""

    span: int
    platform: PlatformName
    number: int


class AnnouncementCopyStore(Store):
    """Implements handlers.announcements.ports.AnnouncementCopies; the rest is for the web desk."""

    async def list_failed(
        self,
        announcement: Announcement,
        wanted: FailedCopyFilter,
        limit: int,
        entitled: Entitled | None,
    ) -> Sequence[FailedCopy]:
        """Return copies on which its present task failed, in the order of the filter."""
        copy, joined = join_copies(announcement.task)
        may_go = _may_go(announcement.task, entitled).label("can_retry")
        rows = await self._connection.execute(
            select(recipients, copy.c.error, copy.c.due_at, may_go)
            .select_from(joined)
            .where(_has_failed(announcement), *_fits(wanted))
            .order_by(recipients.c.position.desc() if wanted.is_descending else recipients.c.position)
            .limit(limit)
        )
        return [
            FailedCopy(
                position=row.position,
                platform=PlatformName(row.platform),
                room="" if row.sender else row.room,
                centre=row.centre,
                why=row.error or "",
                tried_at=row.due_at,
                can_retry=bool(row.can_retry),
            )
            for row in rows
        ]

    async def retry_failed(
        self,
        announcement: Announcement,
        position: int | None,
        now: datetime,
        due_at: datetime,
        entitled: Entitled | None,
    ) -> int:
        copy, joined = join_copies(announcement.task)
        which = true() if position is None else recipients.c.position == position
        may_go = _may_go(announcement.task, entitled)
        again = select(copy.c.id).select_from(joined).where(_has_failed(announcement), may_go, which)
        values: dict[str, Any] = {"state": "pending", "due_at": due_at, "created_at": now, "error": null()}
        return (
            await self._connection.execute(update(deliveries).where(deliveries.c.id.in_(again)).values(**values))
        ).rowcount

    async def find_span(self, number: int) -> tuple[datetime, datetime] | None:
        """Return the times at which the first and the last copy arrived; None if none has."""
        span = select(func.min(deliveries.c.sent_at).label("first"), func.max(deliveries.c.sent_at).label("last"))
        # Grouped, as PostgreSQL would otherwise go through the times of all deliveries for the first of these.
        row = await self._first(span.where(_has_arrived(number)).group_by(deliveries.c.announcement))
        return None if row is None or row.first is None else (row.first, row.last)

    async def count_arrivals(self, number: int, bounds: Sequence[datetime]) -> Sequence[int]:
        """Count the copies that arrived between each two neighbouring times."""
        # One pass over the copies: joined with a table of spans, each would be compared with all of them.
        ends = [(deliveries.c.sent_at < end, span) for span, end in enumerate(bounds[1:])]
        spans = select(case(*ends).label("span")).where(_has_arrived(number)).subquery()
        rows = await self._connection.execute(select(spans.c.span, func.count().label("number")).group_by(spans.c.span))
        counts = {row.span: row.number for row in rows}
        return [counts.get(span, 0) for span in range(len(bounds) - 1)]

    async def tally(self, bounds: Sequence[datetime]) -> Sequence[ArrivalTally]:
        """Count the messages of all announcements between each two neighbouring times, by platform."""
        spans = span_table(bounds)
        within = and_(
            deliveries.c.sent_at >= spans.c.begins,
            deliveries.c.sent_at < spans.c.ends,
            deliveries.c.announcement.is_not(None),
            deliveries.c.action == Action.MESSAGE,
        )
        keys = (spans.c.span, deliveries.c.platform)
        rows = await self._connection.execute(
            select(*keys, func.count().label("number")).join(deliveries, within).select_from(spans).group_by(*keys)
        )
        return [ArrivalTally(span=row.span, platform=PlatformName(row.platform), number=row.number) for row in rows]


def _fits(wanted: FailedCopyFilter) -> Iterator[ColumnElement[bool]]:
    position = recipients.c.position
    if wanted.platform:
        yield recipients.c.platform == wanted.platform
    if wanted.centre:
        yield recipients.c.centre == wanted.centre
    if wanted.after is not None:
        yield position < wanted.after if wanted.is_descending else position > wanted.after


def _has_arrived(number: int) -> ColumnElement[bool]:
    """Return the condition for copies of an announcement that have arrived, without continuations and further files."""
    return and_(
        deliveries.c.announcement == number,
        deliveries.c.action == Action.MESSAGE,
        deliveries.c.target.is_(None),
        deliveries.c.sent_at.is_not(None),
        ~deliveries.c.id.contains("-file-", autoescape=True),
    )


def _has_failed(announcement: Announcement) -> ColumnElement[bool]:
    return and_(recipients.c.announcement == announcement.number, deliveries.c.state == "failed")


def _may_go(task: Task, entitled: Entitled | None) -> ColumnElement[bool]:
    """Return the condition for copies that can be tried again; changes reach everybody who has a copy."""
    if task is not Task.SEND:
        return CAN_GO
    return and_(CAN_GO, is_subscribed(), is_entitled(recipients, entitled))
