"""The processes that work on one PostgreSQL database: who is there, which of them leads, and how they wake each other.

Each renews its lease (`bot/storage/leases.py`) from the event loop: whoever hangs is replaced, and ends when it wakes.
"""

import asyncio
import logging
import os
import socket
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
from enum import StrEnum
from math import inf
from secrets import randbits
from typing import Any

from psycopg import Error
from sqlalchemy import func, make_url, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bot.service_settings import LEASE_SECONDS
from bot.storage.failures import LeadershipLost
from bot.storage.leases import StoredLeases, is_held, name_of
from bot.storage.schema import migrate
from bot.storage.share import Share

log = logging.getLogger(__name__)

# Loading libraries and knowledge may take as long on a slow machine.
STARTING_SECONDS = 60.0
_RENEWALS = 5
_ANSWERS_WITHIN_SECONDS = 5.0
_CHANNEL = "lotse"
# In seconds, and how many times: https://www.postgresql.org/docs/current/runtime-config-connection.html.
_KEEPALIVE = {"idle": 2, "interval": 1, "count": 3}
_NUMBER_BITS = 31
_DATABASE_FAILURES = (SQLAlchemyError, Error, OSError, TimeoutError)


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
            await connection.execute(select(func.pg_notify(_CHANNEL, news.value)))

    def started(self) -> None:
        """From now on the event loop turns all the time: a shorter lease will do."""
        self.is_starting = False

    async def confirmed(self) -> None:
        """Return as soon as this process certainly holds its lease; raise LeadershipLost if it has lost it.

        After a stop this waits until the database was asked.
        """
        while _now() >= self._held_until or self._is_lost:
            if self._is_lost:
                raise LeadershipLost
            self._changed.clear()
            await self._changed.wait()

    def has_seen_the_end_of(self, number: int) -> bool:
        """Return whether a process was removed from the line, and can't believe any more that it is there."""
        return _now() >= self._removed.get(number, inf)

    def removed(self, others: Mapping[int, float]) -> None:
        """Note processes that were removed from the line, each with the seconds for which it may not know it."""
        self._removed |= {number: _now() + seconds for number, seconds in others.items()}

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
    replica = Replica()
    options: dict[str, Any] = {"poolclass": NullPool, "hide_parameters": True}
    engine = create_async_engine(url, **options, connect_args={"application_name": replica.name})
    try:
        async with engine.begin() as connection:
            await connection.run_sync(migrate)
        member = _Member(engine.execution_options(isolation_level="AUTOCOMMIT"), replica, stop, lease)
        async with member.in_line():
            yield replica
    finally:
        await engine.dispose()
    if member.is_deposed:
        raise LeadershipLost


class _Member:
    """Renews the lease of a process, and looks who else is there."""

    def __init__(self, engine: AsyncEngine, replica: Replica, stop: asyncio.Event, lease: float) -> None:
        self._engine = engine
        self._replica = replica
        self._stop = stop
        self._lease = lease
        self.is_deposed = False

    @asynccontextmanager
    async def in_line(self) -> AsyncIterator[None]:
        async with self._engine.connect() as connection:
            await self._enter(connection)
            watching = asyncio.create_task(self._keep(connection))
            try:
                yield
            finally:
                watching.cancel()
                with suppress(asyncio.CancelledError):
                    await watching
                await self._leave()

    async def _enter(self, connection: AsyncConnection) -> None:
        # Of a machine that is gone the server would else hear nothing for hours.
        for name, value in _KEEPALIVE.items():
            await connection.execute(select(func.set_config(f"tcp_keepalives_{name}", str(value), False)))
        replica = self._replica
        machine = f"{socket.gethostname()}, process {os.getpid()}"
        replica.place = await StoredLeases(connection).enter(replica.number, machine, STARTING_SECONDS)
        await connection.execute(text(f"LISTEN {_CHANNEL}"))
        await connection.execute(select(func.pg_notify(_CHANNEL, News.REPLICAS.value)))
        await self._look(connection)
        if not replica.leads.is_set():
            log.info("Another Lotse works on this database; this one helps, and waits to take its place")

    async def _keep(self, connection: AsyncConnection) -> None:
        """Return when the lease is lost, or the connection: by now another may be at work."""
        driver: Any = (await connection.get_raw_connection()).driver_connection
        try:
            while True:
                async with aclosing(driver.notifies(timeout=self._lease / _RENEWALS)) as notices:
                    async for notice in notices:
                        if notice.payload == News.REPLICAS:
                            break
                        if notice.payload in self._replica.brought:
                            self._replica.brought[News(notice.payload)].set()
                # The time for which the event loop itself stands still counts too.
                async with asyncio.timeout(self._seconds):
                    await self._look(connection)
        except _DATABASE_FAILURES:
            log.error("The connection to the database is gone, and with it the right to work on it")  # noqa: TRY400
        except LeadershipLost:
            log.error("This process did not answer for too long: another has taken its place")  # noqa: TRY400
        self.is_deposed = True
        self._replica.lose()
        self._stop.set()
        await connection.invalidate()

    async def _look(self, connection: AsyncConnection) -> None:
        """Renew the lease, and look who is there; whoever is the first leads, as all that led before are gone."""
        replica, stored = self._replica, StoredLeases(connection)
        assert replica.place is not None  # noqa: S101
        seconds, asked_at = self._seconds, _now()
        if not await stored.renew(replica.place, seconds):
            raise LeadershipLost
        replica.renewed(asked_at + seconds)
        replica.removed(await stored.remove_others(replica.place))
        line = await stored.line()
        if replica.place not in {lease.place for lease in line}:
            raise LeadershipLost
        replica.alive = frozenset(lease.holder for lease in line)
        replica.leader = line[0].machine
        if line[0].place == replica.place:
            replica.leads.set()

    @property
    def _seconds(self) -> float:
        return STARTING_SECONDS if self._replica.is_starting else self._lease

    async def _leave(self) -> None:
        """Let the next in line lead at once; a lease that stays behind ends with the connection."""
        place = self._replica.place
        if self.is_deposed or place is None:
            return
        with suppress(*_DATABASE_FAILURES):
            async with asyncio.timeout(_ANSWERS_WITHIN_SECONDS), self._engine.connect() as connection:
                await StoredLeases(connection).leave(place)
                await connection.execute(select(func.pg_notify(_CHANNEL, News.REPLICAS.value)))


def _now() -> float:
    """Seconds that go on while the process, or the machine, is stopped."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
