"""Several processes send from one PostgreSQL: each delivery once, each room in order, each its share."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from math import inf

import pytest

from bot.delivery.outbox import Outbox
from bot.platforms.base.contract import Delivery
from bot.storage.cluster.replicas import Replica, Shard
from bot.storage.database import Database, open_database
from bot.storage.engine.tables import deliveries
from bot.storage.messaging.deliveries import LEFT_BEHIND_AFTER, Lane
from handlers.core.events import Address, Attachment, MessageId, PlatformName, RoomId
from handlers.core.messages import DeliveryId, Message
from tests.integration.postgres import Databases
from tests.platforms import OutgoingOnly

TELEGRAM = PlatformName.TELEGRAM


class Phone(OutgoingOnly):
    """What arrives, by room; it may be closed for a while."""

    name = TELEGRAM
    pace = None

    def __init__(self) -> None:
        self.rooms: dict[str, list[str]] = defaultdict(list)
        self.open = asyncio.Event()
        self.tried = asyncio.Event()
        self.open.set()

    async def send(self, delivery: Delivery) -> MessageId:
        self.rooms[delivery.message.address.room].append(delivery.id)
        self.tried.set()
        await self.open.wait()
        return MessageId(f"${delivery.id}")


@pytest.fixture
async def database(postgres: Databases) -> AsyncIterator[Database]:
    async with open_database(postgres.migrated()) as database:
        yield database


@pytest.fixture
def phone() -> Phone:
    return Phone()


def senders(database: Database, phone: Phone, at: datetime, number: int) -> list[Outbox]:
    """So many processes that know of each other."""
    replicas = [Replica() for _ in range(number)]
    for replica in replicas:
        replica.alive = frozenset(each.number for each in replicas)
    return [Outbox(database, {TELEGRAM: phone}, lambda: at, replica=replica) for replica in replicas]


async def write(database: Database, at: datetime, rooms: Iterable[str], each: int = 1) -> None:
    for room in rooms:
        message = Message(address=Address(platform=TELEGRAM, room=RoomId(room)), text="Hallo")
        written = [Delivery(id=DeliveryId(f"{room} {number}"), message=message) for number in range(each)]
        async with database.begin() as unit:
            await unit.deliveries.add(written, "reply", at)


async def test_each_is_sent_once_and_in_order_whoever_sends(database: Database, phone: Phone, now: datetime) -> None:
    rooms = [f"room {number}" for number in range(6)]
    # Whatever has been waiting for so long anybody may send.
    await write(database, now - LEFT_BEHIND_AFTER, rooms, each=5)
    outboxes = senders(database, phone, now, 3)
    await asyncio.gather(*(outbox.deliver_due() for outbox in outboxes * 4))
    assert dict(phone.rooms) == {room: [f"{room} {number}" for number in range(5)] for room in rooms}


async def test_each_sends_its_share(database: Database, phone: Phone, now: datetime) -> None:
    rooms = [str(number) for number in range(60)]
    await write(database, now, rooms)
    found = []
    for outbox in senders(database, phone, now, 3):
        before = set(phone.rooms)
        await outbox.deliver_due()
        found.append(set(phone.rooms) - before)
    assert all(len(share) > 10 for share in found)
    assert sum(map(len, found)) == len(rooms)


async def test_the_database_shares_as_the_process_does(database: Database, now: datetime) -> None:
    rooms = [f"!{number}:example.org" for number in range(50)]
    await write(database, now, rooms)
    for share in (Shard(rank=rank, count=3) for rank in range(3)):
        async with database.begin() as unit:
            there: set[Lane] = {*await unit.deliveries.find_due_lanes([TELEGRAM], now, share=share)}
        assert {room for _, room in there} == {room for room in rooms if share.contains(room)}


async def test_another_waits_while_a_room_is_being_sent_to(database: Database, phone: Phone, now: datetime) -> None:
    await write(database, now - LEFT_BEHIND_AFTER, ["a"], each=2)
    one, other = senders(database, phone, now, 2)
    phone.open.clear()
    task = asyncio.create_task(one.deliver_due())
    await phone.tried.wait()
    async with asyncio.timeout(10):
        await other.deliver_due()
    assert phone.rooms["a"] == ["a 0"]
    phone.open.set()
    await task
    assert phone.rooms["a"] == ["a 0", "a 1"]


async def test_what_a_dead_process_was_sending_is_taken_up(database: Database, phone: Phone, now: datetime) -> None:
    rooms = ["1", "2", "3"]
    await write(database, now, rooms)
    one, other = senders(database, phone, now, 2)
    replica = Replica()
    alone = Outbox(database, {TELEGRAM: phone}, lambda: now, replica=replica)
    phone.open.clear()
    task = asyncio.create_task(alone.deliver_due())
    await phone.tried.wait()
    task.cancel()
    await alone.close()
    phone.open.set()
    await asyncio.gather(one.deliver_due(), other.deliver_due())
    async with database.begin() as unit:
        states = {row.room: row.state for row in await unit.connection.execute(deliveries.select())}
    # On Telegram nobody knows whether a reply that was being sent has arrived.
    assert states == dict.fromkeys(rooms, "sent")
    assert dict(phone.rooms) == {room: [f"{room} 0"] * 2 for room in rooms}


class Slow(Phone):
    """Whose process is stopped while it fetches the file of a message."""

    def __init__(self, replica: Replica) -> None:
        super().__init__()
        self._replica = replica
        self.stopped = asyncio.Event()

    async def fetch(self, attachment: Attachment) -> bytes:
        self._replica.extend_lease(0)
        self.stopped.set()
        return attachment.name.encode()


@pytest.mark.parametrize("is_lost", [False, True])
async def test_what_was_claimed_before_a_stop_is_sent_only_by_who_still_holds_its_lease(
    database: Database, now: datetime, *, is_lost: bool
) -> None:
    replica = Replica()
    phone = Slow(replica)
    outbox = Outbox(database, {TELEGRAM: phone}, lambda: now, replica=replica)
    file = Attachment(platform=TELEGRAM, name="a.pdf", media_type="application/pdf", size=1, source={})
    message = Message(address=Address(platform=TELEGRAM, room=RoomId("1")), text="Hallo", attachment=file)
    async with database.begin() as unit:
        await unit.deliveries.add([Delivery(id=DeliveryId("1"), message=message)], "reply", now)
    sending = asyncio.create_task(outbox.deliver_due())
    await phone.stopped.wait()
    assert dict(phone.rooms) == {}
    if is_lost:
        replica.lose_lease()
    else:
        replica.extend_lease(inf)
    await sending
    assert dict(phone.rooms) == ({} if is_lost else {"1": ["1"]})
