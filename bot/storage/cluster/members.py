"""Membership of a process among those on one PostgreSQL database: renewing its lease and observing the others."""

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
from bot.storage.engine.migration import migrate

log = logging.getLogger(__name__)

# Loading libraries and knowledge may take this long on a slow machine.
STARTING_SECONDS = 60.0
_RENEWALS = 5
_TIMEOUT_SECONDS = 5.0
# Seconds and number of probes: https://www.postgresql.org/docs/current/runtime-config-connection.html.
_KEEPALIVE = {"idle": 2, "interval": 1, "count": 3}
_DATABASE_FAILURES = (SQLAlchemyError, Error, OSError, TimeoutError)


@asynccontextmanager
async def join_server(url: str, stop: asyncio.Event, lease: float) -> AsyncIterator[Replica]:
    """Implement `join_cluster` for a server."""
    replica = Replica()
    options: dict[str, Any] = {"poolclass": NullPool, "hide_parameters": True}
    engine = create_async_engine(url, **options, connect_args={"application_name": replica.name})
    try:
        async with engine.begin() as connection:
            await connection.run_sync(migrate)
        member = _Member(engine.execution_options(isolation_level="AUTOCOMMIT"), replica, stop, lease)
        async with member.hold_place():
            yield replica
    finally:
        await engine.dispose()
    if member.is_deposed:
        raise LeadershipLost


class _Member:
    """Renews the lease of this process and observes the other ones."""

    def __init__(self, engine: AsyncEngine, replica: Replica, stop: asyncio.Event, lease: float) -> None:
        self._engine = engine
        self._replica = replica
        self._stop = stop
        self._lease = lease
        self.is_deposed = False

    @asynccontextmanager
    async def hold_place(self) -> AsyncIterator[None]:
        async with self._engine.connect() as connection:
            await self._enter(connection)
            watching = asyncio.create_task(self._keep_lease(connection))
            try:
                yield
            finally:
                watching.cancel()
                with suppress(asyncio.CancelledError):
                    await watching
                await self._leave()

    async def _enter(self, connection: AsyncConnection) -> None:
        # Otherwise the server would notice only after hours that a machine is gone.
        for name, value in _KEEPALIVE.items():
            await connection.execute(select(func.set_config(f"tcp_keepalives_{name}", str(value), False)))
        replica = self._replica
        machine = f"{socket.gethostname()}, process {os.getpid()}"
        replica.place = await LeaseStore(connection).enter(replica.number, machine, STARTING_SECONDS)
        await connection.execute(text(f"LISTEN {CHANNEL}"))
        await connection.execute(select(func.pg_notify(CHANNEL, Notification.REPLICAS.value)))
        await self._renew(connection)
        if not replica.leadership.is_set():
            log.info("Another Lotse works on this database; this one helps, as a standby")

    async def _keep_lease(self, connection: AsyncConnection) -> None:
        """Renew the lease until it or the connection is lost; by then another process may be at work."""
        driver: Any = (await connection.get_raw_connection()).driver_connection
        try:
            while True:
                async with aclosing(driver.notifies(timeout=self._lease / _RENEWALS)) as notices:
                    async for notice in notices:
                        if notice.payload == Notification.REPLICAS:
                            break
                        if notice.payload in self._replica.notifications:
                            self._replica.notifications[Notification(notice.payload)].set()
                # The timeout includes time in which the event loop is blocked.
                async with asyncio.timeout(self._seconds):
                    await self._renew(connection)
        except _DATABASE_FAILURES:
            log.error("The connection to the database is gone, and with it the lease")  # noqa: TRY400
        except LeadershipLost:
            log.error("This process did not answer for too long: another has taken its place")  # noqa: TRY400
        self.is_deposed = True
        self._replica.lose_lease()
        self._stop.set()
        await connection.invalidate()

    async def _renew(self, connection: AsyncConnection) -> None:
        """Renew the lease and read the others; become the leader if it is the first. Raises LeadershipLost."""
        replica, stored = self._replica, LeaseStore(connection)
        assert replica.place is not None  # noqa: S101
        seconds, asked_at = self._seconds, boot_time()
        if not await stored.renew(replica.place, seconds):
            raise LeadershipLost
        replica.extend_lease(asked_at + seconds)
        replica.note_removed(await stored.remove_others(replica.place))
        line = await stored.list()
        if replica.place not in {lease.place for lease in line}:
            raise LeadershipLost
        replica.alive = frozenset(lease.holder for lease in line)
        replica.leader = line[0].machine
        if line[0].place == replica.place:
            replica.leadership.set()

    @property
    def _seconds(self) -> float:
        return STARTING_SECONDS if self._replica.is_starting else self._lease

    async def _leave(self) -> None:
        """Give the lease up, so that the next process leads at once; otherwise it would end with the connection."""
        place = self._replica.place
        if self.is_deposed or place is None:
            return
        with suppress(*_DATABASE_FAILURES):
            async with asyncio.timeout(_TIMEOUT_SECONDS), self._engine.connect() as connection:
                await LeaseStore(connection).leave(place)
                await connection.execute(select(func.pg_notify(CHANNEL, Notification.REPLICAS.value)))
