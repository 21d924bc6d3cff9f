"""The way from the web desk to the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex

from bot.delivery.outbox import Outbox
from bot.runtime.dispatcher import add_by_kind, to_delivery
from bot.storage.unit_of_work import UnitOfWork
from handlers.core.messages import DeliveryId, Outgoing, Toast


@dataclass(frozen=True, slots=True)
class DeskDeliveries:
    """Implements bot.web.base.desk.Deliveries."""

    outbox: Outbox

    async def add(self, unit: UnitOfWork, outgoing: Sequence[Outgoing]) -> None:
        """Put messages into the outbox, in the transaction of `unit`."""
        messages = [each for each in outgoing if not isinstance(each, Toast)]
        deliveries = [to_delivery(DeliveryId(f"desk-{token_hex(16)}"), message) for message in messages]
        await add_by_kind(self.outbox, unit, deliveries, "notice")

    async def start(self) -> None:
        """Start sending what is due, without waiting for it."""
        await self.outbox.start_due()
