"""Many people at once, for minutes: what they wait, what fails, and what memory it takes."""

import asyncio
import os
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, TypeAlias

from bot.platforms.base.contract import Delivery
from bot.runtime.app import build
from bot.runtime.services import App
from bot.settings.loading import Settings
from bot.system.clock import now
from handlers.core.events import Address, EventId, MessageId, MessageReceived, PlatformName, RoomId, Sender
from tests.bench.memory import resident
from tests.bench.outbox import Instant
from tests.bench.stage import QUESTIONS
from tests.bench.tables import show
from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.service import Service

_PEOPLE = 500
_A_SECOND = 50
_SECONDS = 300
_PATIENCE_S = 900

Asks: TypeAlias = Callable[[int, str], Coroutine[Any, Any, object]]


async def under_load() -> None:
    rows = [await _loopback(), await _telegram()]
    title = f"{_A_SECOND} questions a second from {_PEOPLE} people for {_SECONDS} s"
    columns = ("", "answers", "errors", "median ms", "p99 ms", "answers a second", "MB after a minute", "MB at the end")
    show(title, columns, rows)


@dataclass
class _Course:
    """`process` is the service's; seconds by question."""

    process: int
    asked: dict[int, float] = field(default_factory=dict)
    took: dict[int, float] = field(default_factory=dict)
    after_a_minute: str = ""

    async def run(self, asks: Asks) -> None:
        """At their hours, whether the earlier ones are answered or not."""
        began = perf_counter()
        async with asyncio.TaskGroup() as tasks:
            for number, question in zip(range(_A_SECOND * _SECONDS), cycle(QUESTIONS), strict=False):
                await asyncio.sleep(max(0.0, began + number / _A_SECOND - perf_counter()))
                if number == 60 * _A_SECOND:
                    self.after_a_minute = resident(self.process)
                self.asked[number] = perf_counter()
                tasks.create_task(asks(number, question))

    def answered(self, number: int) -> None:
        self.took.setdefault(number, perf_counter() - self.asked[number])

    def row(self, name: str, errors: int) -> tuple[str, ...]:
        times = sorted(1000 * seconds for seconds in self.took.values())
        last = max(self.asked[number] + seconds for number, seconds in self.took.items())
        rate = len(times) / (last - self.asked[0])
        return (
            name,
            f"{len(times):,} of {len(self.asked):,}",
            str(errors),
            f"{median(times):.0f}",
            f"{quantiles(times, n=100)[98]:.0f}",
            f"{rate:.1f}",
            self.after_a_minute,
            resident(self.process),
        )


class Loopback(Instant):
    """Where answers come out again at once."""

    name = PlatformName.CONSOLE

    def __init__(self, answered: Callable[[int], None]) -> None:
        super().__init__()
        self._answered = answered

    async def send(self, delivery: Delivery) -> MessageId:
        if delivery.message.reply_to is not None:
            self._answered(int(delivery.message.reply_to))
        return await super().send(delivery)


async def _loopback() -> tuple[str, ...]:
    course = _Course(process=os.getpid())
    with TemporaryDirectory() as folder:
        async with build(Settings(data_dir=Path(folder))) as app:
            app.reachable_platforms[PlatformName.CONSOLE] = Loopback(course.answered)
            await course.run(lambda number, question: app.dispatcher.handle(event(number, question)))
            return course.row("loopback", await _failed(app))


def event(number: int, question: str) -> MessageReceived:
    """A question of one of many people."""
    person = str(number % _PEOPLE)
    return MessageReceived(
        id=EventId(str(number)),
        at=now(),
        address=Address(platform=PlatformName.CONSOLE, room=RoomId(person)),
        sender=Sender(platform=PlatformName.CONSOLE, id=person),
        message=MessageId(str(number)),
        text=question,
        direct=True,
        addressed=True,
    )


async def _failed(app: App) -> int:
    async with app.database.begin() as unit:
        found = await unit.connection.exec_driver_sql("SELECT count(*) FROM inbox WHERE state != 'handled'")
        return int(found.scalar_one())


async def _telegram() -> tuple[str, ...]:
    with TemporaryDirectory() as folder:
        async with BotApi().opened() as api:
            service = Service(folder=Path(folder), telegram=api.url)
            await service.start()
            await service.logs("Lotse is running")
            assert service.process is not None
            course = _Course(process=service.process.pid)
            people = [Human(api=api) for _ in range(_PEOPLE)]

            def all_answered() -> bool:
                """A person's answers come in the order of their questions, some with a card beside them."""
                for place, person in enumerate(people):
                    answers = sum(bool(shown.text) for shown in person.room.by_bot)
                    for turn in range(heard[place], answers):
                        course.answered(turn * _PEOPLE + place)
                    heard[place] = answers
                return sum(heard) >= _A_SECOND * _SECONDS

            async def asks(number: int, question: str) -> None:
                await people[number % _PEOPLE].writes(question)

            heard = [0] * _PEOPLE
            watching = asyncio.create_task(api.until(all_answered, _PATIENCE_S))
            await course.run(asks)
            await watching
            ((failed,),) = service.stored("SELECT count(*) FROM inbox WHERE state != 'handled'")
            row = course.row("Bot API (30 a second permitted)", failed)
            await service.close()
            return row
