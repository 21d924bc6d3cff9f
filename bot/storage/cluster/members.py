"""A process among those that work on one PostgreSQL database: it renews its lease, and looks who else is there."""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from typing import Any

from psycopg import Error
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.cluster.leases import LeaseStore
from bot.storage.cluster.replicas import CHANNEL, Notification, Replica, boot_time
from bot.storage.engine.failures import LeadershipLost
from bot.storage.engine.schema import migrate

log = logging.getLogger(__name__)

# Loading libraries and knowledge may take as long on a slow machine.
STARTING_SECONDS = 60.0
_RENEWALS = 5
_TIMEOUT_SECONDS = 5.0
# In seconds, and how many times: https://www.postgresql.org/docs/current/runtime-config-connection.html.
_KEEPALIVE = {"idle": 2, "interval": 1, "count": 3}
_DATABASE_FAILURES = (SQLAlchemyError, Error, OSError, TimeoutError)


@asynccontextmanager
async def join_server(url: str, stop: asyncio.Event, lease: float) -> AsyncIterator[Replica]:
    """Do what `replicas.joined` says, on a server."""
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
        replica.place = await LeaseStore(connection).enter(replica.number, machine, STARTING_SECONDS)
        await connection.execute(text(f"LISTEN {CHANNEL}"))
        await connection.execute(select(func.pg_notify(CHANNEL, Notification.REPLICAS.value)))
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
                        if notice.payload == Notification.REPLICAS:
                            break
                        if notice.payload in self._replica.brought:
                            self._replica.brought[Notification(notice.payload)].set()
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
        replica, stored = self._replica, LeaseStore(connection)
        assert replica.place is not None  # noqa: S101
        seconds, asked_at = self._seconds, boot_time()
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
            async with asyncio.timeout(_TIMEOUT_SECONDS), self._engine.connect() as connection:
                await LeaseStore(connection).leave(place)
                await connection.execute(select(func.pg_notify(CHANNEL, Notification.REPLICAS.value)))
