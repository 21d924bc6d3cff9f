"""What it costs that a question and its answer outlast a power cut: in turns, with and without syncs."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from itertools import count, cycle
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import event as events

from bot.delivery.outbox import Outbox
from bot.platforms.base.contract import Delivery
from bot.platforms.base.ports import ReceivedUpdate
from bot.runtime.app import build
from bot.runtime.dispatcher import Dispatcher
from bot.settings.loading import Settings
from bot.storage.adapters.inbox import DatabaseInbox
from bot.storage.database import Database, open_database
from bot.system.clock import monotonic_now, now
from bot.system.throttle import Throttle
from handlers.core.events import MessageId, PlatformName
from tests.bench.load import event
from tests.bench.outbox import Instant
from tests.bench.stage import QUESTIONS
from tests.bench.tables import show
from tests.power.preloaded import COMPILER, built

_ROUNDS = 5
_EACH = 200
_A_SECOND = 50
# Of questions of one person.
_MOST = 1_000_000
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
    """In seconds, by question: alone, at the pace of a busy day, all at once."""

    alone: list[float] = field(default_factory=list)
    paced: list[float] = field(default_factory=list)
    bursts: list[float] = field(default_factory=list)

    def row(self, name: str, first: "_Times") -> tuple[str, ...]:
        """With what it is of the first's in brackets."""
        pairs = zip(self._figures(), first._figures(), strict=True)
        return (name, *(f"{own:.1f} (×{own / other:.2f})" for own, other in pairs))

    def _figures(self) -> tuple[float, ...]:
        alone, paced = (1000 * median(times) for times in (self.alone, self.paced))
        return alone, paced, 1000 * quantiles(self.paced, n=100)[98], _EACH / median(self.bursts)


class _Console(Instant):
    """Where answers come out at once; `asked` and `took` are seconds by question."""

    name = PlatformName.CONSOLE

    def __init__(self) -> None:
        super().__init__()
        self.asked: dict[str, float] = {}
        self.took: list[float] = []

    async def send(self, delivery: Delivery) -> MessageId:
        if delivery.message.reply_to is not None:
            self.took.append(perf_counter() - self.asked[delivery.message.reply_to])
        return await super().send(delivery)


@dataclass
class _Way:
    """One way to keep a database, and the questions that it is asked."""

    dispatcher: Dispatcher
    inbox: DatabaseInbox
    console: _Console
    times: _Times = field(default_factory=_Times)
    numbers: "count[int]" = field(default_factory=count)

    async def ask(self, question: str) -> None:
        """As Telegram does, which is asked for more when what it brought is on the disk."""
        asked = event(next(self.numbers), question)
        self.console.asked[asked.message] = perf_counter()
        received = ReceivedUpdate(platform=PlatformName.CONSOLE, id=asked.id, at=asked.at, payload={"text": question})
        await self.inbox.put(PlatformName.CONSOLE, [received], str(asked.id), durable=False)
        await self.dispatcher.handle(asked)
        await self.inbox.sync()

    async def paced(self) -> None:
        """As on a busy day."""
        began = perf_counter()
        async with asyncio.TaskGroup() as tasks:
            for number, question in zip(range(_EACH), cycle(QUESTIONS), strict=False):
                await asyncio.sleep(max(0.0, began + number / _A_SECOND - perf_counter()))
                tasks.create_task(self.ask(question))
        self.times.paced += self._taken()

    async def burst(self) -> None:
        """All at once."""
        began = perf_counter()
        await asyncio.gather(*(self.ask(question) for _, question in zip(range(_EACH), cycle(QUESTIONS), strict=False)))
        self.times.bursts.append(perf_counter() - began)
        self._taken()

    async def alone(self, question: str) -> None:
        await self.ask(question)
        self.times.alone += self._taken()

    def _taken(self) -> list[float]:
        taken, self.console.took = self.console.took, []
        return taken


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
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        app = await stack.enter_async_context(build(Settings(data_dir=folder / "app")))
        ways = {
            name: await _opened(stack, folder / str(number), keep, app.dispatcher)
            for number, (name, keep) in enumerate(_WAYS.items())
        }
        for _ in range(_ROUNDS):
            await _round([*ways.values()])
    title = f"Durability {where}: {_EACH} questions one by one, {_A_SECOND} a second, at once; {_ROUNDS} times in turns"
    rows = [way.times.row(name, ways["never synced"].times) for name, way in ways.items()]
    show(title, ("", "one by one, ms", f"{_A_SECOND} a second, ms", "p99 ms", "at once, a second"), rows)


async def _round(ways: Sequence[_Way]) -> None:
    for _, question in zip(range(_EACH), cycle(QUESTIONS), strict=False):
        for way in ways:
            await way.alone(question)
    for way in ways:
        await way.paced()
    for way in ways:
        await way.burst()


async def _opened(
    stack: AsyncExitStack, folder: Path, keep: Callable[[Database], Database], dispatcher: Dispatcher
) -> _Way:
    url = f"sqlite+aiosqlite:///{folder}/lotse.db"
    database = keep(await stack.enter_async_context(open_database(url)))
    console = _Console()
    outbox = Outbox(database, {console.name: console}, now)
    stack.push_async_callback(outbox.close)
    unlimited = Throttle(burst=_MOST, per_minute=_MOST, clock=monotonic_now)
    answering = replace(dispatcher, database=database, outbox=outbox, throttle=unlimited)
    return _Way(dispatcher=answering, inbox=DatabaseInbox(database), console=console)


if __name__ == "__main__":
    asyncio.run(_compared(f"where a sync takes {_SLOW_SYNC_MS} ms"))
