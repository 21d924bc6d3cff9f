"""What Lotse has said, as the outbox remembers it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.platforms import Action
from bot.storage.engine.addresses import is_in_room, matches
from bot.storage.engine.tables import HAS_CHOICES, deliveries
from bot.storage.messaging.delivery_rows import read_sent_message
from handlers.context.ports import SentMessage
from handlers.core.events import Address, MessageId, PlatformName, Sender
from handlers.core.messages import DeliveryId

# Those that people see, or will see.
_VISIBLE_STATES = ("pending", "sending", "sent", "uncertain")
_MAX_LISTS = 10
_MAX_CANDIDATES = 40
_MAX_OFFERS = 500
_IN_ROOM = matches(deliveries.c.platform, deliveries.c.room)
_ANY = select(deliveries.c.id).where(_IN_ROOM).limit(1)
_OF_MESSAGE = select(deliveries).where(_IN_ROOM, matches(deliveries.c.message_id))
_IN_THREAD = deliveries.c.thread.is_not_distinct_from(bindparam("thread"))
_IS_SENT_THERE = and_(_IN_ROOM, _IN_THREAD, deliveries.c.state == "sent")
_LISTS = (
    select(deliveries)
    .where(_IS_SENT_THERE, deliveries.c.sent_at >= bindparam("since"), HAS_CHOICES)
    .order_by(deliveries.c.sent_at.desc(), deliveries.c.number.desc())
    .limit(_MAX_CANDIDATES)
)


class SentMessageStore:
    """Implements handlers.context.ports.Sayings inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def in_reply_to(self, address: Address, message: MessageId) -> Sequence[SentMessage]:
        """What was said to a message, in order, and not taken back."""
        deletions = deliveries.alias()
        taken_back = select(deletions.c.id).where(
            deletions.c.target == deliveries.c.id, deletions.c.action == Action.DELETION
        )
        rows = await self._connection.execute(
            select(deliveries)
            .where(
                is_in_room(deliveries, address.platform, address.room),
                deliveries.c.reply_to == message,
                deliveries.c.action == Action.MESSAGE,
                deliveries.c.state.in_(_VISIBLE_STATES),
                ~taken_back.exists(),
            )
            .order_by(deliveries.c.number)
        )
        return [read_sent_message(row) for row in rows]

    async def of_message(self, address: Address, message: MessageId) -> SentMessage | None:
        """Which of Lotse's messages this is, as it reads after the last edit."""
        original = (await self._connection.execute(_OF_MESSAGE, {**_room(address), "message_id": message})).first()
        if original is None:
            return None
        edits = (
            select(deliveries.c.id, deliveries.c.choices, deliveries.c.subject, deliveries.c.sent_at)
            .where(
                deliveries.c.target == original.id,
                deliveries.c.action == Action.EDIT,
                deliveries.c.state.in_(_VISIBLE_STATES),
            )
            .order_by(deliveries.c.number.desc())
            .limit(1)
        )
        return read_sent_message(original, (await self._connection.execute(edits)).first())

    async def any_in(self, address: Address) -> bool:
        """Whether anything was said in the room, as far as that is kept."""
        return await self._connection.scalar(_ANY, _room(address)) is not None

    async def of_delivery(self, delivery: DeliveryId) -> SentMessage | None:
        """The message as it was first written down."""
        row = (await self._connection.execute(select(deliveries).where(deliveries.c.id == delivery))).first()
        return None if row is None else read_sent_message(row)

    async def lists(self, address: Address, sender: Sender, since: datetime) -> Sequence[SentMessage]:
        """Return what offers this person choices in this room and thread since then; the newest first."""
        there = {**_room(address), "thread": address.thread, "since": since}
        found = await self._current((await self._connection.execute(_LISTS, there)).all())
        return [said for said in found if said.asker is None or said.answered(sender)][:_MAX_LISTS]

    async def last_offers(self, platform: PlatformName, within: timedelta) -> Sequence[SentMessage]:
        """Return what offered choices in the time before the last message that was sent there; the newest first."""
        sent = and_(deliveries.c.platform == platform.value, deliveries.c.sent_at.is_not(None))
        newest = select(deliveries.c.sent_at).where(sent).order_by(deliveries.c.sent_at.desc()).limit(1)
        last = await self._connection.scalar(newest)
        if last is None:
            return []
        rows = await self._connection.execute(
            select(deliveries)
            .where(sent, deliveries.c.sent_at >= last - within, deliveries.c.state == "sent", HAS_CHOICES)
            .order_by(deliveries.c.sent_at.desc(), deliveries.c.number.desc())
            .limit(_MAX_OFFERS)
        )
        return await self._current([*rows])

    async def _current(self, shown: Sequence[Row[Any]]) -> Sequence[SentMessage]:
        """Return those of the versions that are the newest of their messages."""
        if not shown:
            return []
        versions = await self._versions([_root_id(row) for row in shown])
        return [
            read_sent_message(original, row if row.action == Action.EDIT else None)
            for row in shown
            if (original := versions.originals.get(_root_id(row))) is not None
            and versions.newest[_root_id(row)] == row.id
        ]

    async def recalled(self, address: Address, since: datetime) -> SentMessage | None:
        """Return the newest copy of an announcement in this room and thread that was taken back since then."""
        deletions = deliveries.alias()
        taken_back = select(deletions.c.id).where(
            deletions.c.target == deliveries.c.id,
            deletions.c.action == Action.DELETION,
            deletions.c.created_at >= since,
        )
        rows = await self._connection.execute(
            select(deliveries)
            .where(
                _IS_SENT_THERE,
                deliveries.c.announcement.is_not(None),
                deliveries.c.action == Action.MESSAGE,
                taken_back.exists(),
            )
            .order_by(deliveries.c.number.desc())
            .limit(1),
            {**_room(address), "thread": address.thread},
        )
        row = rows.first()
        return None if row is None else read_sent_message(row)

    async def _versions(self, roots: Collection[str]) -> "_Versions":
        theirs = or_(
            deliveries.c.id.in_(roots), and_(deliveries.c.target.in_(roots), deliveries.c.action == Action.EDIT)
        )
        rows = await self._connection.execute(
            select(deliveries).where(theirs, deliveries.c.state == "sent").order_by(deliveries.c.number)
        )
        versions = _Versions()
        for row in rows:
            versions.originals.setdefault(_root_id(row), row)
            versions.newest[_root_id(row)] = row.id
        return versions


@dataclass(frozen=True, slots=True)
class _Versions:
    """Of each message, by the id of the delivery that brought it: its row, and the id of its newest version."""

    originals: dict[str, Row[Any]] = field(default_factory=dict)
    newest: dict[str, str] = field(default_factory=dict)


def _root_id(row: Row[Any]) -> str:
    """Return the id of the delivery that a version is one of."""
    return str(row.target if row.action == Action.EDIT and row.target else row.id)


def _room(address: Address) -> dict[str, str]:
    return {"platform": address.platform.value, "room": address.room}
