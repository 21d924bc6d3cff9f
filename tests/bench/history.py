"""Whether years of messages make an answer slower: the same questions on a small and on a large database."""

import asyncio
import sqlite3
from collections.abc import Awaitable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from bot.jobs.retention import RetentionJob
from bot.runtime.app import build
from bot.runtime.services import App
from bot.settings.loading import Settings
from handlers.core.events import PlatformName
from handlers.core.retention import Retention
from tests.bench.load import event
from tests.bench.outbox import Instant
from tests.bench.stage import QUESTIONS
from tests.bench.tables import show

_SIZES = (1_000, 1_000_000)
_WARM_UP, _ASKED = 50, 500
_YESTERDAY = datetime.now(UTC) - timedelta(days=1)
_INBOX = "INSERT INTO inbox (platform, event_id, received_at, state) VALUES ('matrix', ?, ?, 'handled')"
_DELIVERIES = (
    "INSERT INTO deliveries (id, platform, room, reply_to, kind, action, state, attempts, due_at, created_at, sent_at,"
    " message_id) VALUES (?, 'matrix', ?, ?, 'reply', 'message', 'sent', 1, ?, ?, ?, ?)"
)


async def history() -> None:
    rows = [await _measured(size) for size in _SIZES]
    (_, *first), (_, *last) = rows
    ratios = ("×", *(f"{after / before:.2f}" for before, after in zip(first, last, strict=True)))
    shown = [(name, *(f"{figure:.2f}" for figure in figures)) for name, *figures in rows]
    title = f"{_ASKED} questions on a database with as many deliveries and updates of yesterday"
    show(title, ("", "median ms", "p99 ms", "a look of the outbox ms", "cleaning ms"), [*shown, ratios])


async def _measured(size: int) -> tuple[str, float, float, float, float]:
    with TemporaryDirectory() as folder:
        async with build(Settings(data_dir=Path(folder))) as app:
            await asyncio.to_thread(_fill, Path(folder) / "lotse.db", size)
            app.reachable_platforms[PlatformName.CONSOLE] = _Console()
            questions = islice(cycle(QUESTIONS), _WARM_UP + _ASKED)
            times = [await _takes(app, number, question) for number, question in enumerate(questions)][_WARM_UP:]
            looks = [await _milliseconds(app.outbox.start_due()) for _ in range(20)]
            cleaning = await _milliseconds(
                RetentionJob(app.database, lambda: datetime.now(UTC), Retention()).delete_old()
            )
    return f"{size:,}", median(times), quantiles(times, n=100)[98], median(looks), cleaning


class _Console(Instant):
    name = PlatformName.CONSOLE


async def _takes(app: App, number: int, question: str) -> float:
    return await _milliseconds(app.dispatcher.handle(event(number, question)))


async def _milliseconds(work: Awaitable[object]) -> float:
    began = perf_counter()
    await work
    return (perf_counter() - began) * 1000


def _fill(file: Path, size: int) -> None:
    at = f"{_YESTERDAY:%Y-%m-%d %H:%M:%S}.000000"
    with closing(sqlite3.connect(file, isolation_level=None, timeout=60)) as database:
        database.execute("BEGIN IMMEDIATE")
        database.executemany(_INBOX, ((f"$old-{number}", at) for number in range(size)))
        rows = (
            (f"old-{number}", f"!{number % 500}", f"$old-{number}", at, at, at, f"$m-{number}")
            for number in range(size)
        )
        database.executemany(_DELIVERIES, rows)
        database.execute("COMMIT")
