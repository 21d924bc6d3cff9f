"""The outbox itself: how fast deliveries are written down, claimed and recorded, whatever their number."""

from datetime import UTC, datetime
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter

from bot.delivery.outbox import Outbox
from bot.platforms.base.contract import Delivery
from bot.storage.database import Database, open_database
from handlers.announcements.delivery import BATCH_SIZE
from handlers.core.events import Address, MessageId, PlatformName, RoomId
from handlers.core.messages import DeliveryId, Message
from tests.bench.tables import show
from tests.platforms import OutgoingOnly

_SIZES = (1_000, 100_000, 1_000_000)
_SENT = 5_000
_NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
_TEXT = "Morgen um neun ist Treffen, wie immer im großen Saal. " * 6


class Instant(OutgoingOnly):
    """A platform that takes everything at once."""

    name = PlatformName.MATRIX
    pace = None

    def __init__(self) -> None:
        self.sent = 0

    async def send(self, delivery: Delivery) -> MessageId:
        self.sent += 1
        return MessageId(f"${delivery.id}")


async def outbox() -> None:
    rows = []
    for size in _SIZES:
        with TemporaryDirectory() as folder:
            async with open_database(f"sqlite+aiosqlite:///{Path(folder)}/lotse.db") as database:
                rows.append(await _measured(database, size))
    title = "Outbox on SQLite: copies of an announcement, one to a room, on a platform that takes no time"
    show(title, ("rows waiting", "written down in s", "claimed and recorded a second", "memory in MB"), rows)


async def _measured(database: Database, size: int) -> tuple[str, ...]:
    platform = Instant()
    outbox = Outbox(database, {platform.name: platform}, lambda: _NOW)
    began = perf_counter()
    for start in range(0, size, BATCH_SIZE):
        async with database.begin() as unit:
            await outbox.add(unit, map(copy, range(start, start + BATCH_SIZE)), "announcement")
    written = perf_counter() - began
    began = perf_counter()
    while platform.sent < min(size, _SENT):
        await outbox.deliver_due()
    rate = platform.sent / (perf_counter() - began)
    await outbox.close()
    memory = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    return f"{size:,}", f"{written:.1f}", f"{rate:,.0f}", f"{memory:.0f}"


def copy(number: int, platform: PlatformName = PlatformName.MATRIX) -> Delivery:
    address = Address(platform=platform, room=RoomId(f"!{number}:example.org"))
    return Delivery(id=DeliveryId(f"copy-{number}"), message=Message(address=address, text=_TEXT, announcement=1))
