"""A clock that is set back by an hour makes nobody wait for an hour."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.delivery.outbox import Outbox
from bot.delivery.queue import QueuedRoom, RoomQueue
from bot.delivery.rate_limiter import RateLimiter
from bot.platforms.base.contract import Delivery, TemporaryFailure
from bot.platforms.base.pace import Pace
from bot.platforms.telegram.traits import PACE
from bot.storage.database import Database
from bot.storage.engine.tables import announcements, deliveries
from handlers.announcements.model.announcement import Announcement, AnnouncementState
from handlers.core.events import Address, MessageId, PlatformName, RoomId
from handlers.core.messages import DeliveryId, Message
from tests.deliveries import claim_next, mark_sent
from tests.platforms import OutgoingOnly
from tests.prepared import open_file

NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
MATRIX = PlatformName.MATRIX


@dataclass
class Moody(OutgoingOnly):
    """Refuses at first, and asks to wait for a minute."""

    name: PlatformName = MATRIX
    pace: None = None
    refuses: bool = True
    arrived: list[str] = field(default_factory=list)

    async def send(self, delivery: Delivery) -> MessageId:
        if self.refuses:
            raise TemporaryFailure("slow down", timedelta(minutes=1))
        self.arrived.append(delivery.id)
        return MessageId(delivery.id)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_file(tmp_path / "lotse.db") as opened:
        yield opened


@pytest.mark.parametrize("restarted", [False, True])
async def test_what_was_put_off_does_not_wait_for_the_clock(database: Database, *, restarted: bool) -> None:
    platform, now = Moody(), NOW + HOUR
    outbox = Outbox(database, {MATRIX: platform}, lambda: now)
    async with database.begin() as unit:
        message = Message(address=Address(platform=MATRIX, room=RoomId("!r:example.org")), text="Hallo")
        await outbox.add(unit, [Delivery(id=DeliveryId("1"), message=message)], "reply")
        running = Announcement(
            state=AnnouncementState.RUNNING,
            text="x",
            author="shell:x",
            due_at=now + timedelta(seconds=5),
            created_at=now,
        )
        await unit.announcements.add(running)
    await outbox.recover()
    await outbox.deliver_due()
    now, platform.refuses = NOW, False
    if restarted:
        await outbox.close()
        outbox = Outbox(database, {MATRIX: platform}, lambda: now)
        await outbox.recover()
    await outbox.deliver_due()
    assert platform.arrived == ["1"]
    async with database.begin() as unit:
        assert await unit.connection.scalar(select(announcements.c.due_at)) == NOW
        assert await unit.rate_limit_holds.get_current([MATRIX], now) == {MATRIX: {}}
    await outbox.close()


async def test_a_clock_that_is_put_right_by_seconds_changes_nothing(database: Database) -> None:
    platform, now = Moody(), NOW
    outbox = Outbox(database, {MATRIX: platform}, lambda: now)
    async with database.begin() as unit:
        message = Message(address=Address(platform=MATRIX, room=RoomId("!r:example.org")), text="Hallo")
        await outbox.add(unit, [Delivery(id=DeliveryId("1"), message=message)], "reply")
    await outbox.recover()
    await outbox.deliver_due()
    now, platform.refuses = NOW - timedelta(seconds=30), False
    await outbox.deliver_due()
    async with database.begin() as unit:
        assert await unit.connection.scalar(select(deliveries.c.due_at)) == NOW + timedelta(minutes=1)
    assert platform.arrived == []
    await outbox.close()


@dataclass
class Phone(OutgoingOnly):
    """As Telegram counts."""

    name: PlatformName = PlatformName.TELEGRAM
    pace: Pace = PACE
    arrived: list[str] = field(default_factory=list)

    async def send(self, delivery: Delivery) -> MessageId:
        self.arrived.append(delivery.id)
        return MessageId(delivery.id)


@pytest.mark.parametrize("interrupted", [False, True])
async def test_what_was_sent_in_times_to_come_does_not_count_for_the_pace(
    database: Database, *, interrupted: bool
) -> None:
    """After a start: as many as the pace permits in a second were sent an hour from now."""
    phone, later = Phone(), NOW + HOUR
    async with database.begin() as unit:
        for number in range(40):
            address = Address(platform=phone.name, room=RoomId(str(number)))
            message = Message(address=address, text="Hallo")
            await unit.deliveries.add([Delivery(id=DeliveryId(f"d{number}"), message=message)], "reply", NOW)
            await claim_next(unit, (phone.name, address.room), NOW)
            if number or not interrupted:
                await mark_sent(unit, DeliveryId(f"d{number}"), MessageId(f"m{number}"), later)
        waiting = Message(address=Address(platform=phone.name, room=RoomId("100")), text="Hallo")
        await unit.deliveries.add([Delivery(id=DeliveryId("waits"), message=waiting)], "reply", NOW)
    now = NOW
    outbox = Outbox(database, {phone.name: phone}, lambda: now)
    await outbox.recover()
    await outbox.deliver_due()
    now = NOW + timedelta(seconds=2)
    await outbox.deliver_due()
    assert phone.arrived == (["d0", "waits"] if interrupted else ["waits"])
    await outbox.close()


def test_a_room_that_was_put_off_is_taken_up_again() -> None:
    """It was to wait for a second, when the clock went back by an hour."""
    now = NOW + HOUR
    pacing = RateLimiter(PACE, lambda: now, {})
    line, waiting = RoomQueue(pacing), QueuedRoom(RoomId("7"), announcement=False)
    place = pacing.reserve(waiting.room, announcement=False)
    place.start()
    with place.hold():
        pass
    line.put(waiting)
    assert line.pop_ready(now) is None
    now = NOW
    line.release_deferred()
    assert line.pop_ready(now) is None
    now = NOW + timedelta(seconds=1)
    assert line.pop_ready(now) == waiting
