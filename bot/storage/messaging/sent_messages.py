"""The store of sent messages, as the outbox remembers them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select

from bot.platforms.base.contract import Action
from bot.storage.engine.prepared import Prepared
from bot.storage.engine.sql import is_in_room, matches
from bot.storage.engine.store import Store
from bot.storage.engine.tables import HAS_CHOICES, deliveries
from bot.storage.messaging.delivery_rows import read_sent_message
from handlers.context.ports import SentMessage
from handlers.core.events import Address, MessageId, PlatformName, Sender
from handlers.core.messages import DeliveryId

# The states of messages that people see, or will see.
_VISIBLE_STATES = ("pending", "sending", "sent", "uncertain")
_MAX_LISTS = 10
_MAX_CANDIDATES = 40
_MAX_OFFERS = 500
_IN_ROOM = matches(deliveries.c.platform, deliveries.c.room)
_ANY = Prepared(select(deliveries.c.id).where(_IN_ROOM).limit(1))
_OF_MESSAGE = Prepared(select(deliveries).where(_IN_ROOM, matches(deliveries.c.message_id)))
_IN_THREAD = deliveries.c.thread.is_not_distinct_from(bindparam("thread"))
_IS_SENT_THERE = and_(_IN_ROOM, _IN_THREAD, deliveries.c.state == "sent")
_LISTS = Prepared(
    select(deliveries)
    .where(_IS_SENT_THERE, deliveries.c.sent_at >= bindparam("since"), HAS_CHOICES)
    .order_by(deliveries.c.sent_at.desc(), deliveries.c.number.desc())
    .limit(_MAX_CANDIDATES)
)


class SentMessageStore(Store):
    """Implements handlers.context.ports.SentMessages."""

    async def in_reply_to(self, address: Address, message: MessageId) -> Sequence[SentMessage]:
        """Return the replies to a message that were not deleted, in order."""
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
        """Return which of Lotse's messages this is, as it reads after the last edit."""
        original = await _OF_MESSAGE.fetch_first(self._connection, {**_room(address), "message_id": message})
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
        return read_sent_message(original, await self._first(edits))

    async def any_in(self, address: Address) -> bool:
        """Return whether anything was sent to the room, as far as that is kept."""
        return await _ANY.fetch_first(self._connection, _room(address)) is not None

    async def of_delivery(self, delivery: DeliveryId) -> SentMessage | None:
        """Return the message as it was first sent."""
        row = await self._first(select(deliveries).where(deliveries.c.id == delivery))
        return None if row is None else read_sent_message(row)

    async def lists(self, address: Address, sender: Sender, since: datetime) -> Sequence[SentMessage]:
        """Return messages that offer this person choices in this room and thread since then; newest first."""
        there = {**_room(address), "thread": address.thread, "since": since}
        found = await self._filter_newest(await _LISTS.fetch_all(self._connection, there))
        return [said for said in found if said.asker is None or said.answered(sender)][:_MAX_LISTS]

    async def last_offers(self, platform: PlatformName, within: timedelta) -> Sequence[SentMessage]:
        """Return the messages with choices from the time before the platform's last message; newest first."""
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
        return await self._filter_newest([*rows])

    async def _filter_newest(self, shown: Sequence[Row[Any]]) -> Sequence[SentMessage]:
        """Return those of the versions that are the newest of their messages."""
        if not shown:
            return []
        versions = await self._load_versions([_root_id(row) for row in shown])
        return [
            read_sent_message(original, row if row.action == Action.EDIT else None)
            for row in shown
            if (original := versions.originals.get(_root_id(row))) is not None
            and versions.newest[_root_id(row)] == row.id
        ]

    async def find_recalled(self, address: Address, since: datetime) -> SentMessage | None:
        """Return the newest copy of an announcement in this room and thread that was deleted since then."""
        deletions = deliveries.alias()
        taken_back = select(deletions.c.id).where(
            deletions.c.target == deliveries.c.id,
            deletions.c.action == Action.DELETION,
            deletions.c.created_at >= since,
        )
        row = await self._first(
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
        return None if row is None else read_sent_message(row)

    async def _load_versions(self, roots: Collection[str]) -> "_Versions":
        theirs = or_(
            deliveries.c.id.in_(roots), and_(deliveries.c.target.in_(roots), deliveries.c.action == Action.EDIT)
        )
        rows = await self._connection.execute(
            # Concatenated to keep SQLite from using the index of the state, which covers nearly all rows.
            select(deliveries).where(theirs, deliveries.c.state.concat("") == "sent").order_by(deliveries.c.number)
        )
        versions = _Versions()
        for row in rows:
            versions.originals.setdefault(_root_id(row), row)
            versions.newest[_root_id(row)] = row.id
        return versions


@dataclass(frozen=True, slots=True)
class _Versions:
    """The row and the id of the newest version of each message, by the id of the delivery that brought it."""

    originals: dict[str, Row[Any]] = field(default_factory=dict)
    newest: dict[str, str] = field(default_factory=dict)


def _root_id(row: Row[Any]) -> str:
    """Return the id of the delivery of which this is a version."""
    return str(row.target if row.action == Action.EDIT and row.target else row.id)


def _room(address: Address) -> dict[str, str]:
    return {"platform": address.platform.value, "room": address.room}
