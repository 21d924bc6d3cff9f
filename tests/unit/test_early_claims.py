"""An answer that may leave at once is claimed in the transaction that adds it, one answer at a time."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.delivery.outbox import Outbox
from bot.monitoring.metrics import Metrics
from bot.platforms.base.contract import Delivery
from bot.runtime.contexts import Contexts
from bot.runtime.dispatcher import Dispatcher, FallbackReplies
from bot.storage.database import Database
from bot.storage.engine.tables import deliveries
from bot.storage.unit_of_work import UnitOfWork
from bot.system.throttle import Throttle
from handlers.context.context import Context
from handlers.core.events import (
    Address,
    Attachment,
    Event,
    EventId,
    MessageId,
    MessageReceived,
    PlatformName,
    RoomId,
    Sender,
)
from handlers.core.messages import Message
from knowledge.entries import Knowledge
from knowledge.search import Search
from tests.prepared import open_file

TELEGRAM = PlatformName.TELEGRAM
NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)


@dataclass
class Slow:
    """A platform that takes a message as soon as it `may`."""

    name: PlatformName = TELEGRAM
    pace: None = None
    texts: list[str] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    may: asyncio.Event = field(default_factory=asyncio.Event)
    commits: list[int] = field(default_factory=list)
    counted: "Counted | None" = None

    async def run(self) -> None: ...

    async def close(self) -> None: ...

    def parts(self, message: Message) -> list[Message]:
        return [message]

    async def fetch(self, _: Attachment) -> bytes:
        return b""

    async def send(self, delivery: Delivery) -> MessageId:
        assert self.counted is not None
        self.commits.append(self.counted.transactions)
        self.begun.set()
        await self.may.wait()
        self.texts.append(delivery.message.text)
        return MessageId(str(len(self.texts)))


class Counted:
    """A database that counts its transactions; the next ones as many as `fail` are undone at their end."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.transactions = 0
        self.fail = 0

    @asynccontextmanager
    async def begin(self, *, durable: bool = True, fenced: bool = False) -> AsyncIterator[UnitOfWork]:
        self.transactions += 1
        async with self.database.begin(durable=durable, fenced=fenced) as unit:
            yield unit
            if self.fail:
                self.fail -= 1
                raise ConnectionError

    async def sync(self) -> None:
        await self.database.sync()


@pytest.fixture
async def counted(tmp_path: Path) -> AsyncIterator[Counted]:
    async with open_file(tmp_path / "lotse.db") as database:
        yield Counted(database)


@pytest.fixture
def platform(counted: Counted) -> Slow:
    return Slow(counted=counted)


@pytest.fixture
def dispatcher(counted: Counted, platform: Slow) -> Dispatcher:
    search = Search(Knowledge())
    return Dispatcher(
        database=counted,  # type: ignore[arg-type]
        outbox=Outbox(counted, {TELEGRAM: platform}, lambda: NOW),  # type: ignore[arg-type]
        contexts=Contexts(search=lambda: search, clock=lambda: NOW, office="LaKI", language="de"),
        respond=echo,
        fallbacks=FallbackReplies(
            apology=apology, slow_down=lambda event, _: Message(address=event.address, text="slow down")
        ),
        metrics=Metrics(),
        throttle=Throttle(burst=100, per_minute=100, clock=lambda: NOW),
    )


async def echo(event: Event, _: Context) -> Sequence[Message]:
    assert isinstance(event, MessageReceived)
    return [Message(address=event.address, text=event.text)]


def apology(event: Event, *_: object) -> Message | None:
    return Message(address=event.address, text="sorry") if isinstance(event, MessageReceived) else None


def question(text: str) -> MessageReceived:
    return MessageReceived(
        id=EventId(text),
        at=NOW,
        address=Address(platform=TELEGRAM, room=RoomId(text)),
        sender=Sender(platform=TELEGRAM, id=text),
        message=MessageId(text),
        text=text,
        direct=True,
        addressed=True,
    )


async def states(counted: Counted) -> dict[str, str]:
    async with counted.database.begin() as unit:
        rows = await unit.connection.execute(select(deliveries.c.room, deliveries.c.state))
        return {row.room: row.state for row in rows}


async def test_an_answer_leaves_after_one_transaction(dispatcher: Dispatcher, counted: Counted, platform: Slow) -> None:
    platform.may.set()
    await dispatcher.handle(question("1"))
    assert platform.texts == ["1"]
    assert platform.commits == [1]
    assert counted.transactions == 2
    assert await states(counted) == {"1": "sent"}


async def test_one_at_a_time_is_claimed_so(dispatcher: Dispatcher, counted: Counted, platform: Slow) -> None:
    first = asyncio.create_task(dispatcher.handle(question("1")))
    await platform.begun.wait()
    platform.begun.clear()
    others = [asyncio.create_task(dispatcher.handle(question(text))) for text in ("2", "3")]
    await platform.begun.wait()
    # Each of the others is written down first, and claimed after that.
    assert platform.commits[0] == 1
    assert platform.commits[1] > 3
    platform.may.set()
    await asyncio.gather(first, *others)
    assert await states(counted) == {"1": "sent", "2": "sent", "3": "sent"}
    await dispatcher.handle(question("4"))
    assert platform.texts[-1] == "4"
    assert counted.transactions - platform.commits[-1] == 1


async def test_what_is_undone_is_not_sent(dispatcher: Dispatcher, counted: Counted, platform: Slow) -> None:
    platform.may.set()
    counted.fail = 1
    await dispatcher.handle(question("1"))
    assert platform.texts == ["sorry"]
    await dispatcher.handle(question("2"))
    assert platform.texts == ["sorry", "2"]
    assert await states(counted) == {"1": "sent", "2": "sent"}


async def test_a_send_that_is_cut_off_is_taken_up(dispatcher: Dispatcher, counted: Counted, platform: Slow) -> None:
    sending = asyncio.create_task(dispatcher.handle(question("1")))
    await platform.begun.wait()
    sending.cancel()
    await asyncio.wait({sending})
    platform.may.set()
    await dispatcher.outbox.start_due()
    await dispatcher.outbox.deliver_due()
    assert platform.texts == ["1"]
    assert await states(counted) == {"1": "sent"}
    await dispatcher.outbox.close()
