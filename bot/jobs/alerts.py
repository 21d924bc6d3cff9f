"""Alerts to the admins, once an hour for each cause."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex

from bot.delivery.outbox import Outbox
from bot.monitoring.health import MAX_ANSWER_AGE, Health, HealthCheck
from bot.platforms.base.contract import Delivery
from bot.storage.database import Database
from bot.storage.unit_of_work import UnitOfWork
from bot.system.clock import Clock
from handlers.alerts import Cause, render_alert
from handlers.core.events import Address, PlatformName, RoomId, Sender
from handlers.core.messages import DeliveryId, Message
from handlers.i18n import OPERATORS_LANGUAGE
from knowledge.search import Language

log = logging.getLogger(__name__)

OFFLINE_AFTER = timedelta(minutes=5)
LOW_DISK = 0.05
ALERT_INTERVAL = timedelta(hours=1)
# The log is alerted as rarely as people are.
_LOG = Address(platform=PlatformName.CONSOLE, room=RoomId("log"))
_NOBODY = Sender(platform=PlatformName.CONSOLE, id="")


@dataclass(frozen=True, kw_only=True, slots=True)
class AlertJob:
    """Send alerts to `room`, or else to the direct chats of those admins who have written to Lotse."""

    database: Database
    outbox: Outbox
    health_check: HealthCheck
    is_knowledge_failing: Callable[[], bool]
    admins: Sequence[Sender]
    room: Address | None
    language: Language
    clock: Clock

    async def check(self) -> None:
        """Check the health of the service and send what alerts follow."""
        for cause, detail in self._find_causes(await self.health_check.run()):
            await self.send(cause, detail)

    async def send(self, cause: Cause, detail: str = "") -> None:
        """Send an alert, unless its readers got the same one within the hour."""
        async with self.database.begin() as unit:
            readers = await self._find_recipients(unit)
            text, kind = render_alert(cause, detail, self.language), f"alert-{cause}"
            is_logged = await unit.notices.again(_LOG, _NOBODY, kind, self.clock(), ALERT_INTERVAL)
            new = [
                Delivery(id=DeliveryId(f"alert-{token_hex(8)}"), message=Message(address=address, text=text))
                for address, admin in readers
                if await unit.notices.again(address, admin, kind, self.clock(), ALERT_INTERVAL)
            ]
            await self.outbox.add(unit, new, "notice")
        # Logged only if the notice was stored, or it would be logged at every check.
        if is_logged:
            log.warning("%s", render_alert(cause, detail, OPERATORS_LANGUAGE).replace("**", ""))
        await self.outbox.deliver({(each.message.address.platform, each.message.address.room) for each in new})

    async def _find_recipients(self, unit: UnitOfWork) -> list[tuple[Address, Sender]]:
        if self.room is not None:
            return [(self.room, Sender(platform=self.room.platform, id=""))]
        chats = await unit.people.find_direct_chats(self.admins)
        return [(address, admin) for address, admin in zip(chats, self.admins, strict=True) if address is not None]

    def _find_causes(self, health: Health) -> Iterator[tuple[Cause, str]]:
        for platform, lag in health.lags.items():
            if lag > OFFLINE_AFTER:
                yield Cause.PLATFORM, platform.title()
        if health.oldest_reply_age > MAX_ANSWER_AGE:
            yield Cause.OUTBOX, str(int(health.oldest_reply_age.total_seconds() // 60))
        if self.is_knowledge_failing():
            yield Cause.KNOWLEDGE, ""
        if health.free_disk < LOW_DISK:
            yield Cause.DISK, f"{health.free_disk:.0%}"
