"""Which message a person means by a copy of it that Lotse knows nothing of, inside one transaction."""

from collections.abc import Sequence
from math import inf
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.platforms import Action
from bot.storage.engine.addresses import is_in_room
from bot.storage.engine.tables import deliveries
from bot.storage.messaging.deliveries import ANNOUNCEMENT_KINDS, IS_ANNOUNCEMENT
from bot.storage.messaging.delivery_rows import REPEATED_KINDS
from handlers.core.events import Address, MessageId
from handlers.core.messages import DeliveryId, keyboard_id

_REPEATED_STATES = ("pending", "sending", "sent", "uncertain")
_MAX_CANDIDATES = 20


class RepeatStore:
    """Of a message that was cut off and sent again, the id of the first copy was never told.

    For platforms whose message ids are numbers that grow within a room.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def meant_by_reply(self, address: Address, message: MessageId) -> MessageId:
        """Return the known copy of a message of Lotse's that a person replied to; `message` itself if there is none.

        The first copy stands between what was sent before in the room and the second one, the nearest after it.
        """
        found = [(await self._bounds(row), row) for row in await self._candidates(address, message)]
        around = [(after, row) for (before, after), row in found if before < int(message) < after]
        return await self._known(min(around, key=lambda pair: pair[0])[1], message) if around else message

    async def meant_by_press(self, address: Address, message: MessageId, keyboard: str) -> MessageId:
        """Return the known copy of a message whose buttons have this identity; `message` itself if there is none."""
        for row in await self._candidates(address, message):
            if keyboard_id(DeliveryId(row.id)) == keyboard:
                return await self._known(row, message)
        return message

    async def _candidates(self, address: Address, message: MessageId) -> Sequence[Row[Any]]:
        """Return what was sent again there, the newest first; nothing if the message is known."""
        here = is_in_room(deliveries, address.platform, address.room)
        known = exists().where(here, deliveries.c.message_id == message)
        if not message.isdecimal() or await self._connection.scalar(select(known)):
            return []
        again = and_(here, deliveries.c.state.in_(_REPEATED_STATES), deliveries.c.kind.in_(REPEATED_KINDS))
        newest = select(deliveries).where(again).order_by(deliveries.c.number.desc()).limit(_MAX_CANDIDATES)
        return [*await self._connection.execute(newest)]

    async def _bounds(self, row: Row[Any]) -> tuple[float, float]:
        """Return the message before the first copy, or 0, and the one after it, or infinity."""
        before = await self._neighbour(row, deliveries.c.number < row.number, deliveries.c.number.desc())
        is_sent = row.state == "sent"
        after = row.message_id if is_sent else await self._neighbour(row, deliveries.c.number > row.number)
        return float(before or 0), float(after or inf)

    async def _neighbour(
        self, row: Row[Any], side: ColumnElement[bool], order: ColumnElement[Any] = deliveries.c.number
    ) -> str | None:
        """Return the message sent nearest on one side in the room; announcements have an order of their own."""
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

    async def _known(self, row: Row[Any], message: MessageId) -> MessageId:
        """Return the id that the message is known by, which is the given one if there was none."""
        if row.message_id is not None:
            return MessageId(row.message_id)
        await self._connection.execute(update(deliveries).where(deliveries.c.id == row.id).values(message_id=message))
        return message
