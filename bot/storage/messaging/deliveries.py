"""The store of deliveries: messages that are sent or wait to be."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, product
from typing import Any, Literal, TypeAlias, get_args

from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    not_,
    null,
    or_,
    select,
    true,
    update,
)

from bot.platforms.base.contract import Action, Delivery
from bot.platforms.table import idempotent_platforms, shared_platforms
from bot.storage.cluster.replicas import Shard
from bot.storage.engine.prepared import Prepared
from bot.storage.engine.sql import matches
from bot.storage.engine.store import Store
from bot.storage.engine.tables import CONTENT, deliveries
from bot.storage.messaging.delivery_rows import is_needed, read_delivery, to_row
from bot.storage.messaging.private_messages import follow_targets, redirect
from bot.storage.messaging.rooms import redirect_moved
from handlers.core.events import MessageId, PlatformName, RoomId, Sender
from handlers.core.messages import DeliveryId

# Interrupted deliveries are repeated once: a `copy` as a `repeat`, an `announcement` as an
# `announcement-again`, and others as a `reply-again`.
DeliveryKind: TypeAlias = Literal[
    "reply", "apology", "notice", "reply-again", "announcement", "announcement-again", "copy", "repeat"
]
Lane: TypeAlias = tuple[PlatformName, RoomId]

_IN_LINE = ("pending", "sending")
_MAX_LANES = 1_000
# Overdue deliveries may be sent by any process, as that of their shard may be stuck.
LEFT_BEHIND_AFTER = timedelta(seconds=30)
UNSHARDED = Shard()
FINISHED_STATES = ("sent", "failed", "uncertain", "skipped")
OPEN_STATES = ("pending", "paused", "sending")
ANNOUNCEMENT_KINDS = ("announcement", "announcement-again")
REPLY_KINDS = tuple(kind for kind in get_args(DeliveryKind) if kind not in ANNOUNCEMENT_KINDS)
IS_ANNOUNCEMENT = deliveries.c.kind.in_(ANNOUNCEMENT_KINDS)
REPEAT_KINDS: Mapping[str, DeliveryKind] = {
    **dict.fromkeys(("reply", "apology", "notice"), "reply-again"),
    "copy": "repeat",
    "announcement": "announcement-again",
}
WITHOUT_CONTENT: dict[str, Any] = {name: null() for name in CONTENT}
# For messages that can no longer be edited.
WITHOUT_READER: dict[str, Any] = {**WITHOUT_CONTENT, "private_to": null()}
# The pending and sending deliveries of some rooms, numbered in the order in which each room sends them.
_QUEUED = (
    select(
        deliveries.c.platform,
        deliveries.c.room,
        deliveries.c.number,
        deliveries.c.state,
        deliveries.c.due_at,
        IS_ANNOUNCEMENT.label("announces"),
        func.row_number()
        .over(
            partition_by=deliveries.c.room,
            order_by=((deliveries.c.state == "sending").desc(), IS_ANNOUNCEMENT, deliveries.c.number),
        )
        .label("turn"),
    )
    .where(matches(deliveries.c.platform), deliveries.c.room.in_(bindparam("rooms", expanding=True)))
    .where(deliveries.c.state.in_(_IN_LINE))
    .subquery()
)
_HEADS = Prepared(select(_QUEUED).where(_QUEUED.c.turn <= 2).order_by(_QUEUED.c.turn))
_TAKE = Prepared(
    update(deliveries)
    .where(
        deliveries.c.number.in_(
            select(deliveries.c.number)
            # Concatenated, so that SQLite does not scan all pending deliveries.
            .where(deliveries.c.number.in_(bindparam("heads", expanding=True)))
            .where(deliveries.c.state.concat("") == "pending")
            .with_for_update(skip_locked=True)
        )
    )
    .values(state="sending", attempts=deliveries.c.attempts + 1, claimed_by=bindparam("by"))
    .returning(deliveries)
)
_RECORD_SENT = Prepared(
    update(deliveries)
    .where(deliveries.c.id == bindparam("of"), deliveries.c.state == "sending")
    .values(state="sent", message_id=bindparam("became"), sent_at=bindparam("left_at"), error=null())
    .values({name: null() for name in ("text", "cards", "attachment")})
)
_ADDITION = Prepared(insert(deliveries))


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A delivery that is being sent for the `attempts`th time.

    `more` tells whether others of its lane wait behind it.
    """

    delivery: Delivery
    attempts: int
    created_at: datetime
    more: bool


