"""The scheduler says "look now", late rather than never; cleaning takes all that has expired."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.delivery.outbox import Outbox
from bot.jobs.retention import BATCH_SIZE, RetentionJob
from bot.jobs.scheduler import Job, RunningJobs, run_scheduler
from bot.platforms.base.contract import Delivery
from bot.platforms.base.ports import ReceivedUpdate
from bot.storage.database import Database
from handlers.context.ports import AskedQuestion, Conversation
from handlers.core.events import Address, EventId, PlatformName, RoomId, Sender
from handlers.core.messages import DeliveryId, Message
from handlers.core.retention import Retention
from knowledge.finding import FindingKind
from tests.platforms import MemoryPlatform
from tests.prepared import open_file

NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
MATRIX = PlatformName.MATRIX
ADDRESS = Address(platform=MATRIX, room=RoomId("!r:example.org"))
ANNA = Sender(platform=MATRIX, id="@anna:example.org")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_file(tmp_path / "lotse.db") as database:
        yield database


def cleaning(database: Database) -> RetentionJob:
    return RetentionJob(database, lambda: NOW, Retention())


async def test_what_waits_is_sent_at_the_next_look(database: Database) -> None:
    platform = MemoryPlatform()
    outbox = Outbox(database, {MATRIX: platform}, lambda: NOW)
    waiting = Delivery(id=DeliveryId("1"), message=Message(address=ADDRESS, text="Hallo"))
    async with database.begin() as unit:
        await outbox.add(unit, [waiting], "reply")
    job = Job(name="deliveries", run=outbox.start_due, every=timedelta(hours=1), first=timedelta())
    async with run_scheduler([job]), asyncio.timeout(10):
        await platform.arrived.wait()
    await outbox.close()


async def test_a_late_look_is_never_dropped_and_never_doubled() -> None:
    async def look() -> None:
        raise AssertionError

    jobs = [Job(name=name, run=look, every=timedelta(hours=1)) for name in ("deliveries", "due")]
    async with run_scheduler(jobs) as scheduler:
        found = scheduler.get_jobs()
        assert {job.id for job in found} == {"deliveries", "due"}
        assert {(job.misfire_grace_time, job.coalesce, job.max_instances) for job in found} == {(None, True, 1)}
    assert not scheduler.running


async def test_a_look_that_fails_is_logged_without_what_it_read(caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> None:
        raise ValueError("Geheimnis")

    caplog.set_level(logging.DEBUG)
    await RunningJobs().run("deliveries", fail)
    assert "deliveries failed: ValueError" in caplog.text
    assert "Geheimnis" not in caplog.text


async def test_closing_waits_for_a_look_that_is_cancelled() -> None:
    looks, inside, ended = RunningJobs(), asyncio.Event(), []

    async def look() -> None:
        inside.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(True)

    task = asyncio.create_task(looks.run("cleaning", look))
    await inside.wait()
    task.cancel()
    await looks.wait()
    assert ended == [True]


async def test_cleaning_takes_all_that_has_expired(database: Database) -> None:
    updates = await old_updates(database, BATCH_SIZE + 1)
    async with database.begin() as unit:
        await unit.conversations.save(ADDRESS, ANNA, Conversation(expires_at=NOW))
    await cleaning(database).delete_old()
    async with database.begin() as unit:
        assert await unit.conversations.load(ADDRESS, ANNA, NOW - timedelta(days=1)) is None
        assert all([await unit.inbox.add(update) for update in updates])


async def test_cleaning_keeps_what_is_set(database: Database) -> None:
    async with database.begin() as unit:
        asked = AskedQuestion(text="Wie wird das Wetter?", platform=MATRIX, kind=FindingKind.NONE)
        await unit.questions.add(asked, NOW - timedelta(days=10))
    for days, left in ((11, 1), (9, 0)):
        await RetentionJob(database, lambda: NOW, Retention(unanswered=timedelta(days=days))).delete_old()
        async with database.begin() as unit:
            assert len(await unit.gaps.most_asked(10)) == left


async def old_updates(database: Database, number: int) -> Sequence[ReceivedUpdate]:
    at = NOW - timedelta(days=31)
    updates = [ReceivedUpdate(platform=MATRIX, id=EventId(f"${n}"), at=at, payload={}) for n in range(number)]
    async with database.begin() as unit:
        for update in updates:
            await unit.inbox.take(MATRIX, update.id, update.at)
    return updates
