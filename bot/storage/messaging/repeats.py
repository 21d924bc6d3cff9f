"""Resolution of references to an unknown first copy of a repeated message."""

from collections.abc import Sequence
from math import inf
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, select, update

from bot.platforms.base.contract import Action
from bot.storage.engine.sql import is_in_room
from bot.storage.engine.store import Store
from bot.storage.engine.tables import deliveries
from bot.storage.messaging.deliveries import ANNOUNCEMENT_KINDS, IS_ANNOUNCEMENT
from bot.storage.messaging.delivery_rows import REPEATED_KINDS
from handlers.core.events import Address, MessageId
from handlers.core.messages import DeliveryId, keyboard_id

_REPEATED_STATES = ("pending", "sending", "sent", "uncertain")
_MAX_CANDIDATES = 20


class RepeatStore(Store):
    """The platform never returned the id of the first copy, as sending it was interrupted.

    This works on platforms whose message ids are numbers that grow within a room.
    """

    async def resolve_reply(self, address: Address, message: MessageId) -> MessageId:
        """Return the known copy of Lotse's message that a person replied to; `message` itself if there is none.

        The first copy stands between what was sent before it in the room and the second one, the nearest after it.
        """
        found = [(await self._find_bounds(row), row) for row in await self._find_candidates(address, message)]
        around = [(after, row) for (before, after), row in found if before < int(message) < after]
        return await self._resolve(min(around, key=lambda pair: pair[0])[1], message) if around else message

    async def resolve_press(self, address: Address, message: MessageId, keyboard: str) -> MessageId:
        """Return the known copy of a message whose buttons have this identity; `message` itself if there is none."""
        for row in await self._find_candidates(address, message):
            if keyboard_id(DeliveryId(row.id)) == keyboard:
                return await self._resolve(row, message)
        return message

    async def _find_candidates(self, address: Address, message: MessageId) -> Sequence[Row[Any]]:
        """Return the repeated messages of the room, newest first; none if the message is known."""
        here = is_in_room(deliveries, address.platform, address.room)
        known = exists().where(here, deliveries.c.message_id == message)
        if not message.isdecimal() or await self._connection.scalar(select(known)):
            return []
        again = and_(here, deliveries.c.state.in_(_REPEATED_STATES), deliveries.c.kind.in_(REPEATED_KINDS))
        newest = select(deliveries).where(again).order_by(deliveries.c.number.desc()).limit(_MAX_CANDIDATES)
        return [*await self._connection.execute(newest)]

    async def _find_bounds(self, row: Row[Any]) -> tuple[float, float]:
        """Return the message before the first copy, or 0, and the one after it, or infinity."""
        before = await self._find_neighbour(row, deliveries.c.number < row.number, deliveries.c.number.desc())
        is_sent = row.state == "sent"
        after = row.message_id if is_sent else await self._find_neighbour(row, deliveries.c.number > row.number)
        return float(before or 0), float(after or inf)

    async def _find_neighbour(
        self, row: Row[Any], side: ColumnElement[bool], order: ColumnElement[Any] = deliveries.c.number
    ) -> str | None:
        """Return the nearest message on one side in the room; announcements have an order of their own."""
        nearest: str | None = await self._connection.scalar(
            select(deliveries.c.message_id)
            .where(
                deliveries.c.platform == row.platform,
                deliveries.c.room == row.room,
                deliveries.c.state == "sent",
                deliveries.c.action == Action.MESSAGE,
                IS_ANNOUNCEMENT if row.kind in ANNOUNCEMENT_KINDS else ~IS_ANNOUNCEMENT,
                side,
            )
            .order_by(order)
            .limit(1)
        )
        return nearest

    async def _resolve(self, row: Row[Any], message: MessageId) -> MessageId:
        """Return the known id of the message; if there is none, record `message` as such."""
        if row.message_id is not None:
            return MessageId(row.message_id)
        await self._connection.execute(update(deliveries).where(deliveries.c.id == row.id).values(message_id=message))
        return message