def find_lane(delivery: Delivery) -> Lane:
    return delivery.message.address.platform, delivery.message.address.room


class DeliveryStore(Store):
    """The rows of the outbox: `pending`, `sending`, and then `sent`, `failed`, `uncertain` or `skipped`.

    A lane is one room of one platform: its deliveries leave one by one, in the order in which they were added; only
    announcements let everything else pass.
    """

    async def add(self, added: Iterable[Delivery], kind: DeliveryKind, at: datetime) -> None:
        given = [{**to_row(delivery), **_initial_values(kind, at)} for delivery in added]
        rows = await redirect_moved(self._connection, await follow_targets(self._connection, given))
        if rows:
            await _ADDITION.execute_each(self._connection, rows)
        taken_back = [row["target"] for row in rows if row["action"] == Action.DELETION]
        if taken_back:
            await self._withdraw(taken_back)

    async def find_due_lanes(
        self,
        platforms: Iterable[PlatformName],
        now: datetime,
        *,
        announcements: bool = False,
        share: Shard = UNSHARDED,
    ) -> Sequence[Lane]:
        """Return the lanes of these platforms in which a reply, or else an announcement, is due.

        The longest due first.

        Of the very many lanes with announcements some are enough. Lanes outside of the shard are returned only if a
        delivery was left behind there.
        """
        names = [platform.value for platform in platforms]
        if announcements:
            apart = product(names, ANNOUNCEMENT_KINDS)
            each = [await self._find_due([name], [kind], now, share, _MAX_LANES) for name, kind in apart]
            found = [*chain.from_iterable(each)]
        else:
            found = [*await self._find_due(names, REPLY_KINDS, now, share)]
        found.sort(key=lambda row: (row.due_at, row.number))
        return list(dict.fromkeys(map(_read_lane, found)))

    async def _find_due(
        self, names: Sequence[str], kinds: Sequence[str], now: datetime, share: Shard, most: int | None = None
    ) -> Sequence[Row[Any]]:
        """Return due rows straight from the index, however many there are."""
        due = (
            select(deliveries.c.platform, deliveries.c.room, deliveries.c.due_at, deliveries.c.number)
            .where(deliveries.c.state == "pending", deliveries.c.kind.in_(kinds), deliveries.c.platform.in_(names))
            .where(deliveries.c.due_at <= now)
            .order_by(deliveries.c.due_at, deliveries.c.number)
            .limit(most)
        )
        if not share.is_all:
            is_left = deliveries.c.due_at <= now - LEFT_BEHIND_AFTER
            due = due.where(
                or_(deliveries.c.platform.not_in(shared_platforms()), share.contains_column(deliveries.c.room), is_left)
            )
        return [*await self._connection.execute(due)]

    async def claim(self, lanes: Mapping[Lane, bool], now: datetime, by: int) -> Mapping[Lane, Claim]:
        """Mark the next delivery of each lane as `sending` by this process, and return those.

        A lane whose value is False keeps its announcements back. Lanes are missing in which one is being sent, none is
        due, or another process has just taken it.
        """
        claimed: dict[Lane, Claim] = {}
        left = lanes
        while left:
            heads = await self._find_heads(left, now)
            taken = await self._take(heads, by)
            left = {}
            for row in taken:
                lane = _read_lane(row)
                found = await self._load_claim(row, more=heads[row.number])
                if found is None:
                    await self._update_sending(DeliveryId(row.id), state="skipped")
                    left = {**left, lane: lanes[lane]}
                else:
                    claimed[lane] = found
        return claimed

    async def _load_claim(self, row: Row[Any], *, more: bool) -> Claim | None:
        """Return the claim of a row; None if it is no longer needed."""
        about, edits = await self._find_changed_messages(row)
        if not is_needed(row, about) or await self._was_withdrawn(row):
            return None
        # The message above stays behind in a room that has moved.
        above = await self._get_message(row.under, deliveries.c.room == row.room) if row.under else None
        delivery = read_delivery(row, about, above, edits)
        return Claim(delivery=delivery, attempts=row.attempts, created_at=row.created_at, more=more)

    async def _was_withdrawn(self, row: Row[Any]) -> bool:
        """Return True for an edit of what was deleted; who may read that is no longer known."""
        if row.action != Action.EDIT:
            return False
        gone = and_(deliveries.c.target == row.target, deliveries.c.action == Action.DELETION)
        return bool(await self._connection.scalar(select(exists().where(gone))))

    async def _find_changed_messages(self, row: Row[Any]) -> tuple[MessageId | None, Sequence[MessageId]]:
        """Return the message that a delivery is about, and those that earlier edits of it became.

        The first edit of a message that was never seen takes its place.
        """
        about = await self._get_message(row.target) if row.target else None
        if not row.target or not (row.action == Action.DELETION or (row.action == Action.EDIT and about is None)):
            return about, ()
        edits = [
            MessageId(message)
            for message in await self._connection.scalars(
                select(deliveries.c.message_id)
                .where(deliveries.c.target == row.target, deliveries.c.action == Action.EDIT)
                .where(deliveries.c.message_id.is_not(None))
                .order_by(deliveries.c.number)
            )
        ]
        return (edits[0], edits[1:]) if about is None and edits else (about, edits)

    async def _take(self, heads: Mapping[int, bool], by: int) -> Sequence[Row[Any]]:
        if not heads:
            return []
        return await _TAKE.fetch_all(self._connection, {"heads": [*heads], "by": by})

    async def _find_heads(self, lanes: Mapping[Lane, bool], now: datetime) -> Mapping[int, bool]:
        """Return the numbers of the next deliveries of these lanes, each with whether others come after it."""
        rooms: dict[PlatformName, list[RoomId]] = {}
        for platform, room in lanes:
            rooms.setdefault(platform, []).append(room)
        by_lane: dict[Lane, list[Row[Any]]] = {}
        for platform, some in rooms.items():
            for row in await _HEADS.fetch_all(self._connection, {"platform": platform.value, "rooms": some}):
                if lanes[_read_lane(row)] or row.state == "sending" or not row.announces:
                    by_lane.setdefault(_read_lane(row), []).append(row)
        return {
            rows[0].number: len(rows) > 1
            for rows in by_lane.values()
            if rows[0].state == "pending" and rows[0].due_at <= now
        }

    async def _get_message(self, delivery: str, *conditions: ColumnElement[bool]) -> MessageId | None:
        found: str | None = await self._connection.scalar(
            select(deliveries.c.message_id).where(deliveries.c.id == delivery, *conditions)
        )
        return MessageId(found) if found else None

    async def mark_private(self, delivery: DeliveryId, reader: Sender) -> None:
        """Record who alone may read a message that did not say so."""
        await self._update_sending(delivery, private_to=reader.id)

    async def redirect(self, delivery: DeliveryId, room: RoomId, at: datetime) -> None:
        """Send a private message into another room; what its reader reads in the old one follows."""
        await self._update_sending(delivery, state="pending", due_at=at, claimed_by=null())
        await redirect(self._connection, delivery, room)

    async def replace_content(self, delivery: DeliveryId, sentence: str, at: datetime) -> None:
        """Send a sentence in place of a message that others must not read; edits are still for its reader."""
        instead = {**WITHOUT_CONTENT, "text": sentence, "mention": deliveries.c.mention, "placeholder": true()}
        await self._update_sending(delivery, state="pending", due_at=at, claimed_by=null(), **instead)

    async def find_continuations(self, delivery: DeliveryId) -> Sequence[DeliveryId]:
        """Return the deliveries that continue a message which was too long for one, unless they are deleted."""
        deletions = deliveries.alias()
        gone = select(deletions.c.id).where(
            deletions.c.target == deliveries.c.id, deletions.c.action == Action.DELETION
        )
        theirs = and_(deliveries.c.target == delivery, deliveries.c.action == Action.MESSAGE, ~gone.exists())
        rows = await self._connection.scalars(select(deliveries.c.id).where(theirs).order_by(deliveries.c.number))
        return [DeliveryId(id_) for id_ in rows]

    async def _withdraw(self, ids: Sequence[str]) -> None:
        """Drop the content of deleted messages, and skip them and their edits if they have not left.

        Those that may have arrived unnoticed stay: once sent again without their text, they can be deleted.
        """
        theirs = or_(deliveries.c.id.in_(ids), deliveries.c.target.in_(ids))
        await self._connection.execute(update(deliveries).where(theirs).values(**WITHOUT_READER))
        may_stand = and_(
            deliveries.c.action == Action.MESSAGE,
            deliveries.c.claimed_by.is_not(None),
            deliveries.c.platform.in_(idempotent_platforms()),
        )
        await self._connection.execute(
            update(deliveries)
            .where(theirs, deliveries.c.state.in_(("pending", "held")), deliveries.c.action != Action.DELETION)
            .where(not_(may_stand))
            .values(state="skipped")
        )

    async def record_sent(self, messages: Mapping[DeliveryId, MessageId], at: datetime) -> None:
        """Record messages as sent, and drop their texts; choices and readers are kept, as replies may refer to them."""
        rows = [{"of": delivery, "became": message, "left_at": at} for delivery, message in messages.items()]
        if rows:
            await _RECORD_SENT.execute_each(self._connection, rows)

    async def postpone(self, delivery: DeliveryId, due_at: datetime, reason: str, *, refused: bool = False) -> None:
        """Retry later; `refused` if the platform itself said that it took nothing."""
        taken_back = and_(deliveries.c.action == Action.MESSAGE, deliveries.c.text.is_(None))
        state = case((taken_back, "skipped"), else_="pending") if refused else "pending"
        nobody = {"claimed_by": null()} if refused else {}
        await self._update_sending(delivery, state=state, due_at=due_at, error=reason[:500], **nobody)

    async def hold(self, delivery: DeliveryId, reason: str) -> None:
        """Keep a message until its room has a reader; others in the room are sent."""
        await self._update_sending(delivery, state="held", error=reason[:500], claimed_by=null())

    async def give_up(self, delivery: DeliveryId, reason: str) -> None:
        await self._update_sending(delivery, state="failed", error=reason[:500])

    async def repeat(self, delivery: DeliveryId, at: datetime, reason: str) -> bool:
        """Send an interrupted delivery once more; return False for a message that was repeated before.

        An edit or deletion may be repeated as often as necessary.
        """
        it = select(deliveries).where(deliveries.c.id == delivery, deliveries.c.state == "sending")
        row = (await self._connection.execute(it)).first()
        if row is None:
            return False
        again = REPEAT_KINDS.get(row.kind) if await self._brings_message(row) else row.kind
        if again is not None:
            await self._update_sending(delivery, state="pending", due_at=at, kind=again, error=reason[:500])
        return again is not None

    async def _brings_message(self, row: Row[Any]) -> bool:
        """Return True for a message, and for an edit of one that was never seen."""
        if row.action != Action.EDIT:
            return bool(row.action == Action.MESSAGE)
        about, _ = await self._find_changed_messages(row)
        return about is None

    async def mark_uncertain(self, delivery: DeliveryId, reason: str) -> None:
        """Record that the delivery may or may not have arrived."""
        await self._update_sending(delivery, state="uncertain", error=reason[:500])

    async def find_interrupted(
        self, platforms: Iterable[PlatformName], alive: Collection[int]
    ) -> Sequence[tuple[DeliveryId, Lane]]:
        """Return the deliveries that none of these processes is sending, locked for this transaction."""
        names = [platform.value for platform in platforms]
        nobodys = or_(deliveries.c.claimed_by.is_(None), deliveries.c.claimed_by.not_in(alive))
        rows = await self._connection.execute(
            select(deliveries.c.id, deliveries.c.platform, deliveries.c.room)
            .where(deliveries.c.state == "sending", deliveries.c.platform.in_(names), nobodys)
            .order_by(deliveries.c.number)
            .with_for_update()
        )
        return [(DeliveryId(row.id), _read_lane(row)) for row in rows]

    async def list_sent_since(self, since: datetime) -> Sequence[tuple[Lane, datetime]]:
        """Return what was sent since then, oldest first."""
        rows = await self._connection.execute(
            select(deliveries.c.platform, deliveries.c.room, deliveries.c.sent_at)
            .where(deliveries.c.sent_at > since)
            .order_by(deliveries.c.sent_at)
        )
        return [(_read_lane(row), row.sent_at) for row in rows]

    async def _update_sending(self, delivery: DeliveryId, **values: Any) -> None:
        await self._connection.execute(
            update(deliveries).where(deliveries.c.id == delivery, deliveries.c.state == "sending").values(**values)
        )


def _read_lane(row: Any) -> Lane:
    return PlatformName(row.platform), RoomId(row.room)


def _initial_values(kind: DeliveryKind, at: datetime) -> dict[str, Any]:
    return {"kind": kind, "state": "pending", "attempts": 0, "due_at": at, "created_at": at}
