"""Single steps of a delivery, as the outbox takes them for many at once."""

from datetime import datetime

from bot.storage.messaging.deliveries import Claim, Lane
from bot.storage.unit_of_work import UnitOfWork
from handlers.core.events import MessageId
from handlers.core.messages import DeliveryId


async def claim_next(unit: UnitOfWork, lane: Lane, now: datetime, *, announcements: bool = True) -> Claim | None:
    """Claim the next delivery of a lane, as process 0; return None while one is being sent or none is due."""
    return (await unit.deliveries.claim({lane: announcements}, now, 0)).get(lane)


async def mark_sent(unit: UnitOfWork, delivery: DeliveryId, message: MessageId, at: datetime) -> None:
    await unit.deliveries.record_sent({delivery: message}, at)
