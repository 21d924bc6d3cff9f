"""Lotse on a Bot API, beside a bot on bare python-telegram-bot: from an update to its `sendMessage`."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.bench.stage import QUESTIONS
from tests.bench.tables import beside_the_echo, show
from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.bot_api.world import TOKEN
from tests.integration.service import Service

_WARM_UP = 20
_ASKED = 300
_BETWEEN_S = 0.05  # what a bot does after its answer is not to fall into the next one's time
_CHATS = 200
_EACH = 5
_PATIENCE_S = 300


@dataclass(frozen=True, kw_only=True)
class _Bot:
    """A bot on a Bot API of its own; `process` is its id."""

    api: BotApi
    process: int

    def cpu_ms(self) -> float:
        """Return the CPU time that the process has taken so far; 0 where there is no /proc."""
        stat = Path(f"/proc/{self.process}/stat")
        if not stat.exists():
            return 0.0
        # Behind the name of the program, which may hold blanks.
        fields = stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def telegram() -> None:
    with TemporaryDirectory() as temporary:
        async with _lotse(Path(temporary)) as lotse, _echo() as echo:
            bots = {"Lotse": lotse, "echo bot": echo}
            times, cpu_ms = await _times(bots)
            crowds = [await _crowd(name, bot.api) for name, bot in bots.items()]
    title = f"Telegram: from update to sendMessage, {_ASKED} questions each"
    rows = [(*row, f"{cpu_ms[row[0]]:.1f}") for row in beside_the_echo(times)]
    show(title, ("", "median ms", "p99 ms", "median ×", "p99 ×", "CPU ms a question"), rows)
    title = f"Telegram: {_CHATS * _EACH} updates from {_CHATS} chats at once (30/s are permitted)"
    show(title, ("", "answered once", "lost", "doubled", "s for all", "answers/s"), crowds)


@asynccontextmanager
async def _lotse(folder: Path) -> AsyncIterator[_Bot]:
    async with BotApi().opened() as api:
        service = Service(folder=folder, telegram=api.url)
        await service.start()
        assert service.process is not None
        try:
            yield _Bot(api=api, process=service.process.pid)
        finally:
            await service.close()


@asynccontextmanager
async def _echo() -> AsyncIterator[_Bot]:
    async with BotApi().opened() as api:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.telegram_echo", f"{api.url}/bot", TOKEN),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            yield _Bot(api=api, process=process.pid)
        finally:
            process.terminate()
            await process.wait()


async def _times(bots: Mapping[str, _Bot]) -> tuple[Mapping[str, Sequence[float]], Mapping[str, float]]:
    """Milliseconds of each question, and of CPU for each on average, by bot; they take turns in the same weather."""
    times: dict[str, list[float]] = {name: [] for name in bots}
    cpu_ms: dict[str, float] = {}
    for number, question in enumerate(islice(cycle(QUESTIONS), _WARM_UP + _ASKED)):
        if number == _WARM_UP:
            cpu_ms = {name: bot.cpu_ms() for name, bot in bots.items()}
        for name, bot in bots.items():
            times[name].append(await _takes(Human(api=bot.api), question))
            await asyncio.sleep(_BETWEEN_S)
    cpu_ms = {name: (bot.cpu_ms() - cpu_ms[name]) / _ASKED for name, bot in bots.items()}
    return {name: taken[_WARM_UP:] for name, taken in times.items()}, cpu_ms


async def _takes(human: Human, question: str) -> float:
    """Milliseconds until the answer is there."""
    began = perf_counter()
    await human.writes(question)
    await human.hears()
    return (perf_counter() - began) * 1000


async def _crowd(name: str, api: BotApi) -> tuple[str, ...]:
    people = [Human(api=api) for _ in range(_CHATS)]
    began = perf_counter()
    for question in islice(cycle(QUESTIONS), _EACH):
        for human in people:
            await human.writes(question)
    await api.until(lambda: all(_answers(human) >= _EACH for human in people), _PATIENCE_S)
    took = perf_counter() - began
    counts = [_answers(human) - _EACH for human in people]
    total = _CHATS * _EACH
    lost, doubled = -sum(min(count, 0) for count in counts), sum(max(count, 0) for count in counts)
    return (name, str(total - lost), str(lost), str(doubled), f"{took:.1f}", f"{total / took:.1f}")


def _answers(human: Human) -> int:
    """Without the cards that come along."""
    return sum(bool(shown.text) for shown in human.room.by_bot)
