"""An announcement to many rooms on a platform with Telegram's limits, in virtual time."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bot.delivery.outbox import Outbox
from bot.platforms.base.contract import Delivery
from bot.platforms.telegram.traits import PACE
from bot.runtime.services import DELIVERY_INTERVAL
from bot.storage.database import Database, open_database
from bot.storage.messaging.deliveries import DeliveryKind
from handlers.core.events import Address, PlatformName, RoomId
from handlers.core.messages import DeliveryId, Message
from tests.bench.tables import show
from tests.unit.virtual import Busy, StrictPlatform, VirtualTime

_ROOMS = 10_000


@dataclass(frozen=True, kw_only=True)
class Course:
    """How a broadcast went."""

    deliveries: int
    refusals: int
    virtual_seconds: float
    share: float


def broadcast(rooms: int = _ROOMS) -> None:
    with TemporaryDirectory() as folder:
        began = perf_counter()
        course = asyncio.run(_measured(Path(folder), rooms))
    row = (
        f"{course.deliveries:,}",
        f"{course.virtual_seconds:.1f}",
        f"{100 * course.share:.1f} %",
        str(course.refusals),
        f"{perf_counter() - began:.0f}",
    )
    title = f"Broadcast: one message to each of {rooms:,} rooms, {PACE.per_second} a second permitted"
    show(title, ("deliveries", "virtual s", "of the permitted rate", "refusals", "real s"), [row])


async def _measured(folder: Path, rooms: int) -> Course:
    async with open_database(f"sqlite+aiosqlite:///{folder}/lotse.db") as opened:
        return await course_of(Busy(opened), rooms)


async def course_of(database: Busy, rooms: int) -> Course:
    """Sends to so many rooms."""
    time = VirtualTime(database)
    platform = StrictPlatform(time=time, pace=PACE)
    outbox = Outbox(database, {platform.name: platform}, time, sleep=time.sleep)
    await write(database, outbox, (str(number) for number in range(rooms)), "announcement")
    began = time.now
    looking = asyncio.create_task(_look(outbox, time))
    await time.run(lambda: len(platform.arrived) == rooms)
    looking.cancel()
    # The last one ends a stretch of which the first one is the beginning.
    seconds = (max(platform.arrived.values()) - began).total_seconds() + 1 / PACE.per_second
    await outbox.close()
    return Course(
        deliveries=len(platform.arrived),
        refusals=platform.refusals,
        virtual_seconds=seconds,
        share=rooms / seconds / PACE.per_second,
    )


async def _look(outbox: Outbox, time: VirtualTime) -> None:
    """As the scheduler says."""
    while True:
        await outbox.start_due()
        await time.sleep(DELIVERY_INTERVAL.total_seconds())


async def write(database: Database, outbox: Outbox, rooms: Iterable[str], kind: DeliveryKind) -> list[DeliveryId]:
    """One delivery to each room, named after it and its kind."""
    written = [
        Delivery(
            id=DeliveryId(f"{kind} {number} {room}"),
            message=Message(address=Address(platform=PlatformName.TELEGRAM, room=RoomId(room)), text="Hallo"),
        )
        for number, room in enumerate(rooms)
    ]
    async with database.begin() as unit:
        await outbox.add(unit, written, kind)
    return [delivery.id for delivery in written]
