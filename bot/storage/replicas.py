"""The processes that work on one PostgreSQL database: who is there, which of them leads, and how they wake each other.

Each holds an advisory lock of its own on a connection of its own, and whoever leads one more. They end with the
connection, however the process ends: https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from enum import StrEnum
from secrets import randbits
from typing import Any

from psycopg import Error
from sqlalchemy import BigInteger, cast, column, func, make_url, select, table, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.failures import LeadershipLost
from bot.storage.share import Share
from bot.storage.turns import Turn

log = logging.getLogger(__name__)

# Whoever dies is replaced after so long.
LOOKS_EVERY_SECONDS = 2.0
_ANSWERS_WITHIN_SECONDS = 5.0
_CHANNEL = "lotse"
# In seconds, and how many times: https://www.postgresql.org/docs/current/runtime-config-connection.html.
_KEEPALIVE = {"idle": 2, "interval": 1, "count": 3}
_NUMBER_BITS = 31
# How PostgreSQL marks an advisory lock that has two numbers.
_TWO_NUMBERS = 2


class News(StrEnum):
    """What the processes tell each other."""

    REPLICAS = "replicas"
    INBOX = "inbox"
    OUTBOX = "outbox"


class Replica:
    """One process. `alive` are the numbers of all that work on the database, its own among them."""

    def __init__(self, *, is_alone: bool = False) -> None:
        self.is_alone = is_alone
        self.number = randbits(_NUMBER_BITS)
        self.alive = frozenset({self.number})
        self.leads = asyncio.Event()
        self.brought = {News.INBOX: asyncio.Event(), News.OUTBOX: asyncio.Event()}

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

    async def tell(self, connection: AsyncConnection, news: News) -> None:
        """The others learn of it when the transaction has ended."""
        if len(self.alive) > 1:
            await connection.execute(select(func.pg_notify(_CHANNEL, news.value)))


@asynccontextmanager
async def joined(url: str, stop: asyncio.Event) -> AsyncIterator[Replica]:
    """What a process knows as one of those that work on the database.

    Raises LeadershipLost in the end if the database has let go of it meanwhile; `stop` is set then. On an SQLite
    database there is no other: the lock of the data directory sees to it.
    """
    if make_url(url).get_backend_name() == "sqlite":
        yield Replica.alone()
        return
    engine = create_async_engine(url, poolclass=NullPool, hide_parameters=True, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            replica = Replica()
            await _enter(connection, replica)
            watching = asyncio.create_task(_kept(connection, replica, stop))
            try:
                yield replica
            finally:
                watching.cancel()
                with suppress(asyncio.CancelledError):
                    await watching
    finally:
        await engine.dispose()
    if watching.done() and not watching.cancelled():
        raise LeadershipLost


async def _enter(connection: AsyncConnection, replica: Replica) -> None:
    # Of a machine that is gone the server would else hear nothing for hours.
    for name, value in _KEEPALIVE.items():
        await connection.execute(select(func.set_config(f"tcp_keepalives_{name}", str(value), False)))
    await connection.execute(select(func.pg_advisory_lock(Turn.REPLICA.value, replica.number)))
    await connection.execute(text(f"LISTEN {_CHANNEL}"))
    await connection.execute(select(func.pg_notify(_CHANNEL, News.REPLICAS.value)))
    await _look(connection, replica)
    if not replica.leads.is_set():
        log.info("Another Lotse works on this database; this one helps, and waits to take its place")


async def _kept(connection: AsyncConnection, replica: Replica, stop: asyncio.Event) -> None:
    """Returns when the connection is gone, and the locks with it: by now another may be at work."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    while True:
        try:
            async with aclosing(driver.notifies(timeout=LOOKS_EVERY_SECONDS)) as notices:
                async for notice in notices:
                    if notice.payload == News.REPLICAS:
                        break
                    if notice.payload in replica.brought:
                        replica.brought[News(notice.payload)].set()
            async with asyncio.timeout(_ANSWERS_WITHIN_SECONDS):
                await _look(connection, replica)
        except (SQLAlchemyError, Error, OSError, TimeoutError):
            log.error("The connection to the database is gone, and with it the right to work on it")  # noqa: TRY400
            stop.set()
            await connection.invalidate()
            return


async def _look(connection: AsyncConnection, replica: Replica) -> None:
    """Who is there; and whether it is this one's turn to lead, in which case whoever led before is there no more."""
    may_lead = replica.leads.is_set() or await connection.scalar(select(func.pg_try_advisory_lock(Turn.SERVICE.value)))
    locks = table("pg_locks", *map(column, ("locktype", "granted", "database", "classid", "objid", "objsubid")))
    databases = table("pg_database", column("oid"), column("datname"))
    here = select(databases.c.oid).where(databases.c.datname == func.current_database()).scalar_subquery()
    theirs = select(cast(locks.c.objid, BigInteger)).where(
        locks.c.locktype == "advisory",
        locks.c.granted,
        locks.c.database == here,
        cast(locks.c.classid, BigInteger) == Turn.REPLICA.value,
        locks.c.objsubid == _TWO_NUMBERS,
    )
    replica.alive = frozenset(await connection.scalars(theirs)) | {replica.number}
    if may_lead:
        replica.leads.set()
