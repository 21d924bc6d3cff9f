"""The processes that work on one PostgreSQL database: who is there, which of them leads, and how they wake each other.

Each renews its lease (`bot/storage/cluster/leases.py`) from the event loop:
whoever hangs is replaced, and ends when it wakes.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from enum import StrEnum
from math import inf
from secrets import randbits

from sqlalchemy import func, make_url, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.settings.service import LEASE_SECONDS
from bot.storage.cluster.leases import is_held, name_of
from bot.storage.cluster.sharding import Share
from bot.storage.engine.failures import LeadershipLost

CHANNEL = "lotse"
_NUMBER_BITS = 31


class News(StrEnum):
    """What the processes tell each other."""

    REPLICAS = "replicas"
    INBOX = "inbox"
    OUTBOX = "outbox"


class Replica:
    """One process. `alive` are the numbers of all that work on the database, its own among them.

    `leader` is where the one runs that leads; whoever leads `acts` once it holds all that it needs for that.
    """

    def __init__(self, *, is_alone: bool = False) -> None:
        self.is_alone = is_alone
        self.number = randbits(_NUMBER_BITS)
        self.alive = frozenset({self.number})
        self._removed: dict[int, float] = {}
        self.leader = ""
        self.leads = asyncio.Event()
        self.brought = {News.INBOX: asyncio.Event(), News.OUTBOX: asyncio.Event()}
        self.is_starting = True
        self.acts = is_alone
        self.place: int | None = None
        self._held_until = inf
        self._is_lost = False
        self._changed = asyncio.Event()

    @classmethod
    def alone(cls) -> "Replica":
        """Where no other process can be."""
        replica = cls(is_alone=True)
        replica.leads.set()
        return replica

    @property
    def share(self) -> Share:
        """Which rooms are this one's to send to."""
        return Share(rank=sum(number < self.number for number in self.alive), count=len(self.alive))

    @property
    def role(self) -> str:
        """What it does, and what it waits for."""
        if self.acts:
            return "leader"
        if self.leads.is_set():
            return "takes over: waits for the data directory, which the process that led before still holds"
        return f"standby: waits for the lease of {self.leader}"

    @property
    def name(self) -> str:
        """By which the database knows its connections."""
        return name_of(self.number)

    async def tell(self, connection: AsyncConnection, news: News) -> None:
        """The others learn of it when the transaction has ended."""
        if len(self.alive) > 1:
            await connection.execute(select(func.pg_notify(CHANNEL, news.value)))

    def started(self) -> None:
        """From now on the event loop turns all the time: a shorter lease will do."""
        self.is_starting = False

    async def confirmed(self) -> None:
        """Return as soon as this process certainly holds its lease; raise LeadershipLost if it has lost it.

        After a stop this waits until the database was asked.
        """
        while now() >= self._held_until or self._is_lost:
            if self._is_lost:
                raise LeadershipLost
            self._changed.clear()
            await self._changed.wait()

    def has_seen_the_end_of(self, number: int) -> bool:
        """Return whether a process was removed from the line, and can't believe any more that it is there."""
        return now() >= self._removed.get(number, inf)

    def removed(self, others: Mapping[int, float]) -> None:
        """Note processes that were removed from the line, each with the seconds for which it may not know it."""
        self._removed |= {number: now() + seconds for number, seconds in others.items()}

    async def hold(self, connection: AsyncConnection) -> None:
        """Keep the lease until the transaction ends; raise LeadershipLost if another has taken this one's place."""
        if self.place is not None and not await is_held(connection, self.place):
            raise LeadershipLost

    def renewed(self, until: float) -> None:
        """The lease lasts until then, by the steady clock of `now`."""
        self._held_until = until
        self._changed.set()

    def lose(self) -> None:
        """From now on nothing may be done any more."""
        self._is_lost = True
        self._changed.set()


@asynccontextmanager
async def joined(url: str, stop: asyncio.Event, lease: float = LEASE_SECONDS) -> AsyncIterator[Replica]:
    """What a process knows as one of those that work on the database, whose tables are brought up to date.

    Raises LeadershipLost in the end if the database has let go of it meanwhile; `stop` is set then. On an SQLite
    database there is no other: the lock of the data directory sees to it.
    """
    if make_url(url).get_backend_name() == "sqlite":
        yield Replica.alone()
        return
    # A server has a driver of its own, which a file does without.
    from bot.storage.cluster.members import joined_server  # noqa: PLC0415

    async with joined_server(url, stop, lease) as replica:
        yield replica


def now() -> float:
    """Seconds that go on while the process, or the machine, is stopped."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
