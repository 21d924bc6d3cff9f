"""Record the results of deliveries: sent, postponed, failed or uncertain."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from bot.delivery.rate_limit_holds import ALL_ROOMS
from bot.delivery.workers import Workers
from bot.monitoring.metrics import Metrics
from bot.platforms.base.contract import (
    Action,
    Delivery,
    NoReaders,
    NotPrivate,
    PermanentFailure,
    PlatformRefused,
    RetryScope,
    TemporaryFailure,
    Unreachable,
    WrongRoom,
)
from bot.platforms.table import traits_of
from bot.storage.database import Database
from bot.storage.messaging.deliveries import Claim
from bot.storage.unit_of_work import UnitOfWork
from bot.system.clock import Clock
from bot.system.tracebacks import format_trace
from handlers.core.events import MessageId, PlatformName
from handlers.core.messages import DeliveryId

log = logging.getLogger(__name__)

NO_DELAY = timedelta()
FIRST_DELAY = timedelta(seconds=1)
MAX_DELAY = timedelta(minutes=5)
MAX_DELAY_UNREACHABLE = timedelta(seconds=10)
GIVE_UP_AFTER = timedelta(hours=24)
# A message is repeated only once, and a broken connection may break again at once.
REPEAT_DELAY = timedelta(seconds=5)

SendResult: TypeAlias = MessageId | Exception


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryTexts:
    """Texts for deliveries that may be duplicates or may not be shown in their room.

    `repeated` is shown with a message that may have arrived before; `only_privately` replaces a private message in a
    room that others can read.
    """

    repeated: str = ""
    only_privately: str = ""


NO_TEXTS = DeliveryTexts()


class ResultRecorder:
    """Record the results of sends, and what follows from them for the rate limits."""

    def __init__(
        self,
        database: Database,
        workers: Workers,
        clock: Clock,
        metrics: Metrics,
        chance: Callable[[], float],
        sentences: DeliveryTexts,
    ) -> None:
        self._database = database
        self._workers = workers
        self._clock = clock
        self._metrics = metrics
        self._chance = chance
        self._texts = sentences

    async def record(self, results: Sequence[tuple[Claim, SendResult]]) -> None:
        """Record several results in one transaction."""
        sent = {claim.delivery.id: result for claim, result in results if not isinstance(result, Exception)}
        async with self._database.begin(fenced=True) as unit:
            await unit.deliveries.record_sent(sent, self._clock())
            for claim, result in results:
                if isinstance(result, Exception):
                    await self._record_failure(unit, claim, result)
        for claim, result in results:
            if not isinstance(result, Exception):
                platform = claim.delivery.message.address.platform
                self._metrics.count_delivery(platform, "sent")
                self._workers[platform].limiter.note_success()

    async def record_interrupted(self, unit: UnitOfWork, delivery: DeliveryId, platform: PlatformName) -> None:
        """Record a delivery whose process ended while sending it, or whose result could not be recorded."""
        if traits_of(platform).is_idempotent:
            await unit.deliveries.postpone(delivery, self._clock(), "interrupted")
        else:
            await self._repeat_once(unit, delivery, platform, "interrupted")

    async def _record_failure(self, unit: UnitOfWork, claim: Claim, failure: Exception) -> None:
        delivery, platform = claim.delivery.id, claim.delivery.message.address.platform
        match failure:
            case WrongRoom():
                await self._redirect(unit, claim, failure)
            case NoReaders():
                self._metrics.count_delivery(platform, "held")
                log.info("Delivery %s is held until somebody joins the room", delivery)
                await unit.deliveries.hold(delivery, str(failure))
            case NotPrivate() if claim.delivery.action is Action.MESSAGE and claim.delivery.message.text:
                self._metrics.count_delivery(platform, "failed")
                log.warning("Delivery %s is not sent: %s", delivery, failure)
                await unit.deliveries.replace_content(delivery, self._texts.only_privately, self._clock())
            case PermanentFailure():
                self._metrics.count_delivery(platform, "failed")
                await self._give_up(unit, delivery, str(failure))
            case TemporaryFailure() | PlatformRefused():
                self._metrics.count_delivery(platform, "postponed")
                await self._postpone(unit, claim, failure)
            case _ if traits_of(platform).is_idempotent or claim.delivery.action is not Action.MESSAGE:
                self._metrics.count_error("delivery")
                log.error("Delivery %s met an unexpected error: %s", delivery, format_trace(failure))
                await self._postpone(unit, claim, TemporaryFailure(type(failure).__name__))
            case _:
                log.error("Delivery %s may or may not have arrived: %s", delivery, format_trace(failure))
                await self._repeat_once(unit, delivery, platform, type(failure).__name__, REPEAT_DELAY)

    async def _redirect(self, unit: UnitOfWork, claim: Claim, failure: WrongRoom) -> None:
        """Queue the delivery for another room of its platform."""
        address = claim.delivery.message.address
        self._metrics.count_delivery(address.platform, "postponed")
        log.warning("Delivery %s is redirected, as others may read in its room", claim.delivery.id)
        if failure.reader is not None:
            await unit.deliveries.mark_private(claim.delivery.id, failure.reader)
        await unit.deliveries.redirect(claim.delivery.id, failure.room, self._clock())

    async def _postpone(self, unit: UnitOfWork, claim: Claim, failure: TemporaryFailure | PlatformRefused) -> None:
        now = self._clock()
        asked_for = None
        if isinstance(failure, TemporaryFailure) and failure.retry_after is not None:
            asked_for = failure.retry_after
            await self._hold_room(unit, claim.delivery, asked_for, failure.scope)
        if now - claim.created_at >= GIVE_UP_AFTER:
            await self._give_up(unit, claim.delivery.id, f"given up: {failure}")
            return
        most = MAX_DELAY_UNREACHABLE if isinstance(failure, Unreachable) else MAX_DELAY
        pause = self._delay(claim.attempts, most) if asked_for is None else asked_for
        log.warning("Delivery %s is postponed by %s: %s", claim.delivery.id, pause, failure)
        refused = asked_for is not None
        await unit.deliveries.postpone(claim.delivery.id, now + pause, str(failure), refused=refused)

    async def _hold_room(self, unit: UnitOfWork, delivery: Delivery, pause: timedelta, scope: RetryScope) -> None:
        """Hold the room for so long, or the whole platform if the limit is the account's."""
        address = delivery.message.address
        self._metrics.count_rate_limit(address.platform)
        holds = self._workers[address.platform].limiter.note_refusal(address.room, self._clock() + pause, scope)
        if ALL_ROOMS in holds:
            log.warning("%s asks to slow down: everything waits until %s", address.platform, holds[ALL_ROOMS])
        await unit.rate_limit_holds.put(address.platform, holds)

    async def _give_up(self, unit: UnitOfWork, delivery: DeliveryId, reason: str) -> None:
        log.error("Delivery %s failed: %s", delivery, reason)
        await unit.deliveries.give_up(delivery, reason)

    def _delay(self, attempts: int, most: timedelta) -> timedelta:
        """Doubled each time up to the longest, and spread: what failed together does not come back together."""
        doubled: timedelta = FIRST_DELAY * (1 << min(attempts - 1, 16))
        return min(doubled, most) * (1 + self._chance() / 2)

    async def _repeat_once(
        self, unit: UnitOfWork, delivery: DeliveryId, platform: PlatformName, reason: str, pause: timedelta = NO_DELAY
    ) -> None:
        """Repeat a delivery that may have arrived; mark it as uncertain if it was repeated before."""
        self._metrics.count_delivery(platform, "uncertain")
        if not await unit.deliveries.repeat(delivery, self._clock() + pause, reason):
            await unit.deliveries.mark_uncertain(delivery, reason)
