"""Time that passes only while nobody has anything to do, and a platform that counts by it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from bot.platforms.base.contract import Delivery, TemporaryFailure
from bot.platforms.base.pace import Pace
from bot.storage.database import Database
from bot.storage.unit_of_work import UnitOfWork
from handlers.core.events import MessageId, PlatformName
from tests.integration.bot_api.limits import Limits
from tests.platforms import OutgoingOnly

# What is woken may wake others; all of them have had their turn after so many.
_TURNS = 12
_REAL_PAUSE_S = 0.0002
_PATIENCE = timedelta(minutes=10)


class Busy(Database):
    """A database that tells whether anybody waits for it, and how many transactions there were."""

    def __init__(self, database: Database) -> None:
        super().__init__(database._engine)
        self.users = self.begun = 0

    @asynccontextmanager
    async def begin(self, *, durable: bool = True, fenced: bool = False) -> AsyncIterator[UnitOfWork]:
        self.users += 1
        self.begun += 1
        try:
            async with super().begin(durable=durable, fenced=fenced) as unit:
                yield unit
        finally:
            self.users -= 1


class VirtualTime:
    """The clock and the sleep of an outbox."""

    def __init__(self, database: Busy, now: datetime = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)) -> None:
        self.now = now
        self._database = database
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._numbers = count()

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        heappush(self._sleepers, (self.now + timedelta(seconds=seconds), next(self._numbers), woken))
        await woken

    async def run(self, until: Callable[[], bool], patience: timedelta = _PATIENCE) -> None:
        """Goes from one sleeper to the next."""
        last = self.now + patience
        await self._settle()
        while not until():
            assert self._sleepers, "nobody would ever wake up"
            assert self.now < last, "it takes too long"
            at, _, woken = heappop(self._sleepers)
            if woken.done():
                continue
            self.now = max(self.now, at)
            woken.set_result(None)
            await self._settle()

    async def _settle(self) -> None:
        quiet = 0
        while quiet < _TURNS:
            quiet = 0 if self._database.users else quiet + 1
            await asyncio.sleep(_REAL_PAUSE_S if self._database.users else 0)


@dataclass
class StrictPlatform(OutgoingOnly):
    """Refuses whatever exceeds Telegram's limits; an answer takes `latency`."""

    time: VirtualTime
    pace: Pace | None
    latency: float = 0.08
    name: PlatformName = PlatformName.TELEGRAM
    arrived: dict[str, datetime] = field(default_factory=dict)
    limits: Limits = field(init=False)

    def __post_init__(self) -> None:
        self.limits = Limits(now=self._now)

    def _now(self) -> float:
        return self.time.now.timestamp()

    @property
    def refusals(self) -> int:
        return self.limits.exceeded

    async def send(self, delivery: Delivery) -> MessageId:
        if self.limits.wait(delivery.message.address.room):
            raise TemporaryFailure("too many requests", timedelta(seconds=3))
        self.arrived[delivery.id] = self.time.now
        await self.time.sleep(self.latency)
        return MessageId(f"{delivery.id}")
