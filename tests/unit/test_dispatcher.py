"""One event, one transaction, one answer: on a real database, with real handlers where they matter."""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.delivery.outbox import Outbox
from bot.monitoring.metrics import Metrics
from bot.platforms.base.ports import ReceivedUpdate
from bot.runtime.contexts import Contexts
from bot.runtime.dispatcher import Dispatcher, FallbackReplies, Respond
from bot.storage.adapters.inbox import DatabaseInbox
from bot.storage.database import Database
from bot.storage.engine.tables import deliveries, inbox
from bot.system.throttle import Throttle
from handlers import routes
from handlers.context.context import Context
from handlers.context.ports import Conversation
from handlers.core.events import (
    Address,
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
from knowledge.search import Language, Search
from tests.deliveries import claim_next
from tests.platforms import MemoryPlatform
from tests.prepared import open_file

NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
MATRIX = PlatformName.MATRIX
SECRET = "Geheimnis"
Make = Callable[[Respond], Dispatcher]


@pytest.fixture
def event() -> MessageReceived:
    return MessageReceived(
        id=EventId("$1"),
        at=NOW,
        address=Address(platform=MATRIX, room=RoomId("!r:example.org")),
        sender=Sender(platform=MATRIX, id="@anna:example.org"),
        message=MessageId("$1"),
        text=SECRET,
        direct=True,
        addressed=True,
    )


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_file(tmp_path / "lotse.db") as database:
        yield database


@pytest.fixture
def platform() -> MemoryPlatform:
    return MemoryPlatform()


@pytest.fixture
def make(database: Database, platform: MemoryPlatform) -> Make:
    outbox = Outbox(database, {MATRIX: platform}, lambda: NOW)
    search = Search(Knowledge())

    def make(respond: Respond) -> Dispatcher:
        return Dispatcher(
            database=database,
            outbox=outbox,
            contexts=Contexts(search=lambda: search, clock=lambda: NOW, office="LaKI", language="de"),
            respond=respond,
            fallbacks=FallbackReplies(apology=apology, slow_down=slow_down),
            metrics=Metrics(),
            throttle=Throttle(burst=100, per_minute=100, clock=lambda: NOW),
        )

    return make


def apology(event: Event, language: Language, reference: str) -> Message | None:
    waiting = isinstance(event, MessageReceived) and event.addressed
    return Message(address=event.address, text=f"sorry {language} {len(reference)}") if waiting else None


def slow_down(event: MessageReceived, language: Language) -> Message:
    return Message(address=event.address, text=f"slow down {language}")


async def echo(event: Event, context: Context) -> Sequence[Message]:
    """Remembers, and says two things."""
    expires = context.now + timedelta(minutes=30)
    await context.stores.conversations.save(event.address, event.sender, Conversation(expires_at=expires))
    return [Message(address=event.address, text=text) for text in ("one", "two")]


async def fail(event: Event, context: Context) -> Sequence[Message]:
    """Fails after it has changed something."""
    await echo(event, context)
    raise ValueError(getattr(event, "text", ""))


async def inbox_rows(database: Database) -> list[tuple[object, ...]]:
    async with database.begin() as unit:
        rows = await unit.connection.execute(select(inbox.c.event_id, inbox.c.state, inbox.c.payload))
        return [tuple(row) for row in rows]


async def test_an_event_is_answered_in_order_and_marked(
    make: Make, database: Database, platform: MemoryPlatform, event: MessageReceived
) -> None:
    received = ReceivedUpdate(platform=MATRIX, id=event.id, at=NOW, payload={"body": SECRET})
    await DatabaseInbox(database).put(MATRIX, [received], "s1")
    await make(echo).handle(event)
    assert platform.texts == ["one", "two"]
    assert await inbox_rows(database) == [("$1", "handled", None)]
    async with database.begin() as unit:
        assert await unit.conversations.load(event.address, event.sender, NOW) is not None


async def test_long_texts_are_split_while_no_transaction_is_open(
    make: Make, platform: MemoryPlatform, tmp_path: Path, event: MessageReceived
) -> None:
    beside: list[bool] = []

    def cut(message: Message) -> list[Message]:
        """Return halves of a long text; another connection can write only while no transaction is open."""
        if len(message.text) < 1_000:
            return [message]
        with closing(sqlite3.connect(tmp_path / "lotse.db", timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
        beside.append(threading.current_thread() is not threading.main_thread())
        half = len(message.text) // 2
        return [replace(message, text=message.text[:half]), replace(message, text=message.text[half:])]

    async def at_length(_: Event, context: Context) -> Sequence[Message]:
        expires = context.now + timedelta(minutes=30)
        await context.stores.conversations.save(event.address, event.sender, Conversation(expires_at=expires))
        return [Message(address=event.address, text=text) for text in ("a" * 30_000, "kurz", "b" * 50_000)]

    platform.cut = cut
    await make(at_length).handle(event)
    assert platform.texts == ["a" * 15_000, "a" * 15_000, "kurz", "b" * 25_000, "b" * 25_000]
    assert beside == [True, True]


async def test_an_event_handed_in_again_is_answered_once(
    make: Make, database: Database, platform: MemoryPlatform, event: MessageReceived
) -> None:
    dispatcher = make(echo)
    await asyncio.gather(*(dispatcher.handle(event) for _ in range(5)))
    await dispatcher.handle(event)
    assert platform.texts == ["one", "two"]
    assert await inbox_rows(database) == [("$1", "handled", None)]


async def test_events_of_different_platforms_are_different(
    make: Make, platform: MemoryPlatform, event: MessageReceived
) -> None:
    dispatcher = make(echo)
    await dispatcher.handle(event)
    console = replace(event.address, platform=PlatformName.CONSOLE)
    await dispatcher.handle(replace(event, address=console))
    await dispatcher.handle(replace(event, id=EventId("$2")))
    assert platform.texts == ["one", "two"] * 2


async def test_a_fault_is_apologised_for_once_and_nothing_of_it_stays(
    make: Make,
    database: Database,
    platform: MemoryPlatform,
    event: MessageReceived,
    caplog: pytest.LogCaptureFixture,
) -> None:
    dispatcher = make(fail)
    await asyncio.gather(dispatcher.handle(event), dispatcher.handle(event))
    await dispatcher.handle(event)
    assert platform.texts == ["sorry de 6"]
    assert await inbox_rows(database) == [("$1", "failed", None)]
    async with database.begin() as unit:
        assert await unit.conversations.load(event.address, event.sender, NOW) is None
    written = [record.getMessage() for record in caplog.records if record.name == "bot.runtime.dispatcher"]
    assert len(written) >= 1
    assert "ValueError" in written[0]
    assert SECRET not in caplog.text


async def test_an_apology_speaks_the_language_that_was_chosen(
    make: Make, database: Database, platform: MemoryPlatform, event: MessageReceived
) -> None:
    async with database.begin() as unit:
        await unit.preferences.choose_language(event.sender, "en")
    await make(fail).handle(event)
    assert platform.texts == ["sorry en 6"]


async def test_people_among_themselves_read_no_apology(
    make: Make, database: Database, platform: MemoryPlatform, event: MessageReceived
) -> None:
    await make(fail).handle(replace(event, addressed=False))
    assert platform.texts == []
    assert await inbox_rows(database) == [("$1", "failed", None)]


async def test_a_cancelled_answer_comes_again(
    make: Make, database: Database, platform: MemoryPlatform, event: MessageReceived, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    inside = asyncio.Event()

    async def stuck(event: Event, context: Context) -> Sequence[Message]:
        await echo(event, context)
        inside.set()
        await asyncio.Event().wait()
        return []

    task = asyncio.create_task(make(stuck).handle(event))
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await inbox_rows(database) == []
    assert caplog.records == []
    await make(echo).handle(event)
    assert platform.texts == ["one", "two"]


async def test_answers_of_a_crash_before_sending_are_sent_at_the_next_look(
    database: Database, platform: MemoryPlatform, make: Make, event: MessageReceived
) -> None:
    nobody_there = Outbox(database, {}, lambda: NOW)
    await replace(make(echo), outbox=nobody_there).handle(event)
    assert platform.texts == []
    dispatcher = make(echo)
    await dispatcher.handle(event)
    await dispatcher.outbox.deliver_due()
    assert platform.texts == ["one", "two"]


async def test_what_was_cut_off_in_a_room_has_arrived_before_what_is_said_there_is_read(
    database: Database, make: Make, platform: MemoryPlatform, event: MessageReceived
) -> None:
    """A colleague may answer under a post of which the last run did not learn that it is there."""
    await replace(make(echo), outbox=Outbox(database, {}, lambda: NOW)).handle(event)
    async with database.begin() as unit:
        assert await claim_next(unit, (event.address.platform, event.address.room), NOW)
    arrived: list[str] = []

    async def look(*_: object) -> Sequence[Message]:
        arrived.extend(platform.texts)
        return []

    dispatcher = make(look)
    await dispatcher.outbox.recover()
    await dispatcher.handle(replace(event, id=EventId("$2")))
    assert arrived == ["one", "two"]


async def test_the_context_is_what_was_given(make: Make, event: MessageReceived) -> None:
    seen: list[Context] = []

    async def look(_: Event, context: Context) -> Sequence[Message]:
        seen.append(context)
        return []

    await make(look).handle(event)
    assert [(context.now, context.office, context.language) for context in seen] == [(NOW, "LaKI", "de")]


async def test_real_handlers_fit(
    make: Make, database: Database, platform: MemoryPlatform, event: MessageReceived
) -> None:
    voices = FallbackReplies(apology=routes.make_apology, slow_down=routes.ask_to_wait)
    dispatcher = replace(make(routes.respond), fallbacks=voices)
    await dispatcher.handle(replace(event, text="/hilfe"))
    await replace(dispatcher, respond=fail).handle(replace(event, id=EventId("$2")))
    assert len(platform.texts) == 2
    async with database.begin() as unit:
        kinds = await unit.connection.scalars(select(deliveries.c.kind).order_by(deliveries.c.number))
        assert list(kinds) == ["reply", "apology"]


async def test_a_question_that_is_too_old_is_counted_and_not_answered(
    make: Make, database: Database, platform: MemoryPlatform, event: MessageReceived
) -> None:
    old = replace(event, at=NOW - timedelta(hours=24, seconds=1))
    for _ in range(2):
        await make(echo).handle(old)
    assert platform.texts == []
    assert await inbox_rows(database) == [("$1", "expired", None)]
    async with database.begin() as unit:
        assert await unit.inbox.count_expired() == 1
    await make(echo).handle(replace(event, id=EventId("$2"), at=NOW - timedelta(hours=24)))
    assert platform.texts == ["one", "two"]


async def test_who_asks_too_much_at_once_is_told_once_and_waits_while_others_are_served(
    make: Make, platform: MemoryPlatform, event: MessageReceived
) -> None:
    flood = Throttle(burst=2, per_minute=1200, clock=lambda: datetime.now(UTC))
    dispatcher = replace(make(echo), throttle=flood)
    bea = replace(event.sender, id="@bea:example.org")

    async def ask(number: int) -> None:
        await dispatcher.handle(replace(event, id=EventId(f"$a{number}")))

    asking = [asyncio.create_task(ask(number)) for number in range(8)]
    await asyncio.sleep(0)
    await dispatcher.handle(
        replace(event, id=EventId("$b"), sender=bea, address=replace(event.address, room=RoomId("!b")))
    )
    assert [task.done() for task in asking][-1] is False
    await asyncio.gather(*asking)
    assert platform.texts.count("slow down de") == 1
    assert platform.texts.count("one") == 9
