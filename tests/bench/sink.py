"""A process that sends from a database to nowhere: `python -m tests.bench.sink URL NUMBER lotse|sql`.

It says that it is ready when so many of its kind are there, begins at a line from outside, and says how many it sent.
"""

import asyncio
import sys
from datetime import UTC, datetime

from bot.delivery.outbox import Outbox
from bot.delivery.workers import MAX_CONCURRENT_ROOMS
from bot.storage.cluster import join_cluster
from bot.storage.database import open_database
from handlers.core.events import PlatformName
from tests.bench.outbox import Instant
from tests.integration.postgres import connected

_CLAIM = f"""
    UPDATE deliveries SET state = 'sending', attempts = attempts + 1 WHERE number IN (
        SELECT number FROM deliveries WHERE state = 'pending' AND kind = 'announcement' AND platform = 'telegram'
        AND due_at <= now() ORDER BY due_at, number LIMIT {MAX_CONCURRENT_ROOMS} FOR UPDATE SKIP LOCKED
    ) RETURNING number
"""  # noqa: S608
_MARK = """
    UPDATE deliveries SET state = 'sent', message_id = id, sent_at = now(), text = NULL WHERE number = ANY(%s)
"""


class Sink(Instant):
    """Where several processes may send to."""

    name = PlatformName.TELEGRAM


async def lotse(url: str, number: int) -> int:
    sink = Sink()
    async with join_cluster(url, asyncio.Event()) as replica, open_database(url) as database:
        outbox = Outbox(database, {sink.name: sink}, lambda: datetime.now(UTC), replica=replica)
        while len(replica.alive) < number:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        await asyncio.to_thread(_told)
        sent = -1
        while sent < sink.sent:
            sent = sink.sent
            await outbox.deliver_due()
        await outbox.close()
    return sink.sent


def sql(url: str) -> int:
    """The least that any program has to ask of the database: claim some, and mark them."""
    with connected(url) as connection:
        _told()
        sent = 0
        while rows := connection.execute(_CLAIM).fetchall():
            connection.execute(_MARK, ([number for (number,) in rows],))
            sent += len(rows)
    return sent


def _told() -> None:
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()


if __name__ == "__main__":
    url, number, way = sys.argv[1:]
    print(asyncio.run(lotse(url, int(number))) if way == "lotse" else sql(url))  # noqa: T201
