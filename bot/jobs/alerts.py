"""Admins are told what goes wrong, once an hour for each cause."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex

from bot.delivery.outbox import Outbox
from bot.monitoring.health import MAX_ANSWER_AGE, Health, HealthCheck
from bot.platforms import Delivery, DeliveryId
from bot.storage.database import Database, UnitOfWork
from bot.system.clock import Clock
from handlers.account.alerts import Cause, alert
from handlers.core.events import Address, PlatformName, RoomId, Sender
from handlers.core.messages import Message
from knowledge.search import Language

log = logging.getLogger(__name__)

OFFLINE_AFTER = timedelta(minutes=5)
LOW_DISK = 0.05
ALERT_INTERVAL = timedelta(hours=1)
# It reads as seldom as people do.
_LOG = Address(platform=PlatformName.CONSOLE, room=RoomId("log"))
_NOBODY = Sender(platform=PlatformName.CONSOLE, id="")


@dataclass(frozen=True, kw_only=True, slots=True)
class AlertJob:
    """Tells it in `room`, or else in the direct chats of those admins who have written to Lotse."""

    database: Database
    outbox: Outbox
    examination: HealthCheck
    knowledge_fails: Callable[[], bool]
    admins: Sequence[Sender]
    room: Address | None
    language: Language
    clock: Clock

    async def look(self) -> None:
        for cause, detail in self._causes(await self.examination.look()):
            await self.tell(cause, detail)

    async def tell(self, cause: Cause, detail: str = "") -> None:
        """Unless they have been told of it within the hour."""
        async with self.database.begin() as unit:
            readers = await self._readers(unit)
            text, kind = alert(cause, detail, self.language), f"alert-{cause}"
            is_logged = await unit.notices.again(_LOG, _NOBODY, kind, self.clock(), ALERT_INTERVAL)
            new = [
                Delivery(id=DeliveryId(f"alert-{token_hex(8)}"), message=Message(address=address, text=text))
                for address, admin in readers
                if await unit.notices.again(address, admin, kind, self.clock(), ALERT_INTERVAL)
            ]
            await self.outbox.add(unit, new, "notice")
        # Where nothing can be written down, the same would be logged at every look.
        if is_logged:
            log.warning("%s", alert(cause, detail, "en").replace("**", ""))
        await self.outbox.deliver({(each.message.address.platform, each.message.address.room) for each in new})

    async def _readers(self, unit: UnitOfWork) -> list[tuple[Address, Sender]]:
        if self.room is not None:
            return [(self.room, Sender(platform=self.room.platform, id=""))]
        met = [(await unit.people.met(admin), admin) for admin in self.admins]
        return [(address, admin) for address, admin in met if address is not None]

    def _causes(self, vitals: Health) -> Iterator[tuple[Cause, str]]:
        for platform, lag in vitals.lags.items():
            if lag > OFFLINE_AFTER:
                yield Cause.PLATFORM, platform.title()
        if vitals.age > MAX_ANSWER_AGE:
            yield Cause.OUTBOX, str(int(vitals.age.total_seconds() // 60))
        if self.knowledge_fails():
            yield Cause.KNOWLEDGE, ""
        if vitals.free < LOW_DISK:
            yield Cause.DISK, f"{vitals.free:.0%}"
