"""Messages on their way out, inside one transaction."""

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
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.platforms import REPEATABLE, SHARED, Action, Delivery, DeliveryId
from bot.storage.cluster.sharding import Shard
from bot.storage.engine.addresses import matches
from bot.storage.engine.tables import CONTENT, deliveries
from bot.storage.messaging.delivery_rows import is_needed, read_delivery, to_row
from bot.storage.messaging.private_messages import follow_targets, redirect
from bot.storage.messaging.rooms import redirect_moved
from handlers.core.events import MessageId, PlatformName, RoomId, Sender

# What was cut off is repeated once: a `copy` as a `repeat`, an `announcement` as an `announcement-again`, and what
# nothing else is kept of as a `reply-again`.
DeliveryKind: TypeAlias = Literal[
    "reply", "apology", "notice", "reply-again", "announcement", "announcement-again", "copy", "repeat"
]
Lane: TypeAlias = tuple[PlatformName, RoomId]

_IN_LINE = ("pending", "sending")
_MAX_LANES = 1_000
# What is due for so long anybody may send: whose share it is may be stuck.
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
# Of what can't be changed any more.
WITHOUT_READER: dict[str, Any] = {**WITHOUT_CONTENT, "private_to": null()}
# What comes next in some rooms of a platform, and what after that.
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
_HEADS = select(_QUEUED).where(_QUEUED.c.turn <= 2).order_by(_QUEUED.c.turn)
_TAKE = (
    update(deliveries)
    .where(
        deliveries.c.number.in_(
            select(deliveries.c.number)
            # Concatenated, as SQLite would else look through all that is pending.
            .where(deliveries.c.number.in_(bindparam("heads", expanding=True)))
            .where(deliveries.c.state.concat("") == "pending")
            .with_for_update(skip_locked=True)
        )
    )
    .values(state="sending", attempts=deliveries.c.attempts + 1, claimed_by=bindparam("by"))
    .returning(deliveries)
)
_RECORD_SENT = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("of"), deliveries.c.state == "sending")
    .values(state="sent", message_id=bindparam("became"), sent_at=bindparam("left_at"), error=null())
    .values({name: null() for name in ("text", "cards", "attachment")})
)
_ADDITION = insert(deliveries)


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A delivery that is being sent for the `attempts`th time; `more` wait behind it that may be claimed as it was."""

    delivery: Delivery
    attempts: int
    created_at: datetime
    more: bool


def find_lane(delivery: Delivery) -> Lane:
    return delivery.message.address.platform, delivery.message.address.room


class DeliveryStore:
    """The rows of the outbox: `pending`, `sending`, and then `sent`, `failed`, `uncertain` or `skipped`.

    A lane is one room of one platform: its deliveries leave one by one, in the order in which they were added;
    only announcements let everything else pass.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, added: Iterable[Delivery], kind: DeliveryKind, at: datetime) -> None:
        given = [{**to_row(delivery), **_initial_values(kind, at)} for delivery in added]
        rows = await redirect_moved(self._connection, await follow_targets(self._connection, given))
        if rows:
            await self._connection.execute(_ADDITION, rows)
        taken_back = [row["target"] for row in rows if row["action"] == Action.DELETION]
        if taken_back:
            await self._take_back(taken_back)

    async def due_lanes(
        self,
        platforms: Iterable[PlatformName],
        now: datetime,
        *,
        announcements: bool = False,
        share: Shard = UNSHARDED,
    ) -> Sequence[Lane]:
        """The lanes of these platforms in which an answer, or else an announcement, is due: the longest due first.

        Of announcements there may be very many: some lanes will do. Of other rooms than those of the `share` only
        what has been left behind.
        """
        names = [platform.value for platform in platforms]
        if announcements:
            apart = product(names, ANNOUNCEMENT_KINDS)
            each = [await self._due_in([name], [kind], now, share, _MAX_LANES) for name, kind in apart]
            found = [*chain.from_iterable(each)]
        else:
            found = [*await self._due_in(names, REPLY_KINDS, now, share)]
        found.sort(key=lambda row: (row.due_at, row.number))
        return list(dict.fromkeys(map(_read_lane, found)))

    async def _due_in(
        self, names: Sequence[str], kinds: Sequence[str], now: datetime, share: Shard, most: int | None = None
    ) -> Sequence[Row[Any]]:
        """Read off the index, however many rows there are."""
        due = (
            select(deliveries.c.platform, deliveries.c.room, deliveries.c.due_at, deliveries.c.number)
            .where(deliveries.c.state == "pending", deliveries.c.kind.in_(kinds), deliveries.c.platform.in_(names))
            .where(deliveries.c.due_at <= now)
            .order_by(deliveries.c.due_at, deliveries.c.number)
            .limit(most)
        )
        if not share.is_all:
            is_left = deliveries.c.due_at <= now - LEFT_BEHIND_AFTER
            due = due.where(or_(deliveries.c.platform.not_in(SHARED), share.of(deliveries.c.room), is_left))
        return [*await self._connection.execute(due)]

    async def claim(self, lane: Lane, now: datetime, *, announcements: bool = True, by: int = 0) -> Claim | None:
        """The next delivery of the lane, from now on `sending`; None while one is on its way or none is due.

        Without `announcements` they stay where they are. `by` is the process that sends it.
        """
        return (await self.claim_all({lane: announcements}, now, by)).get(lane)

    async def claim_all(self, lanes: Mapping[Lane, bool], now: datetime, by: int) -> Mapping[Lane, Claim]:
        """The same for several lanes, each with or without announcements; without those that another has just taken."""
        claimed: dict[Lane, Claim] = {}
        left = lanes
        while left:
            heads = await self._heads(left, now)
            taken = await self._take(heads, by)
            left = {}
            for row in taken:
                lane = _read_lane(row)
                found = await self._claimed(row, more=heads[row.number])
                if found is None:
                    await self._settle(DeliveryId(row.id), state="skipped")
                    left = {**left, lane: lanes[lane]}
                else:
                    claimed[lane] = found
        return claimed

    async def _claimed(self, row: Row[Any], *, more: bool) -> Claim | None:
        """None if it is not needed any more."""
        about, edits = await self._changed_by(row)
        if not is_needed(row, about) or await self._is_stale(row):
            return None
        # Of a room that has moved it stays behind.
        above = await self._message_of(row.under, deliveries.c.room == row.room) if row.under else None
        delivery = read_delivery(row, about, above, edits)
        return Claim(delivery=delivery, attempts=row.attempts, created_at=row.created_at, more=more)

    async def _is_stale(self, row: Row[Any]) -> bool:
        """Return True for an edit of what was taken back; it is not known any more who may read that."""
        if row.action != Action.EDIT:
            return False
        gone = and_(deliveries.c.target == row.target, deliveries.c.action == Action.DELETION)
        return bool(await self._connection.scalar(select(exists().where(gone))))

    async def _changed_by(self, row: Row[Any]) -> tuple[MessageId | None, Sequence[MessageId]]:
        """The message that a delivery is about, and those that earlier edits of it became.

        The first edit of what never came to be seen is that message.
        """
        about = await self._message_of(row.target) if row.target else None
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
        return [*await self._connection.execute(_TAKE, {"heads": [*heads], "by": by})]

    async def _heads(self, lanes: Mapping[Lane, bool], now: datetime) -> Mapping[int, bool]:
        """The numbers of what comes next in these lanes and may go, each with whether something comes after it."""
        rooms: dict[PlatformName, list[RoomId]] = {}
        for platform, room in lanes:
            rooms.setdefault(platform, []).append(room)
        by_lane: dict[Lane, list[Row[Any]]] = {}
        for platform, some in rooms.items():
            for row in await self._connection.execute(_HEADS, {"platform": platform.value, "rooms": some}):
                if lanes[_read_lane(row)] or row.state == "sending" or not row.announces:
                    by_lane.setdefault(_read_lane(row), []).append(row)
        return {
            rows[0].number: len(rows) > 1
            for rows in by_lane.values()
            if rows[0].state == "pending" and rows[0].due_at <= now
        }

    async def _message_of(self, delivery: str, *conditions: ColumnElement[bool]) -> MessageId | None:
        found: str | None = await self._connection.scalar(
            select(deliveries.c.message_id).where(deliveries.c.id == delivery, *conditions)
        )
        return MessageId(found) if found else None

    async def mark_private(self, delivery: DeliveryId, reader: Sender) -> None:
        """Write down who alone may read a message that did not say so."""
        await self._settle(delivery, private_to=reader.id)

    async def redirect(self, delivery: DeliveryId, room: RoomId, at: datetime) -> None:
        """Send a message for one person into another room; what they read in the old one follows."""
        await self._settle(delivery, state="pending", due_at=at, claimed_by=null())
        await redirect(self._connection, delivery, room)

    async def replace_content(self, delivery: DeliveryId, sentence: str, at: datetime) -> None:
        """Send a sentence in the place of what others must not read in the room; edits are still for its reader."""
        instead = {**WITHOUT_CONTENT, "text": sentence, "mention": deliveries.c.mention, "placeholder": true()}
        await self._settle(delivery, state="pending", due_at=at, claimed_by=null(), **instead)

    async def parts_of(self, delivery: DeliveryId) -> Sequence[DeliveryId]:
        """What followed on a message that was too long for one, and is still there."""
        deletions = deliveries.alias()
        gone = select(deletions.c.id).where(
            deletions.c.target == deliveries.c.id, deletions.c.action == Action.DELETION
        )
        theirs = and_(deliveries.c.target == delivery, deliveries.c.action == Action.MESSAGE, ~gone.exists())
        rows = await self._connection.scalars(select(deliveries.c.id).where(theirs).order_by(deliveries.c.number))
        return [DeliveryId(id_) for id_ in rows]

    async def _take_back(self, ids: Sequence[str]) -> None:
        """Drop what they said; those that have not left, and edits of them, don't leave any more.

        What may have arrived without Lotse's knowing stays: sent again without its text, it can be deleted.
        """
        theirs = or_(deliveries.c.id.in_(ids), deliveries.c.target.in_(ids))
        await self._connection.execute(update(deliveries).where(theirs).values(**WITHOUT_READER))
        may_stand = and_(
            deliveries.c.action == Action.MESSAGE,
            deliveries.c.claimed_by.is_not(None),
            deliveries.c.platform.in_(REPEATABLE),
        )
        await self._connection.execute(
            update(deliveries)
            .where(theirs, deliveries.c.state.in_(("pending", "held")), deliveries.c.action != Action.DELETION)
            .where(not_(may_stand))
            .values(state="skipped")
        )

    async def record_sent(self, delivery: DeliveryId, message: MessageId, at: datetime) -> None:
        """The text need not be kept any longer; a reply may refer to the rest."""
        await self.record_all_sent({delivery: message}, at)

    async def record_all_sent(self, messages: Mapping[DeliveryId, MessageId], at: datetime) -> None:
        """The same for several."""
        rows = [{"of": delivery, "became": message, "left_at": at} for delivery, message in messages.items()]
        if rows:
            await self._connection.execute(_RECORD_SENT, rows)

    async def postpone(self, delivery: DeliveryId, due_at: datetime, reason: str, *, refused: bool = False) -> None:
        """Try again later; `refused`: the platform itself said that it took nothing."""
        taken_back = and_(deliveries.c.action == Action.MESSAGE, deliveries.c.text.is_(None))
        state = case((taken_back, "skipped"), else_="pending") if refused else "pending"
        nobody = {"claimed_by": null()} if refused else {}
        await self._settle(delivery, state=state, due_at=due_at, error=reason[:500], **nobody)

    async def hold(self, delivery: DeliveryId, reason: str) -> None:
        """Keep a message until `release`; the others in its room go on."""
        await self._settle(delivery, state="held", error=reason[:500], claimed_by=null())

    async def give_up(self, delivery: DeliveryId, reason: str) -> None:
        await self._settle(delivery, state="failed", error=reason[:500])

    async def repeat(self, delivery: DeliveryId, at: datetime, reason: str) -> bool:
        """Send once more what was cut off; return False for a message that was repeated before.

        An edit or deletion may be made again as often as need be.
        """
        it = select(deliveries).where(deliveries.c.id == delivery, deliveries.c.state == "sending")
        row = (await self._connection.execute(it)).first()
        if row is None:
            return False
        again = REPEAT_KINDS.get(row.kind) if await self._brings_message(row) else row.kind
        if again is not None:
            await self._settle(delivery, state="pending", due_at=at, kind=again, error=reason[:500])
        return again is not None

    async def _brings_message(self, row: Row[Any]) -> bool:
        """Return True for a message, and for an edit of what never came to be seen."""
        if row.action != Action.EDIT:
            return bool(row.action == Action.MESSAGE)
        about, _ = await self._changed_by(row)
        return about is None

    async def mark_uncertain(self, delivery: DeliveryId, reason: str) -> None:
        """It may or may not have arrived."""
        await self._settle(delivery, state="uncertain", error=reason[:500])

    async def interrupted(
        self, platforms: Iterable[PlatformName], alive: Collection[int]
    ) -> Sequence[tuple[DeliveryId, Lane]]:
        """What is marked as `sending` by none of these processes; it is this transaction's to deal with."""
        names = [platform.value for platform in platforms]
        nobodys = or_(deliveries.c.claimed_by.is_(None), deliveries.c.claimed_by.not_in(alive))
        rows = await self._connection.execute(
            select(deliveries.c.id, deliveries.c.platform, deliveries.c.room)
            .where(deliveries.c.state == "sending", deliveries.c.platform.in_(names), nobodys)
            .order_by(deliveries.c.number)
            .with_for_update()
        )
        return [(DeliveryId(row.id), _read_lane(row)) for row in rows]

    async def sent_since(self, since: datetime) -> Sequence[tuple[Lane, datetime]]:
        """What has left, oldest first."""
        rows = await self._connection.execute(
            select(deliveries.c.platform, deliveries.c.room, deliveries.c.sent_at)
            .where(deliveries.c.sent_at > since)
            .order_by(deliveries.c.sent_at)
        )
        return [(_read_lane(row), row.sent_at) for row in rows]

    async def _settle(self, delivery: DeliveryId, **values: Any) -> None:
        await self._connection.execute(
            update(deliveries).where(deliveries.c.id == delivery, deliveries.c.state == "sending").values(**values)
        )


def _read_lane(row: Any) -> Lane:
    return PlatformName(row.platform), RoomId(row.room)


def _initial_values(kind: DeliveryKind, at: datetime) -> dict[str, Any]:
    return {"kind": kind, "state": "pending", "attempts": 0, "due_at": at, "created_at": at}
