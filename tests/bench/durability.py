"""What it costs that a question and its answer outlast a power cut: in turns, with and without syncs."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count, cycle
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import event as events

from bot.app import build
from bot.clock import now
from bot.config import Settings
from bot.dispatcher import Dispatcher
from bot.outbox import Outbox
from bot.platforms import Delivery, Received
from bot.storage.database import Database, open_database
from bot.storage.inbox import DatabaseInbox
from handlers.events import MessageId, PlatformName
from tests.bench.load import event
from tests.bench.outbox import Instant
from tests.bench.stage import QUESTIONS
from tests.bench.tables import show
from tests.power.preloaded import COMPILER, built

_ROUNDS = 5
_EACH = 200
_A_SECOND = 50
# As of a disk that turns.
_SLOW_SYNC_MS = 10


async def durability() -> None:
    await _compared("on this disk")
    if COMPILER is not None:
        await asyncio.to_thread(_on_a_slow_disk)


def _on_a_slow_disk() -> None:
    """Where every sync takes long, in a process of its own."""
    with TemporaryDirectory() as folder:
        preloaded = {
            "LD_PRELOAD": str(built(Path(folder))),
            "POWER_ROOT": folder,
            "POWER_RECORD": "/dev/null",
            "POWER_SYNC_US": str(1000 * _SLOW_SYNC_MS),
            "TMPDIR": folder,
        }
        subprocess.run((sys.executable, "-m", "tests.bench.durability"), env={**os.environ, **preloaded}, check=True)


@dataclass
class _Times:
    """In seconds."""

    took: list[float] = field(default_factory=list)
    bursts: list[float] = field(default_factory=list)

    def row(self, name: str, least: "_Times") -> tuple[str, ...]:
        """With what it is of the first's in brackets."""
        ours = (1000 * median(self.took), 1000 * quantiles(self.took, n=100)[98], _EACH / median(self.bursts))
        first = (1000 * median(least.took), 1000 * quantiles(least.took, n=100)[98], _EACH / median(least.bursts))
        return (name, *(f"{one:.1f} (×{one / other:.2f})" for one, other in zip(ours, first, strict=True)))


class _Console(Instant):
    """Where answers come out at once; `asked` holds when."""

    name = PlatformName.CONSOLE

    def __init__(self, times: _Times) -> None:
        super().__init__()
        self.asked: dict[str, float] = {}
        self._times = times

    async def send(self, delivery: Delivery) -> MessageId:
        if delivery.message.reply_to is not None:
            self._times.took.append(perf_counter() - self.asked[delivery.message.reply_to])
        return await super().send(delivery)


@dataclass
class _Way:
    """One way to keep a database, and the questions that it is asked."""

    dispatcher: Dispatcher
    inbox: DatabaseInbox
    console: _Console
    times: _Times
    numbers: "count[int]" = field(default_factory=count)

    async def ask(self, question: str) -> None:
        """As a platform does that keeps an inbox."""
        asked = event(next(self.numbers), question)
        self.console.asked[asked.message] = perf_counter()
        received = Received(platform=PlatformName.CONSOLE, id=asked.id, at=asked.at, payload={"text": question})
        await self.inbox.put(PlatformName.CONSOLE, [received], str(asked.id))
        await self.dispatcher.handle(asked)

    async def paced(self) -> None:
        """At the pace of a busy day."""
        began = perf_counter()
        async with asyncio.TaskGroup() as tasks:
            for number, question in zip(range(_EACH), cycle(QUESTIONS), strict=False):
                await asyncio.sleep(max(0.0, began + number / _A_SECOND - perf_counter()))
                tasks.create_task(self.ask(question))

    async def burst(self) -> None:
        """All at once; what each of them waits is not counted."""
        counted, began = len(self.times.took), perf_counter()
        await asyncio.gather(*(self.ask(question) for _, question in zip(range(_EACH), cycle(QUESTIONS), strict=False)))
        self.times.bursts.append(perf_counter() - began)
        del self.times.took[counted:]


def _unsynced(database: Database) -> Database:
    return Database(database._engine)


def _synced_each(database: Database) -> Database:
    """SQLite syncs every commit itself, while all others wait."""
    events.listen(database._engine.sync_engine, "checkout", lambda raw, *_: raw.execute("PRAGMA synchronous=FULL"))
    return Database(database._engine)


_WAYS: dict[str, Callable[[Database], Database]] = {
    "never synced": _unsynced,
    "synced together (Lotse)": lambda database: database,
    "every commit synced": _synced_each,
}


async def _compared(where: str) -> None:
    times = {name: _Times() for name in _WAYS}
    with TemporaryDirectory() as folder:
        async with build(Settings(data_dir=Path(folder) / "app")) as app:
            for turn in range(_ROUNDS):
                for number, (name, keep) in enumerate(_WAYS.items()):
                    await _measured(Path(folder) / f"{turn}-{number}", keep, app.dispatcher, times[name])
    title = f"Durability {where}: {_A_SECOND} questions a second, then {_EACH} at once, {_ROUNDS} times in turns"
    rows = [each.row(name, times["never synced"]) for name, each in times.items()]
    show(title, ("", "median ms", "p99 ms", "answers a second at once"), rows)


async def _measured(folder: Path, keep: Callable[[Database], Database], dispatcher: Dispatcher, times: _Times) -> None:
    async with open_database(f"sqlite+aiosqlite:///{folder}/lotse.db") as opened:
        database = keep(opened)
        console = _Console(times)
        outbox = Outbox(database, {console.name: console}, now)
        answering = replace(dispatcher, database=database, outbox=outbox)
        way = _Way(dispatcher=answering, inbox=DatabaseInbox(database), console=console, times=times)
        await way.paced()
        await way.burst()
        await outbox.close()


if __name__ == "__main__":
    asyncio.run(_compared(f"where a sync takes {_SLOW_SYNC_MS} ms"))
