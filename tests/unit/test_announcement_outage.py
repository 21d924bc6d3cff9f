"""An announcement while the platforms are down for an hour, in virtual time."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.delivery.outbox import Outbox
from bot.delivery.results import DeliveryTexts
from bot.jobs.due_events import DueEvents
from bot.monitoring.metrics import Metrics
from bot.platforms.base.contract import Delivery, TemporaryFailure
from bot.platforms.telegram.traits import PACE
from bot.runtime.contexts import Contexts
from bot.runtime.dispatcher import Dispatcher, FallbackReplies
from bot.system.throttle import Throttle
from handlers import routes
from handlers.announcements.model.announcement import Announcement, AnnouncementState, Counts, Reader
from handlers.announcements.model.audience import Everyone
from handlers.announcements.model.policy import OFFICE, AnnouncementPolicy
from handlers.core.events import Address, MessageId, PlatformName, RoomId
from tests.platforms import OutgoingOnly
from tests.prepared import index, open_file
from tests.unit.virtual import Busy, VirtualTime

# Less often than in truth, as an hour is long.
LOOKS_EVERY_SECONDS = 30
AN_HOUR = timedelta(hours=1)
AN_AGE = timedelta(days=1)


@dataclass
class Unsteady(OutgoingOnly):
    """Answers after a moment; once it has told some it does not, for an hour.

    What is on its way when that begins arrives, and nobody learns of it.
    """

    name: PlatformName
    time: VirtualTime
    told_before: int
    fails_at: datetime | None = None
    arrived: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pace = PACE if self.name is PlatformName.TELEGRAM else None

    async def send(self, delivery: Delivery) -> MessageId:
        if self._is_down():
            await self.time.sleep(5)
            raise TemporaryFailure("no connection")
        self.arrived.append(delivery.message.address.room)
        if len(self.arrived) == self.told_before:
            self.fails_at = self.time.now
        await self.time.sleep(0.1)
        if self._is_down():
            raise ConnectionResetError
        return MessageId(f"m-{delivery.id}")

    def _is_down(self) -> bool:
        return self.fails_at is not None and self.fails_at <= self.time.now < self.fails_at + AN_HOUR


@dataclass
class World:
    """Lotse with both platforms and its readers."""

    database: Busy
    readers: int
    time: VirtualTime
    matrix: Unsteady
    telegram: Unsteady
    due: DueEvents
    outbox: Outbox

    async def announce(self) -> Counts:
        """Announce, until it is over."""
        number = await self.plan()
        looking = [asyncio.create_task(self._looks()), asyncio.create_task(self._looks_at_rooms())]
        over = asyncio.Event()
        looking.append(asyncio.create_task(self._watch(number, over)))
        await self.time.run(over.is_set, AN_AGE)
        for task in looking:
            task.cancel()
        await self.outbox.close()
        async with self.database.begin() as unit:
            announcement = await unit.announcements.get(number)
            assert announcement is not None
            return await unit.announcements.count_copies(announcement)

    async def plan(self) -> int:
        async with self.database.begin() as unit:
            for platform in (PlatformName.MATRIX, PlatformName.TELEGRAM):
                for reader in range(self.readers):
                    address = Address(platform=platform, room=RoomId(f"{platform} {reader}"))
                    tags = frozenset({f"source/{OFFICE}"})
                    await unit.readers.put(Reader(address=address, tags=tags, chosen_at=self.time.now))
            news = Announcement(
                state=AnnouncementState.SCHEDULED,
                text="Neuigkeit",
                author="shell:test",
                due_at=self.time.now,
                created_at=self.time.now,
                is_urgent=True,
            )
            kept = await unit.announcements.add(news)
            await unit.announcements.freeze(kept.number, Everyone(), OFFICE)
            return kept.number

    async def _looks(self) -> None:
        while True:
            await self.due.dispatch()
            await self.time.sleep(LOOKS_EVERY_SECONDS)

    async def _looks_at_rooms(self) -> None:
        while True:
            await self.outbox.start_due()
            await self.time.sleep(LOOKS_EVERY_SECONDS)

    async def _watch(self, number: int, over: asyncio.Event) -> None:
        while not over.is_set():
            await self.time.sleep(10)
            async with self.database.begin() as unit:
                announcement = await unit.announcements.get(number)
            if announcement is not None and announcement.state is AnnouncementState.FINISHED:
                over.set()


@pytest.fixture(params=[12, pytest.param(60, marks=pytest.mark.soak)])
async def world(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    readers: int = request.param
    async with open_file(tmp_path / "lotse.db") as opened:
        database = Busy(opened)
        time = VirtualTime(database)
        matrix, telegram = (Unsteady(name, time, readers // 3) for name in (PlatformName.MATRIX, PlatformName.TELEGRAM))
        outbox = Outbox(
            database,
            {matrix.name: matrix, telegram.name: telegram},
            time,
            sleep=time.sleep,
            sentences=DeliveryTexts(repeated="!"),
        )
        yield World(database, readers, time, matrix, telegram, _due_events(database, outbox, time), outbox)


def _due_events(database: Busy, outbox: Outbox, time: VirtualTime) -> DueEvents:
    search = index()
    dispatcher = Dispatcher(
        database=database,
        outbox=outbox,
        contexts=Contexts(
            search=lambda: search,
            clock=time,
            office="LaKI",
            language="de",
            announcement_policy=AnnouncementPolicy(quiet=None),
        ),
        respond=routes.respond,
        fallbacks=FallbackReplies(apology=routes.make_apology, slow_down=routes.ask_to_wait),
        metrics=Metrics(),
        throttle=Throttle(burst=60, per_minute=120, clock=time),
    )
    return DueEvents(database, dispatcher.handle, time)


@pytest.mark.slow
async def test_after_an_hour_without_platforms_everybody_has_it(world: World) -> None:
    counts = await world.announce()
    assert counts.states == {"sent": 2 * world.readers}
    for platform in (world.matrix, world.telegram):
        told = Counter(platform.arrived)
        assert platform.fails_at is not None
        assert world.time.now - platform.fails_at >= AN_HOUR
        assert len(told) == world.readers
        assert max(told.values()) == 2, "some were on their way when the connection broke"
    # Matrix knows the repeated ones again by their transaction; on Telegram they are marked and counted.
    assert Counter(world.telegram.arrived).total() - world.readers == counts.repeated > 0


async def test_its_copies_are_in_the_outbox_with_the_transaction_that_starts_it(world: World) -> None:
    """Three look for what is due, one starts it, one counts its copies, and the outbox looks after each of these."""
    number = await world.plan()
    unsent = Outbox(world.database, {}, world.time)
    before = world.database.begun
    await _due_events(world.database, unsent, world.time).dispatch()
    assert world.database.begun - before == 7
    async with world.database.begin() as unit:
        announcement = await unit.announcements.get(number)
        assert announcement is not None
        assert (await unit.announcements.count_copies(announcement)).states == {"pending": 2 * world.readers}
