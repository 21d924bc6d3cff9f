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
from bot.storage.cluster.leases import application_name, is_held
from bot.storage.cluster.sharding import Shard
from bot.storage.engine.failures import LeadershipLost

CHANNEL = "lotse"
_NUMBER_BITS = 31


class Notification(StrEnum):
    """Notifications between processes."""

    REPLICAS = "replicas"
    INBOX = "inbox"
    OUTBOX = "outbox"


class Replica:
    """One of the processes on a database; `alive` holds the numbers of all of them, including its own.

    `leader` is where the one runs that leads; whoever leads `acts` once it holds all that it needs for that.
    """

    def __init__(self, *, is_alone: bool = False) -> None:
        self.is_alone = is_alone
        self.number = randbits(_NUMBER_BITS)
        self.alive = frozenset({self.number})
        self._removed: dict[int, float] = {}
        self.leader = ""
        self.leads = asyncio.Event()
        self.brought = {Notification.INBOX: asyncio.Event(), Notification.OUTBOX: asyncio.Event()}
        self.is_starting = True
        self.acts = is_alone
        self.place: int | None = None
        self._held_until = inf
        self._is_lost = False
        self._changed = asyncio.Event()

    @classmethod
    def alone(cls) -> "Replica":
        """Return the only process of its database, which leads."""
        replica = cls(is_alone=True)
        replica.leads.set()
        return replica

    @property
    def share(self) -> Shard:
        """Return the share of rooms that this process sends to."""
        return Shard(rank=sum(number < self.number for number in self.alive), count=len(self.alive))

    @property
    def role(self) -> str:
        """Return the role of this process, and what it waits for, for `/readyz`."""
        if self.acts:
            return "leader"
        if self.leads.is_set():
            return "takes over: waits for the data directory, which the process that led before still holds"
        return f"standby: waits for the lease of {self.leader}"

    @property
    def name(self) -> str:
        """Return the application name of its database connections."""
        return application_name(self.number)

    async def tell(self, connection: AsyncConnection, news: Notification) -> None:
        """Notify the other processes when the transaction is committed."""
        if len(self.alive) > 1:
            await connection.execute(select(func.pg_notify(CHANNEL, news.value)))

    def started(self) -> None:
        """Mark the end of the start, during which the event loop may block; leases are shorter afterwards."""
        self.is_starting = False

    async def confirmed(self) -> None:
        """Return as soon as this process certainly holds its lease; raise LeadershipLost if it has lost it.

        After a stop this waits until the database was asked.
        """
        while boot_time() >= self._held_until or self._is_lost:
            if self._is_lost:
                raise LeadershipLost
            self._changed.clear()
            await self._changed.wait()

    def has_seen_the_end_of(self, number: int) -> bool:
        """Return whether a process was removed from the line, and can't believe any more that it is there."""
        return boot_time() >= self._removed.get(number, inf)

    def removed(self, others: Mapping[int, float]) -> None:
        """Note processes that were removed from the line, each with the seconds for which it may not know it."""
        self._removed |= {number: boot_time() + seconds for number, seconds in others.items()}

    async def hold(self, connection: AsyncConnection) -> None:
        """Keep the lease until the transaction ends; raise LeadershipLost if another has taken this one's place."""
        if self.place is not None and not await is_held(connection, self.place):
            raise LeadershipLost

    def renewed(self, until: float) -> None:
        """Extend the lease until a time of the clock of `now`, in seconds."""
        self._held_until = until
        self._changed.set()

    def lose(self) -> None:
        """Mark the lease as lost: `confirmed` and `hold` raise LeadershipLost from now on."""
        self._is_lost = True
        self._changed.set()


@asynccontextmanager
async def join_cluster(url: str, stop: asyncio.Event, lease: float = LEASE_SECONDS) -> AsyncIterator[Replica]:
    """Join the processes of a database, migrating its tables, and yield this process's part.

    Raises LeadershipLost on exit if the lease was lost; `stop` is set then. On SQLite there is no other process: the
    lock of the data directory prevents it.
    """
    if make_url(url).get_backend_name() == "sqlite":
        yield Replica.alone()
        return
    # A server has a driver of its own, which a file does without.
    from bot.storage.cluster.members import join_server  # noqa: PLC0415

    async with join_server(url, stop, lease) as replica:
        yield replica


def boot_time() -> float:
    """Return seconds of a clock that advances while the process or the machine is suspended."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
