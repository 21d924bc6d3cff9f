"""What Lotse has said, as the outbox remembers it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.platforms import Action
from bot.storage.addresses import in_room
from bot.storage.delivery_rows import said_of
from bot.storage.tables import deliveries
from handlers.events import Address, MessageId
from handlers.ports import Said

# Those that people see, or will see.
_SEEN = ("pending", "sending", "sent", "uncertain")


class StoredSayings:
    """Implements handlers.ports.Sayings inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def in_reply_to(self, address: Address, message: MessageId) -> Sequence[Said]:
        """What was said to a message, in order, and not taken back."""
        deletions = deliveries.alias()
        taken_back = select(deletions.c.id).where(
            deletions.c.target == deliveries.c.id, deletions.c.action == Action.DELETION
        )
        rows = await self._connection.execute(
            select(deliveries)
            .where(
                in_room(deliveries, address.platform, address.room),
                deliveries.c.reply_to == message,
                deliveries.c.action == Action.MESSAGE,
                deliveries.c.state.in_(_SEEN),
                ~taken_back.exists(),
            )
            .order_by(deliveries.c.number)
        )
        return [said_of(row) for row in rows]

    async def of_message(self, address: Address, message: MessageId) -> Said | None:
        """Which of Lotse's messages this is, as it reads after the last edit."""
        found = await self._connection.execute(
            select(deliveries).where(
                in_room(deliveries, address.platform, address.room), deliveries.c.message_id == message
            )
        )
        original = found.first()
        if original is None:
            return None
        edits = (
            select(deliveries.c.choices, deliveries.c.subject)
            .where(deliveries.c.target == original.id, deliveries.c.action == Action.EDIT)
            .order_by(deliveries.c.number.desc())
            .limit(1)
        )
        return said_of(original, (await self._connection.execute(edits)).first())

    async def any_in(self, address: Address) -> bool:
        """Whether anything was said in the room, as far as that is kept."""
        said = select(deliveries.c.id).where(in_room(deliveries, address.platform, address.room)).limit(1)
        return await self._connection.scalar(said) is not None
