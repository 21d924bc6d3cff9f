"""The inbox, on both databases."""

import asyncio
from datetime import datetime, timedelta

from bot.platforms.base.ports import Inbox, ReceivedUpdate
from bot.storage.adapters.inbox import DatabaseInbox
from bot.storage.database import Database
from handlers.core.events import EventId, PlatformName

MATRIX, CONSOLE = PlatformName.MATRIX, PlatformName.CONSOLE


def received(id_: str, at: datetime, platform: PlatformName = MATRIX) -> ReceivedUpdate:
    return ReceivedUpdate(platform=platform, id=EventId(id_), at=at, payload={"body": "Grüße \0 \ud83d", "id": id_})


async def test_updates_are_written_down_with_the_checkpoint(database: Database, now: datetime) -> None:
    inbox: Inbox = DatabaseInbox(database)
    assert await inbox.checkpoint(MATRIX) is None
    updates = [received("$b", now), received("$a", now - timedelta(days=1))]
    assert await inbox.put(MATRIX, updates, "s1") == updates
    assert await inbox.checkpoint(MATRIX) == "s1"
    assert await inbox.pending(MATRIX) == updates
    assert await inbox.pending(CONSOLE) == []
    assert await inbox.checkpoint(CONSOLE) is None


async def test_what_has_been_seen_is_not_new(database: Database, now: datetime) -> None:
    inbox = DatabaseInbox(database)
    one, two = received("$1", now), received("$2", now)
    await inbox.put(MATRIX, [one], "s1")
    await inbox.skip(MATRIX, [one.id])
    assert await inbox.put(MATRIX, [one, two, two], "s2") == [two]
    assert await inbox.put(CONSOLE, [received("$1", now, CONSOLE)], "c") == [received("$1", now, CONSOLE)]
    assert await inbox.pending(MATRIX) == [two]
    assert await inbox.checkpoint(MATRIX) == "s2"


async def test_a_checkpoint_moves_without_updates(database: Database) -> None:
    inbox = DatabaseInbox(database)
    await inbox.put(MATRIX, [], "s1")
    await inbox.put(MATRIX, [], "s2")
    assert await inbox.checkpoint(MATRIX) == "s2"


async def test_an_event_is_taken_once(database: Database, now: datetime) -> None:
    inbox = DatabaseInbox(database)
    await inbox.put(MATRIX, [received("$1", now)], "s1")

    async def take() -> bool:
        async with database.begin() as unit:
            taken = await unit.inbox.take(MATRIX, EventId("$1"), now)
            await asyncio.sleep(0)
            return taken

    assert sorted(await asyncio.gather(*(take() for _ in range(8)))) == [False] * 7 + [True]
    assert await inbox.pending(MATRIX) == []


async def test_an_event_that_was_never_written_down_is_taken_once(database: Database, now: datetime) -> None:
    async def take() -> bool:
        async with database.begin() as unit:
            return await unit.inbox.take(CONSOLE, EventId("1"), now)

    assert sorted(await asyncio.gather(*(take() for _ in range(8)))) == [False] * 7 + [True]


async def test_an_event_can_be_taken_again_after_a_rollback(database: Database, now: datetime) -> None:
    inbox = DatabaseInbox(database)
    await inbox.put(MATRIX, [received("$1", now)], "s1")
    for _ in range(2):
        async with database.begin() as unit:
            assert await unit.inbox.take(MATRIX, EventId("$1"), now)
            await unit.connection.rollback()
    assert await inbox.pending(MATRIX) == [received("$1", now)]


async def test_a_failed_event_is_done_with(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        assert await unit.inbox.fail(MATRIX, EventId("$1"), now)
    async with database.begin() as unit:
        assert not await unit.inbox.take(MATRIX, EventId("$1"), now)


async def test_old_events_are_deleted_but_not_those_that_wait(database: Database, now: datetime) -> None:
    inbox = DatabaseInbox(database)
    updates = [received(f"${number}", now - timedelta(days=40)) for number in range(5)]
    young = received("$young", now)
    await inbox.put(MATRIX, [*updates, young], "s1")
    await inbox.skip(MATRIX, [update.id for update in [*updates[:4], young]])
    async with database.begin() as unit:
        before = now - timedelta(days=30)
        assert [await unit.inbox.delete_old(before, 3) for _ in range(3)] == [3, 1, 0]
    assert await inbox.pending(MATRIX) == updates[4:]
    assert await inbox.put(MATRIX, [young], "s2") == []
