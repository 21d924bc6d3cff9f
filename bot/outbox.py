"""Carries deliveries to their platforms, each room in order, and keeps account of them."""

import logging
from asyncio import Lock, Semaphore, gather, sleep
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from random import random
from typing import TypeAlias
from weakref import WeakValueDictionary

from bot.faults import trace
from bot.monitoring.metrics import Metrics
from bot.pacing.line import Waiting
from bot.pacing.pacing import MINUTE, Pacing, Place
from bot.pacing.pump import Pump, Sleep
from bot.pacing.restraint import EVERYWHERE
from bot.platforms import (
    FAILURES,
    Action,
    Delivery,
    DeliveryId,
    PermanentFailure,
    Platform,
    PlatformRefused,
    Scope,
    TemporaryFailure,
)
from bot.set_back import SetBack
from bot.storage.database import Database, UnitOfWork
from bot.storage.deliveries import Claimed, Kind, Lane, lane_of
from bot.together import Together
from handlers.events import Attachment, MessageId, PlatformName, RoomId
from handlers.messages import Message

log = logging.getLogger(__name__)

# Sending the same delivery twice yields one message there.
REPEATABLE = frozenset({PlatformName.MATRIX, PlatformName.CONSOLE})
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=5)
GIVEN_UP_AFTER = timedelta(hours=24)
# Of announcements in line: more than a platform takes until the next look.
ENOUGH_IN_LINE = 500
# Copies of announcements on their way to a platform that sets no pace: what a person says comes in between.
ANNOUNCED_AT_ONCE = 8
# In one transaction: more would let an answer wait.
AT_ONCE = 64

Clock: TypeAlias = Callable[[], datetime]
Outcome: TypeAlias = MessageId | Exception


