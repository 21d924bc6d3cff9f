"""The store of announcements and their recipients."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    true,
    update,
)

from bot.platforms.base.contract import Action
from bot.storage.announcements.announcement_rows import (
    read_announcement,
    read_counts,
    read_reach,
    read_recipient,
    to_row,
)
from bot.storage.announcements.audiences import select_audience, select_reach
from bot.storage.announcements.entitlement import is_entitled
from bot.storage.engine.sql import is_in_room, person_key
from bot.storage.engine.store import Store
from bot.storage.engine.tables import announcements, contributions, deliveries, readers, recipients, replies, responses
from handlers.announcements.model.announcement import Announcement, AnnouncementState, Counts, Reach, Recipient, Task
from handlers.announcements.model.audience import Audience, Entitled
from handlers.announcements.model.responses import ResponseKind
from handlers.core.events import Address, MessageId
from handlers.core.messages import DeliveryId

_NAMES = ("platform", "room", "thread", "sender", "name", "language", "centre", "position")
_PLANNED = (AnnouncementState.WAITING, AnnouncementState.SCHEDULED, AnnouncementState.LATE)
_MADE_BY_HAND = (AnnouncementState.DRAFT, AnnouncementState.WAITING)
# Why a copy was skipped whose recipient may not read the announcement any more.
NOT_ENTITLED = "not_entitled"
# What recipients are taken for whose copy is out.
_UNCHECKED = (false().label("has_stopped"), true().label("is_entitled"))
_ACTIONS = {Task.EDIT: Action.EDIT, Task.RECALL: Action.DELETION}


class AnnouncementStore(Store):
    """Implements handlers.announcements.ports.Announcements."""

    async def add(self, announcement: Announcement) -> Announcement:
        statement = insert(announcements).values(**to_row(announcement)).returning(announcements)
        return read_announcement((await self._connection.execute(statement)).one())

    async def get(self, number: int) -> Announcement | None:
        row = await self._first(select(announcements).where(announcements.c.number == number))
        return None if row is None else read_announcement(row)

    async def put(self, announcement: Announcement) -> Announcement:
        it = announcements.c.number == announcement.number
        await self._connection.execute(update(announcements).where(it).values(**to_row(announcement)))
        return announcement

    async def list_planned(self, until: datetime) -> Sequence[Announcement]:
        hour = func.coalesce(announcements.c.due_at, announcements.c.at)
        reminding = and_(announcements.c.state == AnnouncementState.FINISHED, announcements.c.due_at.is_not(None))
        return await self._list(
            select(announcements)
            .where(or_(announcements.c.state.in_(_PLANNED), reminding), or_(hour <= until, hour.is_(None)))
            .order_by(hour, announcements.c.number)
        )

    async def list_newest(self, limit: int) -> Sequence[Announcement]:
        return await self._list(select(announcements).order_by(announcements.c.number.desc()).limit(limit))

    async def draft_of(self, author: str) -> Announcement | None:
        theirs = and_(announcements.c.author == author, announcements.c.state.in_(_MADE_BY_HAND))
        found = await self._list(select(announcements).where(theirs).order_by(announcements.c.number.desc()).limit(1))
        return found[0] if found else None

    async def due(self, now: datetime, limit: int) -> Sequence[Announcement]:
        """Return announcements with a step that is due, the longest due first."""
        return await self._list(
            select(announcements).where(announcements.c.due_at <= now).order_by(announcements.c.due_at).limit(limit)
        )

    async def make_due(self, now: datetime) -> None:
        """Make the next step of running announcements due now."""
        waits = and_(announcements.c.state == AnnouncementState.RUNNING, announcements.c.due_at > now)
        await self._connection.execute(update(announcements).where(waits).values(due_at=now))

    async def delete_old(self, before: datetime, limit: int) -> int:
        """Delete finished announcements with all that belongs to them, at most `limit` rows; return how many."""
        is_over = announcements.c.state.in_(
            (AnnouncementState.FINISHED, AnnouncementState.CANCELLED, AnnouncementState.RECALLED)
        )
        oldest = select(func.min(announcements.c.number)).where(announcements.c.created_at < before, is_over)
        left = limit
        while left > 0 and (number := await self._connection.scalar(oldest)) is not None:
            left -= await self._delete(number, left)
        return limit - left

    async def _delete(self, number: int, limit: int) -> int:
        """Delete at most `limit` rows of an announcement, itself last; return how many."""
        if carried := await self._delete_carried(number, limit):
            return carried
        for table in (deliveries, recipients, responses, replies, contributions):
            if deleted := await self._delete_some(table, table.c.announcement == number, limit):
                return deleted
        await self._connection.execute(delete(announcements).where(announcements.c.number == number))
        return 1

    async def _delete_carried(self, number: int, limit: int) -> int:
        """Delete at most `limit` deliveries that carry what people said about it; return how many."""
        copies = select(replies.c.delivery).where(replies.c.announcement == number)
        files = select(contributions.c.file).where(contributions.c.announcement == number)
        of_them = or_(deliveries.c.id.in_(copies), deliveries.c.target.in_(copies), deliveries.c.id.in_(files))
        return await self._delete_some(deliveries, of_them, limit)

    async def reach(self, audience: Audience, source: str) -> Reach:
        rows = await self._connection.execute(select_reach(audience, source))
        return read_reach(rows.all())

    async def freeze(self, number: int, audience: Audience, source: str) -> Reach:
        await self.clear_recipients(number)
        fitting = select_audience(audience, source)
        await self._fill(number, select(*(fitting.c[name] for name in _NAMES)))
        return await self.count_recipients(number)

    async def clear_recipients(self, number: int) -> None:
        await self._connection.execute(delete(recipients).where(recipients.c.announcement == number))

    async def count_recipients(self, number: int) -> Reach:
        rows = await self._connection.execute(
            select(recipients.c.platform, func.count().label("people"))
            .where(recipients.c.announcement == number)
            .group_by(recipients.c.platform)
        )
        return read_reach(rows.all())

    async def freeze_missing(self, number: int, of: int, entitled: Entitled | None) -> Reach:
        await self.clear_recipients(number)
        missing = and_(is_unacknowledged(of), is_entitled(recipients, entitled))
        await self._fill(number, select(*(recipients.c[name] for name in _NAMES)).where(missing))
        return await self.count_recipients(number)

    async def _fill(self, number: int, who: Select[Any]) -> None:
        chosen = who.subquery()
        columns = [*_NAMES, "announcement", "revision", "skipped"]
        rows = select(*(chosen.c[name] for name in _NAMES), literal(number), literal(0), false())
        await self._connection.execute(insert(recipients).from_select(columns, rows))

    async def next_recipients(
        self, announcement: Announcement, limit: int, entitled: Entitled | None
    ) -> Sequence[Recipient]:
        left = and_(
            recipients.c.announcement == announcement.number,
            recipients.c.revision < announcement.revision,
            recipients.c.room != "",
        )
        rows = await self._connection.execute(
            select(
                recipients,
                ~is_subscribed().label("has_stopped"),
                is_entitled(recipients, entitled).label("is_entitled"),
            )
            .where(left)
            .order_by(recipients.c.position)
            .limit(limit)
        )
        return [read_recipient(row) for row in rows]

    async def record_copies(
        self, announcement: Announcement, copies: Mapping[int, DeliveryId | None], skipped: Collection[int]
    ) -> None:
        theirs = and_(
            recipients.c.announcement == announcement.number, recipients.c.position == bindparam("at_position")
        )
        changed = update(recipients).where(theirs)
        rows = [
            {
                "at_position": position,
                "copy": delivery,
                "at_revision": announcement.revision,
                "is_skipped": position in skipped,
            }
            for position, delivery in copies.items()
        ]
        if rows:
            values: dict[str, Any] = {
                "delivery": bindparam("copy"),
                "revision": bindparam("at_revision"),
                "skipped": bindparam("is_skipped"),
            }
            await self._connection.execute(changed.values(**values), rows)

    async def list_reminders(self, number: int) -> Sequence[Announcement]:
        return await self._list(
            select(announcements).where(announcements.c.reminds == number).order_by(announcements.c.number)
        )

    async def skip_revision(self, announcement: Announcement, *, unsent: bool) -> None:
        skipped = select(deliveries.c.id).where(
            deliveries.c.announcement == announcement.number,
            deliveries.c.state == "skipped",
            deliveries.c.action == Action.MESSAGE,
        )
        has_none = recipients.c.delivery.is_(None) if unsent else false()
        theirs = and_(
            recipients.c.announcement == announcement.number, or_(has_none, recipients.c.delivery.in_(skipped))
        )
        await self._connection.execute(update(recipients).where(theirs).values(revision=announcement.revision))

    async def count_copies(self, announcement: Announcement) -> Counts:
        it = recipients.c.announcement == announcement.number
        copy, joined = join_copies(announcement.task)
        untouched = and_(recipients.c.delivery.is_(None), recipients.c.revision < announcement.revision)
        state = case(
            (recipients.c.skipped, literal("skipped")),
            (untouched, literal("planned")),
            (copy.c.state.is_(None), literal("skipped")),
            else_=copy.c.state,
        )
        # Copies are changed and deleted wherever they are, and without one there is nothing to change.
        is_withheld = and_(recipients.c.delivery.is_(None), ~untouched) if announcement.task is Task.SEND else false()
        reason = case(
            (recipients.c.skipped, literal("stopped")),
            (is_withheld, literal(NOT_ENTITLED)),
            (copy.c.state.in_(("failed", "uncertain", "skipped")), copy.c.error),
            else_=null(),
        )
        again = func.sum(case((copy.c.kind == "announcement-again", 1), else_=0))
        rows = await self._connection.execute(
            select(state.label("state"), reason.label("reason"), func.count().label("number"), again.label("again"))
            .select_from(joined)
            .where(it)
            .group_by(state, reason)
        )
        return read_counts(rows.all())

    async def pause(self, number: int) -> None:
        await self._shift(number, ("pending",), state="paused")

    async def resume(self, number: int) -> None:
        await self._shift(number, ("paused",), state="pending")

    async def withhold(self, number: int, entitled: Entitled) -> None:
        here = and_(
            recipients.c.announcement == number,
            recipients.c.platform == deliveries.c.platform,
            recipients.c.room == deliveries.c.room,
            func.coalesce(recipients.c.thread, "") == func.coalesce(deliveries.c.thread, ""),
        )
        waiting = and_(
            deliveries.c.announcement == number,
            deliveries.c.action == Action.MESSAGE,
            deliveries.c.state.in_(("pending", "paused")),
            exists(select(recipients.c.position).where(here, ~is_entitled(recipients, entitled))),
        )
        skipped: dict[str, Any] = {"state": "skipped", "error": NOT_ENTITLED, "text": null()}
        await self._connection.execute(update(deliveries).where(waiting).values(**skipped))

    async def cancel(self, number: int) -> None:
        await self._shift(number, ("pending", "paused"), state="skipped", error="cancelled", text=null())

    async def _shift(self, number: int, states: Sequence[str], **values: Any) -> None:
        waiting = and_(deliveries.c.announcement == number, deliveries.c.state.in_(states))
        await self._connection.execute(update(deliveries).where(waiting).values(**values))

    async def recipient(self, address: Address, message: MessageId) -> Recipient | None:
        it = and_(is_in_room(deliveries, address.platform, address.room), deliveries.c.message_id == message)
        row = await self._first(select(deliveries.c.id, deliveries.c.target).where(it))
        if row is None:
            return None
        # Continuations of a long message refer to the first one.
        first = row.target or row.id.partition("-file-")[0]
        found = await self._first(select(recipients, *_UNCHECKED).where(recipients.c.delivery == first))
        return None if found is None else read_recipient(found)

    async def recipient_at(self, number: int, address: Address) -> Recipient | None:
        there = and_(recipients.c.announcement == number, is_in_room(recipients, address.platform, address.room))
        found = await self._first(
            select(recipients, *_UNCHECKED).where(there, recipients.c.delivery.is_not(None)).limit(1)
        )
        return None if found is None else read_recipient(found)

    async def newest_received(self, address: Address) -> int | None:
        there = and_(is_in_room(recipients, address.platform, address.room), recipients.c.delivery.is_not(None))
        newest: int | None = await self._connection.scalar(select(func.max(recipients.c.announcement)).where(there))
        return newest

    async def _list(self, which: Select[Any]) -> Sequence[Announcement]:
        return [read_announcement(row) for row in await self._connection.execute(which)]


def join_copies(task: Task) -> tuple[Any, Any]:
    """Return the deliveries that tell how a task went, and the recipients joined with them."""
    if task is Task.SEND:
        return deliveries, recipients.outerjoin(deliveries, deliveries.c.id == recipients.c.delivery)
    later = deliveries.alias()
    about = and_(later.c.target == recipients.c.delivery, later.c.action == _ACTIONS[task])
    newest = select(func.max(later.c.number)).where(about).scalar_subquery()
    return deliveries, recipients.outerjoin(deliveries, deliveries.c.number == newest)


def is_subscribed() -> ColumnElement[bool]:
    """Return the condition for recipients who have not unsubscribed since they were written down."""
    reader = and_(
        readers.c.platform == recipients.c.platform,
        readers.c.room == recipients.c.room,
        readers.c.thread == func.coalesce(recipients.c.thread, ""),
        readers.c.stopped_at.is_(None),
    )
    return exists(select(readers.c.room).where(reader))


def is_unacknowledged(number: int) -> ColumnElement[bool]:
    """Return the condition for recipients of an announcement whose centre has not acknowledged it.

    Recipients without a centre stand for themselves; an acknowledgement counts for all accounts of a person.
    """
    receipt = and_(responses.c.announcement == number, responses.c.kind == ResponseKind.RECEIPT)
    of_centre = select(responses.c.centre).where(receipt, responses.c.centre == recipients.c.centre)
    acknowledged = select(person_key(responses)).where(receipt)
    return and_(
        recipients.c.announcement == number,
        recipients.c.delivery.is_not(None),
        ~exists(of_centre),
        func.coalesce(person_key(recipients), "").not_in(acknowledged),
    )
