"""Admins are told what goes wrong, and not more often than it helps."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.delivery.outbox import Outbox
from bot.jobs.alerts import AlertJob
from bot.monitoring.health import HealthCheck, Heartbeats
from bot.platforms.base.contract import Delivery
from handlers.alerts import Cause
from handlers.core.events import Address, MessageId, PlatformName, RoomId, Sender
from handlers.core.messages import DeliveryId, Message
from tests.platforms import OutgoingOnly
from tests.prepared import open_file

NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
OPS = Sender(platform=PlatformName.MATRIX, id="@ops:example.org")
ROOM = Address(platform=PlatformName.MATRIX, room=RoomId("!ops:example.org"))


@dataclass
class Admins(OutgoingOnly):
    """Where admins read."""

    name = PlatformName.MATRIX
    pace = None

    def __post_init__(self) -> None:
        self.read: list[str] = []

    async def send(self, delivery: Delivery) -> MessageId:
        self.read.append(delivery.message.text)
        return MessageId(delivery.id)


@dataclass
class World:
    watch: AlertJob
    admins: Admins
    pulses: Heartbeats
    now: datetime = NOW
    knowledge_fails: bool = False

    async def after(self, minutes: float) -> list[str]:
        """What admins have read by then."""
        self.now += timedelta(minutes=minutes)
        self.admins.read.clear()
        await self.watch.check()
        return [text.split("**")[1] for text in self.admins.read]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_file(tmp_path / "lotse.db") as database:
        admins = Admins()
        outbox = Outbox(database, {PlatformName.MATRIX: admins}, lambda: made.now)
        pulses = Heartbeats(lambda: made.now)
        watch = AlertJob(
            database=database,
            outbox=outbox,
            health_check=HealthCheck(database, pulses, tmp_path, lambda: made.now),
            is_knowledge_failing=lambda: made.knowledge_fails,
            admins=(OPS,),
            room=ROOM,
            language="de",
            clock=lambda: made.now,
        )
        made = World(watch, admins, pulses)
        yield made
        await outbox.close()


async def test_nothing_is_said_while_all_is_well(world: World) -> None:
    world.pulses.expect([PlatformName.MATRIX])
    for _ in range(5):
        world.pulses.beat(PlatformName.MATRIX)
        assert await world.after(4) == []


async def test_a_platform_that_is_down_is_told_once_an_hour(world: World) -> None:
    world.pulses.expect([PlatformName.TELEGRAM])
    assert await world.after(4) == []
    assert await world.after(2) == ["Telegram ist seit fünf Minuten nicht erreichbar."]
    assert await world.after(58) == []
    assert await world.after(3) == ["Telegram ist seit fünf Minuten nicht erreichbar."]
    world.pulses.beat(PlatformName.TELEGRAM)
    assert await world.after(1) == []


async def test_an_answer_that_waits_and_knowledge_that_fails(world: World) -> None:
    stuck = Address(platform=PlatformName.TELEGRAM, room=RoomId("7"))
    async with world.watch.database.begin() as unit:
        await unit.deliveries.add(
            [Delivery(id=DeliveryId("1"), message=Message(address=stuck, text="x"))], "reply", NOW
        )
        await unit.deliveries.add(
            [Delivery(id=DeliveryId("2"), message=Message(address=ROOM, text="x"))], "announcement", NOW
        )
    assert await world.after(9) == []
    assert await world.after(2) == ["Eine Antwort wartet seit 11 Minuten darauf, gesendet zu werden."]
    world.knowledge_fails = True
    assert await world.after(1) == ["Geändertes Wissen lässt sich nicht laden."]


async def test_without_a_room_it_is_told_where_admins_have_written(world: World) -> None:
    watch = replace(world.watch, room=None)
    await watch.send(Cause.DISK, "4%")
    assert world.admins.read == []
    async with watch.database.begin() as unit:
        await unit.people.meet(OPS, ROOM)
    await watch.send(Cause.DISK, "4%")
    assert len(world.admins.read) == 1
