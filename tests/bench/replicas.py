"""How many deliveries a second one, two and three processes send from one PostgreSQL."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import closing
from datetime import UTC, datetime
from time import perf_counter

from bot.delivery.outbox import Outbox
from bot.storage.database import open_database
from handlers.announcements.delivery import BATCH_SIZE
from handlers.core.events import PlatformName
from tests.bench.outbox import copy
from tests.bench.tables import show
from tests.integration.postgres import connected, databases

_DELIVERIES = 30_000
_MOST = 3


async def replicas() -> None:
    rows = []
    with databases() as create:
        for number in range(1, _MOST + 1):
            ours, least = [await _measured(create(), number, way) for way in ("lotse", "sql")]
            rows.append((str(number), f"{ours:,.0f}", f"{least:,.0f}", f"{ours / least:.2f}"))
        size = await _size(create())
    title = (
        f"{_DELIVERIES:,} deliveries from one PostgreSQL to a platform that takes no time ({os.cpu_count()} cores;"
        f" {size:,} bytes for each that waits, its indexes among them)"
    )
    show(title, ("processes", "sent a second", "claimed and marked in SQL alone", "ratio"), rows)


async def _measured(url: str, number: int, way: str) -> float:
    await _written(url)
    processes = [await _begun(url, number, way) for _ in range(number)]
    for process in processes:
        assert process.stdout is not None
        assert (await process.stdout.readline()).strip() == b"ready"
    began = perf_counter()
    answers = await asyncio.gather(*(process.communicate(b"\n") for process in processes))
    elapsed = perf_counter() - began
    assert sum(int(answer) for answer, _ in answers) == _DELIVERIES
    return _DELIVERIES / elapsed


async def _size(url: str) -> int:
    """Of a delivery, with a text of some 300 characters."""
    await _written(url)
    with closing(connected(url)) as connection:
        row = connection.execute("SELECT pg_total_relation_size('deliveries')").fetchone()
    assert row is not None
    return int(row[0]) // _DELIVERIES


async def _begun(url: str, number: int, way: str) -> Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.sink", url, str(number), way), stdin=PIPE, stdout=PIPE
    )


async def _written(url: str) -> None:
    async with open_database(url) as database:
        outbox = Outbox(database, {}, lambda: datetime.now(UTC))
        for start in range(0, _DELIVERIES, BATCH_SIZE):
            async with database.begin() as unit:
                await outbox.add(
                    unit,
                    (copy(each, PlatformName.TELEGRAM) for each in range(start, start + BATCH_SIZE)),
                    "announcement",
                )