class Outbox:
    """One process sends from a database; within it, every room has a lane of its own.

    `repeated` stands below what may have arrived before.
    """

    def __init__(
        self,
        database: Database,
        platforms: Mapping[PlatformName, Platform],
        clock: Clock,
        metrics: Metrics | None = None,
        chance: Callable[[], float] = random,
        sleep: Sleep = sleep,
        repeated: str = "",
    ) -> None:
        self._database = database
        self._platforms = platforms
        self._clock = clock
        self._metrics = metrics or Metrics()
        self._chance = chance
        self._turns: WeakValueDictionary[Lane, Lock] = WeakValueDictionary()
        self._on_their_way: dict[Lane, DeliveryId] = {}
        self._taken_up: set[Lane] = set()
        self._sleep = sleep
        self._repeated = repeated
        self._set_back = SetBack()
        self._pumps: dict[PlatformName, Pump] = {}
        self._gates: dict[PlatformName, Semaphore] = {}
        # One transaction for many costs little more than one for one.
        self._claims = Together(self._claim_all, AT_ONCE)
        self._endings = Together(self._record_all, AT_ONCE)

    async def add(self, unit: UnitOfWork, deliveries: Iterable[Delivery], kind: Kind) -> None:
        """Writes deliveries down as part of the caller's transaction."""
        parts = [part for delivery in deliveries for part in [*self._parts(delivery), *await _stale(unit, delivery)]]
        await unit.outbox.add(parts, kind, self._clock())

    def in_messages(self, message: Message) -> int:
        """As how many messages its platform would show it."""
        platform = self._platforms.get(message.address.platform)
        return len(platform.parts(message)) if platform else 1

    def _parts(self, delivery: Delivery) -> Iterator[Delivery]:
        """What is too long for one message of its platform follows in others, which are about the first."""
        platform = self._platforms.get(delivery.message.address.platform)
        if platform is None or delivery.action is Action.DELETION:
            yield delivery
            return
        first, *others = platform.parts(delivery.message)
        yield replace(delivery, message=first)
        for number, other in enumerate(others, 2):
            yield Delivery(
                id=DeliveryId(f"{delivery.id}.{number}"), message=other, target=delivery.target or delivery.id
            )

    async def recover(self) -> None:
        """To be called once, before anything is sent: takes up what the last run left half done, and its pace."""
        now = self._clock()
        async with self._database.begin() as unit:
            await self._set_back.mended(unit, now)
            interrupted = await unit.outbox.interrupted()
            for delivery, lane in interrupted:
                await self._interrupted(unit, delivery, lane[0])
            for name, holds in (await unit.holds.current(self._platforms, now)).items():
                self._pumps[name] = self._new_pump(name, holds)
            self._taken_up = {lane for _, lane in interrupted}
            if any(platform.pace for platform in self._platforms.values()):
                self._remember([*await unit.outbox.sent_since(now - MINUTE), *((lane, now) for _, lane in interrupted)])

    def give_way(self, name: PlatformName) -> None:
        """Somebody is going to be answered there."""
        if name in self._platforms:
            self._pump(name).give_way()

    async def deliver(self, lanes: Iterable[Lane]) -> None:
        """Sends the answers due in these rooms; returns when it has been tried, or must wait. Does not raise."""
        await gather(*(self._clear(lane) for lane in set(lanes) if lane[0] in self._platforms))

    async def arrived(self, lane: Lane) -> None:
        """Waits for what is on its way into a room: what was said there may be about it. Does not raise."""
        if lane in self._on_their_way or lane in self._taken_up:
            await self.deliver([lane])
            self._taken_up.discard(lane)

    async def look(self) -> None:
        """Starts on all rooms in which something is due, and does not wait for them."""
        # As long as enough announcements wait in line, none are added.
        served = [name for name in self._platforms if self._pump(name).announcements() < ENOUGH_IN_LINE]
        async with self._database.begin() as unit:
            now = self._clock()
            if await self._set_back.mended(unit, now):
                for pump in self._pumps.values():
                    pump.release()
            answers = await unit.outbox.due_lanes(self._platforms, now)
            announcements = await unit.outbox.due_lanes(served, now, announcements=True)
        # What is being sent by `deliver` keeps its turn; there is then nothing left to do.
        self._put([*answers, *self._on_their_way], announcement=False)
        self._put(announcements, announcement=True)

    async def deliver_due(self) -> None:
        """Sends all that is due and may be sent now; returns when it has been tried."""
        await self.look()
        await gather(*(pump.settled() for pump in self._pumps.values()))

    async def close(self) -> None:
        """Stops sending; what is on its way is taken up by the next start."""
        await gather(*(pump.close() for pump in self._pumps.values()))
        await gather(self._claims.close(), self._endings.close())

    def _put(self, lanes: Iterable[Lane], *, announcement: bool) -> None:
        for name, room in lanes:
            self._pump(name).put(Waiting(room, announcement))

    def _pump(self, name: PlatformName) -> Pump:
        if name not in self._pumps:
            self._pumps[name] = self._new_pump(name, {})
        return self._pumps[name]

    def _new_pump(self, name: PlatformName, holds: Mapping[RoomId, datetime]) -> Pump:
        platform = self._platforms[name]
        pacing = Pacing(platform.pace, self._clock, holds)
        return Pump(pacing, partial(self._catch_up, name), self._clock, self._sleep)

    def _remember(self, sent: Iterable[tuple[Lane, datetime]]) -> None:
        for (name, room), at in sent:
            if name in self._platforms:
                self._pump(name).pacing.remember(room, at)

    async def _catch_up(self, name: PlatformName, waiting: Waiting, place: Place) -> bool:
        """Sends the next delivery of a room; whether there is more. Does not raise."""
        lane = (name, waiting.room)
        try:
            async with self._turns.setdefault(lane, Lock()):
                await self._take_up(lane)
                return await self._send_next(lane, place, announcements=waiting.announcement)
        except Exception as error:  # noqa: BLE001
            log.error("A room of %s waits for the next look: %s", name, trace(error))  # noqa: TRY400
            return False

    async def _clear(self, lane: Lane) -> None:
        """Sends the answers due in one room, as long as nothing has to wait. Does not raise."""
        try:
            async with self._turns.setdefault(lane, Lock()):
                await self._take_up(lane)
                while await self._send_now(lane):
                    pass
        except Exception as error:  # noqa: BLE001
            log.error("A room of %s waits for the next look: %s", lane[0], trace(error))  # noqa: TRY400

    async def _send_now(self, lane: Lane) -> bool:
        """Whether there is more."""
        name, room = lane
        pump = self._pump(name)
        if pump.pacing.of(room, announcement=False):
            pump.put(Waiting(room, announcement=False))
            return False
        place = pump.pacing.place(room, announcement=False)
        try:
            with place.held():
                return await self._send_next(lane, place, announcements=False)
        finally:
            pump.wake()

    async def _send_next(self, lane: Lane, place: Place, *, announcements: bool) -> bool:
        # Where the pace is counted, what is claimed together would leave in a burst.
        is_paced = self._platforms[lane[0]].pace is not None
        asked = (lane, announcements)
        claimed = (await self._claim_all([asked]))[0] if is_paced else await self._claims.do(asked)
        if claimed is None:
            return False
        place.start()
        async with self._gate(claimed.delivery):
            outcome = await self._outcome(self._platforms[lane[0]], claimed.delivery)
        await (self._record_all([(claimed, outcome)]) if is_paced else self._endings.do((claimed, outcome)))
        return claimed.more

    def _gate(self, delivery: Delivery) -> AbstractAsyncContextManager[object]:
        """While some are on their way, the next are claimed already, and those before written down."""
        name = delivery.message.address.platform
        if delivery.message.announcement is None or self._platforms[name].pace is not None:
            return nullcontext()
        return self._gates.setdefault(name, Semaphore(ANNOUNCED_AT_ONCE))

    async def _claim_all(self, asked: Sequence[tuple[Lane, bool]]) -> Sequence[Claimed | None]:
        """What comes next in each lane, with or without announcements."""
        async with self._database.begin() as unit:
            claimed = await unit.outbox.claim_all(dict(asked), self._clock())
            self._on_their_way |= {lane: each.delivery.id for lane, each in claimed.items()}
        return [claimed.get(lane) for lane, _ in asked]

    async def _take_up(self, lane: Lane) -> None:
        """A send of this process that was cancelled, or whose end could not be written down."""
        left = self._on_their_way.get(lane)
        if left is not None:
            async with self._database.begin() as unit:
                await self._interrupted(unit, left, lane[0])
            del self._on_their_way[lane]

    async def _outcome(self, platform: Platform, delivery: Delivery) -> Outcome:
        try:
            file = await self._fetched(delivery.message.attachment)
        except Exception as failure:  # noqa: BLE001
            # Nothing has been sent yet.
            return failure if isinstance(failure, FAILURES) else TemporaryFailure(type(failure).__name__)
        try:
            return await platform.send(replace(delivery, file=file) if file else delivery)
        except Exception as failure:  # noqa: BLE001
            return failure

    async def _fetched(self, attachment: Attachment | None) -> bytes:
        if attachment is None:
            return b""
        if attachment.platform is None:
            return await self._own(attachment)
        platform = self._platforms.get(attachment.platform)
        if platform is None:
            raise PermanentFailure(f"{attachment.platform} is not configured any more")
        return await platform.fetch(attachment)

    async def _own(self, attachment: Attachment) -> bytes:
        async with self._database.begin() as unit:
            content = await unit.files.content(attachment)
        if content is None:
            raise PermanentFailure("the file is not kept any more")
        return content

    async def _record_all(self, ended: Sequence[tuple[Claimed, Outcome]]) -> Sequence[None]:
        sent = {claimed.delivery.id: outcome for claimed, outcome in ended if not isinstance(outcome, Exception)}
        async with self._database.begin() as unit:
            await unit.outbox.record_all_sent(sent, self._clock())
            for claimed, outcome in ended:
                if isinstance(outcome, Exception):
                    await self._record_failure(unit, claimed, outcome)
        for claimed, outcome in ended:
            lane = lane_of(claimed.delivery)
            if not isinstance(outcome, Exception):
                self._metrics.delivered(lane[0], "sent")
                self._pump(lane[0]).pacing.went_well()
            self._on_their_way.pop(lane, None)
        return [None] * len(ended)

    async def _record_failure(self, unit: UnitOfWork, claimed: Claimed, failure: Exception) -> None:
        delivery, platform = claimed.delivery.id, claimed.delivery.message.address.platform
        match failure:
            case PermanentFailure():
                self._metrics.delivered(platform, "failed")
                await self._give_up(unit, delivery, str(failure))
            case TemporaryFailure() | PlatformRefused():
                self._metrics.delivered(platform, "postponed")
                await self._postpone(unit, claimed, failure)
            case _ if platform in REPEATABLE:
                self._metrics.failed("delivery")
                log.error("Delivery %s met an unexpected error: %s", delivery, trace(failure))
                await self._postpone(unit, claimed, TemporaryFailure(type(failure).__name__))
            case _:
                self._metrics.delivered(platform, "uncertain")
                log.error("Delivery %s may or may not have arrived: %s", delivery, trace(failure))
                await self._unsure(unit, delivery, type(failure).__name__)

    async def _postpone(self, unit: UnitOfWork, claimed: Claimed, failure: TemporaryFailure | PlatformRefused) -> None:
        now = self._clock()
        asked_for = None
        if isinstance(failure, TemporaryFailure) and failure.retry_after is not None:
            asked_for = failure.retry_after
            await self._hold(unit, claimed.delivery, now + asked_for, failure.scope)
        if now - claimed.created_at >= GIVEN_UP_AFTER:
            await self._give_up(unit, claimed.delivery.id, f"given up: {failure}")
            return
        pause = self._pause(claimed.attempts) if asked_for is None else max(asked_for, FIRST_PAUSE)
        log.warning("Delivery %s waits %s: %s", claimed.delivery.id, pause, failure)
        await unit.outbox.postpone(claimed.delivery.id, now + pause, str(failure))

    async def _hold(self, unit: UnitOfWork, delivery: Delivery, until: datetime, scope: Scope) -> None:
        """Nothing goes into the room until then; where the limit is the account's, nothing goes out at all."""
        address = delivery.message.address
        self._metrics.waits(address.platform)
        holds = self._pump(address.platform).pacing.refused(address.room, until, scope)
        if EVERYWHERE in holds:
            log.warning("%s asks to slow down: everything waits until %s", address.platform, holds[EVERYWHERE])
        await unit.holds.put(address.platform, holds)

    async def _give_up(self, unit: UnitOfWork, delivery: DeliveryId, reason: str) -> None:
        log.error("Delivery %s failed: %s", delivery, reason)
        await unit.outbox.give_up(delivery, reason)

    def _pause(self, attempts: int) -> timedelta:
        """Doubled each time up to the longest, and spread: what failed together does not come back together."""
        doubled: timedelta = FIRST_PAUSE * (1 << min(attempts - 1, 16))
        return min(doubled, LONGEST_PAUSE) * (1 + self._chance() / 2)

    async def _interrupted(self, unit: UnitOfWork, delivery: DeliveryId, platform: PlatformName) -> None:
        if platform in REPEATABLE:
            await unit.outbox.postpone(delivery, self._clock(), "interrupted")
        else:
            await self._unsure(unit, delivery, "interrupted")

    async def _unsure(self, unit: UnitOfWork, delivery: DeliveryId, reason: str) -> None:
        """What must not be lost is repeated, once and with a word on it."""
        if not await unit.outbox.repeat(delivery, self._repeated, self._clock()):
            await unit.outbox.mark_uncertain(delivery, reason)


async def _stale(unit: UnitOfWork, delivery: Delivery) -> Sequence[Delivery]:
    """What followed on a message goes when that message changes or goes."""
    if delivery.target is None:
        return []
    empty = Message(address=delivery.message.address, text="")
    return [
        Delivery(id=DeliveryId(f"{delivery.id}-{part}"), message=empty, action=Action.DELETION, target=part)
        for part in await unit.outbox.parts_of(delivery.target)
    ]
