"""What becomes of deliveries that were tried: sent, put off, given up, or nobody knows."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from bot.delivery.backoff import ALL_ROOMS
from bot.delivery.workers import Workers
from bot.monitoring.metrics import Metrics
from bot.platforms import (
    REPEATABLE,
    Action,
    Delivery,
    DeliveryId,
    Misdirected,
    NotPrivate,
    PermanentFailure,
    PlatformRefused,
    Scope,
    TemporaryFailure,
    Unattended,
    Unreachable,
)
from bot.storage.database import Database, UnitOfWork
from bot.storage.messaging.deliveries import Claim
from bot.system.clock import Clock
from bot.system.tracebacks import format_trace
from handlers.core.events import MessageId, PlatformName

log = logging.getLogger(__name__)

NO_DELAY = timedelta()
FIRST_DELAY = timedelta(seconds=1)
MAX_DELAY = timedelta(minutes=5)
MAX_DELAY_UNREACHABLE = timedelta(seconds=10)
GIVE_UP_AFTER = timedelta(hours=24)
# A connection that broke may break again at once, and a message is repeated only once.
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
    """Record the outcomes of deliveries."""

    def __init__(
        self,
        database: Database,
        pumps: Workers,
        clock: Clock,
        metrics: Metrics,
        chance: Callable[[], float],
        sentences: DeliveryTexts,
    ) -> None:
        self._database = database
        self._pumps = pumps
        self._clock = clock
        self._metrics = metrics
        self._chance = chance
        self._sentences = sentences

    async def record(self, ended: Sequence[tuple[Claim, SendResult]]) -> None:
        """In one transaction."""
        sent = {claimed.delivery.id: outcome for claimed, outcome in ended if not isinstance(outcome, Exception)}
        async with self._database.begin(fenced=True) as unit:
            await unit.outbox.record_all_sent(sent, self._clock())
            for claimed, outcome in ended:
                if isinstance(outcome, Exception):
                    await self._failed(unit, claimed, outcome)
        for claimed, outcome in ended:
            if not isinstance(outcome, Exception):
                platform = claimed.delivery.message.address.platform
                self._metrics.delivered(platform, "sent")
                self._pumps[platform].pacing.went_well()

    async def interrupted(self, unit: UnitOfWork, delivery: DeliveryId, platform: PlatformName) -> None:
        """It was being sent when its process ended, or when its end could not be written down."""
        if platform in REPEATABLE:
            await unit.outbox.postpone(delivery, self._clock(), "interrupted")
        else:
            await self._unsure(unit, delivery, platform, "interrupted")

    async def _failed(self, unit: UnitOfWork, claimed: Claim, failure: Exception) -> None:
        delivery, platform = claimed.delivery.id, claimed.delivery.message.address.platform
        match failure:
            case Misdirected():
                await self._redirect(unit, claimed, failure)
            case Unattended():
                self._metrics.delivered(platform, "held")
                log.info("Delivery %s is held back until somebody is in the room", delivery)
                await unit.outbox.hold(delivery, str(failure))
            case NotPrivate() if claimed.delivery.action is Action.MESSAGE and claimed.delivery.message.text:
                self._metrics.delivered(platform, "failed")
                log.warning("Delivery %s is not sent: %s", delivery, failure)
                await unit.outbox.replace_content(delivery, self._sentences.only_privately, self._clock())
            case PermanentFailure():
                self._metrics.delivered(platform, "failed")
                await self._give_up(unit, delivery, str(failure))
            case TemporaryFailure() | PlatformRefused():
                self._metrics.delivered(platform, "postponed")
                await self._postpone(unit, claimed, failure)
            case _ if platform in REPEATABLE or claimed.delivery.action is not Action.MESSAGE:
                self._metrics.failed("delivery")
                log.error("Delivery %s met an unexpected error: %s", delivery, format_trace(failure))
                await self._postpone(unit, claimed, TemporaryFailure(type(failure).__name__))
            case _:
                log.error("Delivery %s may or may not have arrived: %s", delivery, format_trace(failure))
                await self._unsure(unit, delivery, platform, type(failure).__name__, REPEAT_DELAY)

    async def _redirect(self, unit: UnitOfWork, claimed: Claim, failure: Misdirected) -> None:
        """Queue the delivery for another room of its platform."""
        address = claimed.delivery.message.address
        self._metrics.delivered(address.platform, "postponed")
        log.warning("Delivery %s goes into another room, as others may read in its own", claimed.delivery.id)
        if failure.reader is not None:
            await unit.outbox.mark_private(claimed.delivery.id, failure.reader)
        await unit.outbox.redirect(claimed.delivery.id, failure.room, self._clock())

    async def _postpone(self, unit: UnitOfWork, claimed: Claim, failure: TemporaryFailure | PlatformRefused) -> None:
        now = self._clock()
        asked_for = None
        if isinstance(failure, TemporaryFailure) and failure.retry_after is not None:
            asked_for = failure.retry_after
            await self._hold(unit, claimed.delivery, asked_for, failure.scope)
        if now - claimed.created_at >= GIVE_UP_AFTER:
            await self._give_up(unit, claimed.delivery.id, f"given up: {failure}")
            return
        most = MAX_DELAY_UNREACHABLE if isinstance(failure, Unreachable) else MAX_DELAY
        pause = self._pause(claimed.attempts, most) if asked_for is None else asked_for
        log.warning("Delivery %s waits %s: %s", claimed.delivery.id, pause, failure)
        refused = asked_for is not None
        await unit.outbox.postpone(claimed.delivery.id, now + pause, str(failure), refused=refused)

    async def _hold(self, unit: UnitOfWork, delivery: Delivery, pause: timedelta, scope: Scope) -> None:
        """Nothing goes into the room for so long; where the limit is the account's, nothing goes out at all."""
        address = delivery.message.address
        self._metrics.waits(address.platform)
        holds = self._pumps[address.platform].pacing.refused(address.room, self._clock() + pause, scope)
        if ALL_ROOMS in holds:
            log.warning("%s asks to slow down: everything waits until %s", address.platform, holds[ALL_ROOMS])
        await unit.holds.put(address.platform, holds)

    async def _give_up(self, unit: UnitOfWork, delivery: DeliveryId, reason: str) -> None:
        log.error("Delivery %s failed: %s", delivery, reason)
        await unit.outbox.give_up(delivery, reason)

    def _pause(self, attempts: int, most: timedelta) -> timedelta:
        """Doubled each time up to the longest, and spread: what failed together does not come back together."""
        doubled: timedelta = FIRST_DELAY * (1 << min(attempts - 1, 16))
        return min(doubled, most) * (1 + self._chance() / 2)

    async def _unsure(
        self, unit: UnitOfWork, delivery: DeliveryId, platform: PlatformName, reason: str, pause: timedelta = NO_DELAY
    ) -> None:
        """Repeat once what may have arrived; told twice is better than never."""
        self._metrics.delivered(platform, "uncertain")
        if not await unit.outbox.repeat(delivery, self._clock() + pause, reason):
            await unit.outbox.mark_uncertain(delivery, reason)
