"""One process at a time works on a PostgreSQL database; others with the same settings wait to take its place."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy import func, make_url, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.failures import LeadershipLost
from bot.storage.turns import Turn

log = logging.getLogger(__name__)

# Whoever dies is replaced after so long.
LOOKS_EVERY_SECONDS = 2.0
_ANSWERS_WITHIN_SECONDS = 5.0


@asynccontextmanager
async def alone(url: str, stop: asyncio.Event) -> AsyncIterator[None]:
    """Waits until no other process works on the database, or until stopped.

    Raises LeadershipLost in the end if the database has let go of it meanwhile; `stop` is set then. Of an SQLite
    database the lock of the data directory is enough.
    """
    if make_url(url).get_backend_name() == "sqlite":
        yield
        return
    engine = create_async_engine(url, poolclass=NullPool, hide_parameters=True, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await _led(connection, stop)
            watching = asyncio.create_task(_lost(connection, stop))
            try:
                yield
            finally:
                watching.cancel()
                with suppress(asyncio.CancelledError):
                    await watching
    finally:
        await engine.dispose()
    if watching.done() and not watching.cancelled():
        raise LeadershipLost


async def _led(connection: AsyncConnection, stop: asyncio.Event) -> None:
    """The lock ends with the connection, however its process ends."""
    is_told = False
    while not stop.is_set() and not await connection.scalar(select(func.pg_try_advisory_lock(Turn.SERVICE.value))):
        if not is_told:
            log.info("Another Lotse works on this database; waiting to take its place")
            is_told = True
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOKS_EVERY_SECONDS):
                await stop.wait()


async def _lost(connection: AsyncConnection, stop: asyncio.Event) -> None:
    """Returns when the connection is gone, and the lock with it: by now another may be at work."""
    while True:
        await asyncio.sleep(LOOKS_EVERY_SECONDS)
        try:
            async with asyncio.timeout(_ANSWERS_WITHIN_SECONDS):
                await connection.execute(select(1))
        except (SQLAlchemyError, OSError, TimeoutError):
            log.error("The connection to the database is gone, and with it the right to work on it")  # noqa: TRY400
            stop.set()
            return
