"""Carries deliveries to their platforms, each room in order, and keeps account of them."""

import logging
from asyncio import Lock, Semaphore, Task, create_task, gather
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from random import random
from typing import TypeAlias
from weakref import WeakValueDictionary

from bot.faults import trace
from bot.platforms import Action, Delivery, DeliveryId, PermanentFailure, Platform, PlatformRefused, TemporaryFailure
from bot.storage.database import Database, UnitOfWork
from bot.storage.deliveries import Claimed, Kind, Lane
from handlers.events import MessageId, PlatformName

log = logging.getLogger(__name__)

# Sending the same delivery twice yields one message there.
REPEATABLE = frozenset({PlatformName.MATRIX, PlatformName.CONSOLE})
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=5)
GIVEN_UP_AFTER = timedelta(hours=24)
# How many rooms of a platform are caught up with together. Answers to what was just asked are not held up by it.
CAUGHT_UP_AT_ONCE = 16

Clock: TypeAlias = Callable[[], datetime]
Outcome: TypeAlias = MessageId | Exception


class Outbox:
    """One process sends from a database; within it, every room has a lane of its own."""

    def __init__(
        self,
        database: Database,
        platforms: Mapping[PlatformName, Platform],
        clock: Clock,
        chance: Callable[[], float] = random,
    ) -> None:
        self._database = database
        self._platforms = platforms
        self._clock = clock
        self._chance = chance
        self._turns: WeakValueDictionary[Lane, Lock] = WeakValueDictionary()
        self._on_their_way: dict[Lane, DeliveryId] = {}
        self._tasks: dict[Lane, Task[None]] = {}
        self._backlogs: dict[PlatformName, Semaphore] = defaultdict(lambda: Semaphore(CAUGHT_UP_AT_ONCE))

    async def add(self, unit: UnitOfWork, deliveries: Iterable[Delivery], kind: Kind) -> None:
        """Writes deliveries down as part of the caller's transaction."""
        parts = [part for delivery in deliveries for part in self._parts(delivery)]
        await unit.outbox.add(parts, kind, self._clock())

    def _parts(self, delivery: Delivery) -> Iterator[Delivery]:
        """What is too long for one message of its platform follows in others."""
        platform = self._platforms.get(delivery.message.address.platform)
        if platform is None or delivery.action is Action.DELETION:
            yield delivery
            return
        first, *others = platform.parts(delivery.message)
        yield replace(delivery, message=first)
        for number, other in enumerate(others, 2):
            yield Delivery(id=DeliveryId(f"{delivery.id}.{number}"), message=other)

    async def recover(self) -> None:
        """To be called once, before anything is sent: takes up what the last run left half done."""
        async with self._database.begin() as unit:
            for delivery, platform in await unit.outbox.interrupted():
                await self._interrupted(unit, delivery, platform)

    async def deliver(self, lanes: Iterable[Lane]) -> None:
        """Sends what is due in these rooms; returns when it has been tried. Does not raise."""
        await gather(*(self._clear(lane) for lane in set(lanes) if lane[0] in self._platforms))

    async def look(self) -> None:
        """Starts on all rooms in which something is due, and does not wait for them."""
        async with self._database.begin() as unit:
            due = await unit.outbox.due_lanes(self._platforms, self._clock())
        for lane in due | self._on_their_way.keys():
            # What is being sent by `deliver` keeps its turn; the new task then finds nothing left to do.
            if lane not in self._tasks:
                self._tasks[lane] = create_task(self._catch_up(lane))
                self._tasks[lane].add_done_callback(partial(self._done, lane))

    async def deliver_due(self) -> None:
        """Sends all that is due; returns when it has been tried."""
        await self.look()
        await gather(*self._tasks.values())

    async def close(self) -> None:
        """Stops sending; what is on its way is taken up by the next start."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await gather(*tasks, return_exceptions=True)

    def _done(self, lane: Lane, _: Task[None]) -> None:
        del self._tasks[lane]

    async def _catch_up(self, lane: Lane) -> None:
        async with self._backlogs[lane[0]]:
            await self._clear(lane)

    async def _clear(self, lane: Lane) -> None:
        """Sends what is due in one room. Does not raise."""
        try:
            async with self._turns.setdefault(lane, Lock()):
                await self._take_up(lane)
                while (claimed := await self._claim(lane)) is not None:
                    await self._send(lane, claimed)
        except Exception as error:  # noqa: BLE001
            log.error("A room of %s waits for the next look: %s", lane[0], trace(error))  # noqa: TRY400

    async def _claim(self, lane: Lane) -> Claimed | None:
        async with self._database.begin() as unit:
            claimed = await unit.outbox.claim(lane, self._clock())
            if claimed is not None:
                self._on_their_way[lane] = claimed.delivery.id
        return claimed

    async def _take_up(self, lane: Lane) -> None:
        """A send of this process that was cancelled, or whose end could not be written down."""
        left = self._on_their_way.get(lane)
        if left is not None:
            async with self._database.begin() as unit:
                await self._interrupted(unit, left, lane[0])
            del self._on_their_way[lane]

    async def _send(self, lane: Lane, claimed: Claimed) -> None:
        outcome = await _outcome(self._platforms[lane[0]], claimed.delivery)
        async with self._database.begin() as unit:
            await self._record(unit, claimed, outcome)
        del self._on_their_way[lane]

    async def _record(self, unit: UnitOfWork, claimed: Claimed, outcome: Outcome) -> None:
        delivery, platform = claimed.delivery.id, claimed.delivery.message.address.platform
        match outcome:
            case PermanentFailure():
                await self._give_up(unit, delivery, str(outcome))
            case TemporaryFailure() | PlatformRefused():
                await self._postpone(unit, claimed, outcome)
            case Exception() if platform in REPEATABLE:
                log.error("Delivery %s met an unexpected error: %s", delivery, trace(outcome))
                await self._postpone(unit, claimed, TemporaryFailure(type(outcome).__name__))
            case Exception():
                log.error("Delivery %s may or may not have arrived: %s", delivery, trace(outcome))
                await unit.outbox.mark_uncertain(delivery, type(outcome).__name__)
            case message:
                await unit.outbox.record_sent(delivery, message, self._clock())

    async def _postpone(self, unit: UnitOfWork, claimed: Claimed, failure: Exception) -> None:
        now = self._clock()
        if now - claimed.created_at >= GIVEN_UP_AFTER:
            await self._give_up(unit, claimed.delivery.id, f"given up: {failure}")
            return
        pause = self._pause(claimed.attempts)
        if isinstance(failure, TemporaryFailure) and failure.retry_after is not None:
            pause = max(pause, failure.retry_after)
        log.warning("Delivery %s waits %s: %s", claimed.delivery.id, pause, failure)
        await unit.outbox.postpone(claimed.delivery.id, now + pause, str(failure))

    async def _give_up(self, unit: UnitOfWork, delivery: DeliveryId, reason: str) -> None:
        log.error("Delivery %s failed: %s", delivery, reason)
        await unit.outbox.give_up(delivery, reason)

    def _pause(self, attempts: int) -> timedelta:
        """Doubled each time; spread, so that rooms that failed together don't all come back together."""
        doubled: timedelta = FIRST_PAUSE * (1 << min(attempts - 1, 16))
        return min(doubled * (1 + self._chance() / 2), LONGEST_PAUSE)

    async def _interrupted(self, unit: UnitOfWork, delivery: DeliveryId, platform: PlatformName) -> None:
        if platform in REPEATABLE:
            await unit.outbox.postpone(delivery, self._clock(), "interrupted")
        else:
            await unit.outbox.mark_uncertain(delivery, "interrupted")


async def _outcome(platform: Platform, delivery: Delivery) -> Outcome:
    try:
        return await platform.send(delivery)
    except Exception as failure:  # noqa: BLE001
        return failure
