"""Several processes on one PostgreSQL database: leases, leadership, sharding."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import make_url

from bot.settings.service import LEASE_SECONDS
from bot.storage.cluster.replicas import Replica


@asynccontextmanager
async def join_cluster(url: str, stop: asyncio.Event, lease: float = LEASE_SECONDS) -> AsyncIterator[Replica]:
    """Join the processes of a database, migrating its tables, and yield this process's membership.

    Raises LeadershipLost on exit if the lease was lost; `stop` is set then. On SQLite there is no other process: the
    lock of the data directory prevents it.
    """
    if make_url(url).get_backend_name() == "sqlite":
        yield Replica.alone()
        return
    # Imported here, as only a server needs the driver of PostgreSQL.
    from bot.storage.cluster.members import join_server  # noqa: PLC0415

    async with join_server(url, stop, lease) as replica:
        yield replica
