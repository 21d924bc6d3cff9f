"""The outbox against a platform in memory that fails as real ones do, on a real database."""

import asyncio
import logging
import re
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Row, select

from bot.delivery.outbox import Outbox
from bot.delivery.results import GIVE_UP_AFTER, MAX_DELAY, REPEAT_DELAY, DeliveryTexts
from bot.delivery.workers import MAX_CONCURRENT_ROOMS
from bot.platforms.base.contract import Action, Delivery, PermanentFailure, Platform, TemporaryFailure
from bot.platforms.base.pace import Pace
from bot.storage.database import Database
from bot.storage.engine.tables import deliveries
from bot.storage.messaging.deliveries import DeliveryKind, Lane, find_lane
from handlers.core.events import Address, Attachment, MessageId, PlatformName, RoomId
from handlers.core.messages import DeliveryId, Message
from tests.platforms import OutgoingOnly
from tests.prepared import open_file

MATRIX, TELEGRAM = PlatformName.MATRIX, PlatformName.TELEGRAM
SECRET = "Geheimnis"
MARK = "Again?"
MARKED = f"{SECRET}\n\n{MARK}"


@dataclass
class Clock:
    now: datetime = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Room:
    """What a room holds, what it answers next, and a door that can be shut."""

    sent: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    failures: deque[Exception] = field(default_factory=deque)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    tried: asyncio.Event = field(default_factory=asyncio.Event)
    at_once: int = 0


class GatedPlatform(OutgoingOnly):
    """Holds each room until it is opened; sends with the same id yield one message, but on Telegram."""

    def __init__(self, name: PlatformName) -> None:
        self.name = name
        self.pace: Pace | None = None
        self.rooms: dict[str, Room] = defaultdict(Room)
        self.known: dict[DeliveryId, MessageId] = {}
        self.attempts: list[DeliveryId] = []
        self.arrivals: asyncio.Queue[DeliveryId] = asyncio.Queue()
        self.longest = 1_000

    def room(self, name: str) -> Room:
        room = self.rooms[name]
        room.open.set()
        return room

    async def run(self) -> None:
        await asyncio.Event().wait()

    def parts(self, message: Message) -> list[Message]:
        """As many as there are lines, none of them too long."""
        lines = re.split(r"(?<!\n)\n(?!\n)", message.text)
        first, *others = [
            line[at : at + self.longest] for line in lines for at in range(0, max(1, len(line)), self.longest)
        ]
        return [replace(message, text=first), *(replace(message, text=piece, attachment=None) for piece in others)]

    async def send(self, delivery: Delivery) -> MessageId:
        room = self.rooms[delivery.message.address.room]
        room.at_once += 1
        assert room.at_once == 1, "two messages of a room are on their way together"
        try:
            return await self._send(room, delivery)
        finally:
            room.at_once -= 1

    async def _send(self, room: Room, delivery: Delivery) -> MessageId:
        self.attempts.append(delivery.id)
        self.arrivals.put_nowait(delivery.id)
        room.tried.set()
        if room.failures:
            raise room.failures.popleft()
        if delivery.id not in self.known or self.name is TELEGRAM:
            room.sent.append(delivery.id)
            room.texts.append(delivery.message.text)
            self.known[delivery.id] = MessageId(f"${delivery.id}")
        # Arrived; the answer is still on its way.
        await room.open.wait()
        return self.known[delivery.id]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def matrix() -> GatedPlatform:
    return GatedPlatform(MATRIX)


@pytest.fixture
def telegram() -> GatedPlatform:
    return GatedPlatform(TELEGRAM)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_file(tmp_path / "lotse.db") as database:
        yield database


def outbox_of(database: Database, clock: Clock, *platforms: GatedPlatform) -> Outbox:
    by_name: dict[PlatformName, Platform] = {platform.name: platform for platform in platforms}
    return Outbox(database, by_name, clock, chance=lambda: 0.0, sentences=DeliveryTexts(repeated=MARK))


@pytest.fixture
async def outbox(
    database: Database, clock: Clock, matrix: GatedPlatform, telegram: GatedPlatform
) -> AsyncIterator[Outbox]:
    outbox = outbox_of(database, clock, matrix, telegram)
    yield outbox
    await outbox.close()


async def write(
    database: Database,
    outbox: Outbox,
    room: str,
    *ids: str,
    platform: PlatformName = MATRIX,
    kind: DeliveryKind = "reply",
) -> set[Lane]:
    address = Address(platform=platform, room=RoomId(room))
    written = [Delivery(id=DeliveryId(id_), message=Message(address=address, text=SECRET)) for id_ in ids]
    async with database.begin() as unit:
        await outbox.add(unit, written, kind)
    return {find_lane(delivery) for delivery in written}


async def row(database: Database, id_: str) -> Row[tuple[object, ...]]:
    async with database.begin() as unit:
        return (await unit.connection.execute(select(deliveries).where(deliveries.c.id == id_))).one()


async def states(database: Database) -> dict[str, str]:
    async with database.begin() as unit:
        rows = await unit.connection.execute(select(deliveries.c.id, deliveries.c.state))
        return {found.id: found.state for found in rows}


async def test_a_delivery_is_sent_at_once_and_written_down(
    database: Database, outbox: Outbox, matrix: GatedPlatform, clock: Clock
) -> None:
    room = matrix.room("a")
    await outbox.deliver(await write(database, outbox, "a", "1", "2"))
    assert room.sent == ["1", "2"]
    found = await row(database, "1")
    assert (found.state, found.message_id, found.sent_at, found.text) == ("sent", "$1", clock.now, None)


async def test_what_waits_in_front_goes_first(database: Database, outbox: Outbox, matrix: GatedPlatform) -> None:
    room = matrix.room("a")
    await write(database, outbox, "a", "1")
    await outbox.deliver(await write(database, outbox, "a", "2"))
    assert room.sent == ["1", "2"]


async def test_deliver_returns_when_its_own_is_sent_though_another_is_at_it(
    database: Database, outbox: Outbox, matrix: GatedPlatform
) -> None:
    room = matrix.rooms["a"]
    first = asyncio.create_task(outbox.deliver(await write(database, outbox, "a", "1")))
    await room.tried.wait()
    second = asyncio.create_task(outbox.deliver(await write(database, outbox, "a", "2")))
    room.open.set()
    await second
    assert room.sent == ["1", "2"]
    await first


async def test_a_stuck_room_holds_up_no_other(database: Database, outbox: Outbox, matrix: GatedPlatform) -> None:
    stuck, free = matrix.rooms["stuck"], matrix.room("free")
    await write(database, outbox, "stuck", "1")
    await outbox.start_due()
    await stuck.tried.wait()
    await outbox.deliver(await write(database, outbox, "free", "2"))
    await write(database, outbox, "free", "3")
    await outbox.start_due()
    await outbox.deliver([(MATRIX, RoomId("free"))])
    assert free.sent == ["2", "3"]
    assert (await states(database))["1"] == "sending"
    stuck.open.set()
    await outbox.deliver_due()
    assert (await states(database))["1"] == "sent"


async def test_a_backlog_is_caught_up_with_bit_by_bit_and_holds_up_no_answer(
    database: Database, outbox: Outbox, matrix: GatedPlatform, telegram: GatedPlatform
) -> None:
    names = [f"room {number}" for number in range(MAX_CONCURRENT_ROOMS * 2)]
    for name in names:
        await write(database, outbox, name, name)
    async with asyncio.timeout(30):
        await outbox.start_due()
        for _ in range(MAX_CONCURRENT_ROOMS):
            await matrix.arrivals.get()
        matrix.room("free")
        await outbox.deliver(await write(database, outbox, "free", "asked just now"))
        assert matrix.attempts[MAX_CONCURRENT_ROOMS:] == ["asked just now"]

        telegram.room("elsewhere")
        await write(database, outbox, "elsewhere", "1", platform=TELEGRAM)
        await outbox.start_due()
        assert await telegram.arrivals.get() == "1"
        for name in names:
            matrix.room(name)
        await outbox.deliver_due()
    assert set((await states(database)).values()) == {"sent"}


async def test_a_temporary_failure_waits_as_long_as_asked(
    database: Database, outbox: Outbox, matrix: GatedPlatform, clock: Clock
) -> None:
    room = matrix.room("a")
    room.failures.append(TemporaryFailure("slow down", timedelta(seconds=20)))
    await outbox.deliver(await write(database, outbox, "a", "1", "2"))
    found = await row(database, "1")
    assert (found.state, found.due_at, found.error) == ("pending", clock.now + timedelta(seconds=20), "slow down")
    clock.now += timedelta(seconds=19)
    await outbox.deliver_due()
    await outbox.deliver([(MATRIX, RoomId("a"))])
    assert room.sent == []
    clock.now += timedelta(seconds=1)
    await outbox.deliver_due()
    assert room.sent == ["1", "2"]


async def test_pauses_double_up_to_a_limit(
    database: Database, outbox: Outbox, matrix: GatedPlatform, clock: Clock
) -> None:
    room = matrix.room("a")
    room.failures.extend(TemporaryFailure("away") for _ in range(12))
    await write(database, outbox, "a", "1")
    pauses = []
    for _ in range(12):
        await outbox.deliver_due()
        due_at = (await row(database, "1")).due_at
        pauses.append((due_at - clock.now).total_seconds())
        clock.now = due_at
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, *[MAX_DELAY.total_seconds()] * 3]


async def test_pauses_are_spread(database: Database, matrix: GatedPlatform, clock: Clock) -> None:
    outbox = Outbox(database, {MATRIX: matrix}, clock, chance=lambda: 0.5)
    matrix.room("a").failures.append(TemporaryFailure("away"))
    await outbox.deliver(await write(database, outbox, "a", "1"))
    assert (await row(database, "1")).due_at == clock.now + timedelta(seconds=1.25)


async def test_after_a_day_a_delivery_is_given_up(
    database: Database, outbox: Outbox, matrix: GatedPlatform, clock: Clock
) -> None:
    room = matrix.room("a")
    room.failures.extend([TemporaryFailure("away"), TemporaryFailure("still away")])
    await outbox.deliver(await write(database, outbox, "a", "1", "2"))
    clock.now += GIVE_UP_AFTER
    await outbox.deliver_due()
    found = await row(database, "1")
    assert (found.state, found.error) == ("failed", "given up: still away")
    assert room.sent == ["2"]


async def test_a_permanent_failure_is_not_tried_again(
    database: Database, outbox: Outbox, matrix: GatedPlatform, clock: Clock
) -> None:
    room = matrix.room("a")
    room.failures.append(PermanentFailure("forbidden"))
    await outbox.deliver(await write(database, outbox, "a", "1", "2"))
    clock.now += timedelta(hours=1)
    await outbox.deliver_due()
    found = await row(database, "1")
    assert (found.state, found.error) == ("failed", "forbidden")
    assert (matrix.attempts, room.sent) == (["1", "2"], ["2"])


async def test_an_unexpected_error_is_tried_again_where_that_is_harmless(
    database: Database, outbox: Outbox, matrix: GatedPlatform, telegram: GatedPlatform
) -> None:
    matrix.room("a").failures.append(RuntimeError(SECRET))
    telegram.room("b").failures.append(RuntimeError(SECRET))
    await outbox.deliver(await write(database, outbox, "a", "1"))
    await outbox.deliver(await write(database, outbox, "b", "2", platform=TELEGRAM))
    assert await states(database) == {"1": "pending", "2": "pending"}
    assert [(await row(database, id_)).kind for id_ in ("1", "2")] == ["reply", "reply-again"]


@pytest.mark.parametrize(
    ("kind", "again"),
    [
        ("reply", "reply-again"),
        ("apology", "reply-again"),
        ("notice", "reply-again"),
        ("copy", "repeat"),
        ("announcement", "announcement-again"),
    ],
)
async def test_a_message_that_may_not_have_arrived_is_repeated_once_and_marked(
    database: Database, outbox: Outbox, telegram: GatedPlatform, clock: Clock, kind: DeliveryKind, again: DeliveryKind
) -> None:
    room = telegram.room("a")
    room.failures.append(RuntimeError(SECRET))
    await write(database, outbox, "a", "1", platform=TELEGRAM, kind=kind)
    await outbox.deliver_due()
    clock.now += REPEAT_DELAY
    room.failures.append(TemporaryFailure("away"))
    await outbox.deliver_due()
    clock.now += MAX_DELAY
    await outbox.deliver_due()
    assert room.texts == [MARKED]
    found = await row(database, "1")
    assert (found.kind, found.state) == (again, "sent")


async def test_where_a_message_has_no_room_for_the_mark_it_comes_before(
    database: Database, outbox: Outbox, telegram: GatedPlatform, clock: Clock
) -> None:
    telegram.longest = len(SECRET)
    room = telegram.room("a")
    room.failures.extend([RuntimeError(SECRET)])
    await write(database, outbox, "a", "1", platform=TELEGRAM)
    await outbox.deliver_due()
    clock.now += REPEAT_DELAY
    # That the mark itself has arrived may be as unknown.
    room.failures.append(RuntimeError(SECRET))
    await outbox.deliver_due()
    assert telegram.attempts == ["1", "1-again", "1"]
    assert await states(database) == {"1": "sent"}
    await write(database, outbox, "a", "2", platform=TELEGRAM)
    room.failures.append(RuntimeError(SECRET))
    await outbox.deliver_due()
    clock.now += REPEAT_DELAY
    await outbox.deliver_due()
    assert room.texts == [SECRET, MARK, SECRET]


async def test_what_is_cut_off_twice_is_not_sent_a_third_time(
    database: Database, outbox: Outbox, telegram: GatedPlatform, clock: Clock
) -> None:
    room = telegram.room("a")
    room.failures.extend([RuntimeError(SECRET), RuntimeError(SECRET), RuntimeError(SECRET)])
    await write(database, outbox, "a", "1", "2", platform=TELEGRAM)
    for _ in range(2):
        await outbox.deliver_due()
        clock.now += REPEAT_DELAY
    assert (await states(database))["1"] == "uncertain"
    await outbox.deliver_due()
    clock.now += REPEAT_DELAY
    await outbox.deliver_due()
    assert telegram.attempts == ["1", "1", "2", "2"]


@pytest.mark.parametrize("action", [Action.EDIT, Action.DELETION])
async def test_an_edit_that_was_cut_off_is_made_again_unmarked(
    database: Database, outbox: Outbox, telegram: GatedPlatform, clock: Clock, action: Action
) -> None:
    room = telegram.room("a")
    await outbox.deliver(await write(database, outbox, "a", "1", platform=TELEGRAM))
    message = Message(address=Address(platform=TELEGRAM, room=RoomId("a")), text="anders")
    async with database.begin() as unit:
        edit = Delivery(id=DeliveryId("2"), message=message, action=action, target=DeliveryId("1"))
        await outbox.add(unit, [edit], "reply")
    room.failures.extend([RuntimeError(SECRET), RuntimeError(SECRET)])
    for _ in range(3):
        await outbox.deliver_due()
        clock.now += MAX_DELAY
    assert room.sent == ["1", "2"]
    assert not any(MARK in text for text in room.texts)
    assert await states(database) == {"1": "sent", "2": "sent"}


async def test_an_edit_of_what_never_was_seen_is_repeated_as_a_message(
    database: Database, outbox: Outbox, telegram: GatedPlatform, clock: Clock
) -> None:
    room = telegram.room("a")
    room.failures.append(PermanentFailure("no"))
    await outbox.deliver(await write(database, outbox, "a", "1", platform=TELEGRAM))
    message = Message(address=Address(platform=TELEGRAM, room=RoomId("a")), text="anders")
    async with database.begin() as unit:
        edit = Delivery(id=DeliveryId("2"), message=message, action=Action.EDIT, target=DeliveryId("1"))
        await outbox.add(unit, [edit], "reply")
    room.failures.append(RuntimeError(SECRET))
    for _ in range(2):
        await outbox.deliver_due()
        clock.now += REPEAT_DELAY
    assert room.texts == [f"anders\n\n{MARK}"]


async def test_the_log_holds_no_text(
    database: Database, outbox: Outbox, matrix: GatedPlatform, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    matrix.room("a").failures.extend([RuntimeError(SECRET), TemporaryFailure("away"), PermanentFailure("forbidden")])
    await outbox.deliver(await write(database, outbox, "a", "1"))
    assert "RuntimeError" in caplog.text
    assert SECRET not in "".join(record.getMessage() for record in caplog.records if record.name.startswith("bot"))


@pytest.mark.parametrize(("platform", "texts"), [(MATRIX, [SECRET]), (TELEGRAM, [SECRET, MARKED])])
async def test_a_send_that_was_cut_off_is_taken_up_at_the_next_start(
    database: Database, clock: Clock, platform: PlatformName, texts: list[str]
) -> None:
    memory = GatedPlatform(platform)
    first = outbox_of(database, clock, memory)
    await write(database, first, "a", "1", platform=platform)
    await cut_off(first, memory)
    assert await states(database) == {"1": "sending"}

    memory.rooms["a"].open.set()
    second = outbox_of(database, clock, memory)
    await second.recover()
    await second.deliver_due()
    assert await states(database) == {"1": "sent"}
    assert memory.rooms["a"].texts == texts


async def test_a_send_that_was_cut_off_by_two_starts_is_given_up(database: Database, clock: Clock) -> None:
    memory = GatedPlatform(TELEGRAM)
    outbox = outbox_of(database, clock, memory)
    await write(database, outbox, "a", "1", platform=TELEGRAM)
    for _ in range(2):
        await cut_off(outbox, memory)
        outbox = outbox_of(database, clock, memory)
        await outbox.recover()
    assert await states(database) == {"1": "uncertain"}
    memory.rooms["a"].open.set()
    await outbox.deliver_due()
    assert memory.rooms["a"].texts == [SECRET, MARKED]


async def cut_off(outbox: Outbox, memory: GatedPlatform) -> None:
    """Send until something is on its way, and end."""
    room = memory.rooms["a"]
    room.tried.clear()
    await outbox.start_due()
    await room.tried.wait()
    await outbox.close()


async def test_a_send_that_was_cut_off_does_not_block_its_room_meanwhile(
    database: Database, outbox: Outbox, matrix: GatedPlatform
) -> None:
    room = matrix.rooms["a"]
    task = asyncio.create_task(outbox.deliver(await write(database, outbox, "a", "1")))
    await room.tried.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    room.open.set()
    await outbox.deliver_due()
    assert await states(database) == {"1": "sent"}
    await outbox.deliver(await write(database, outbox, "a", "2"))
    assert room.sent == ["1", "2"]


async def test_closing_stops_what_is_on_its_way(database: Database, outbox: Outbox, matrix: GatedPlatform) -> None:
    await write(database, outbox, "a", "1")
    await outbox.start_due()
    await matrix.rooms["a"].tried.wait()
    await outbox.close()
    assert await states(database) == {"1": "sending"}
    assert matrix.rooms["a"].at_once == 0


async def test_a_platform_that_is_not_there_keeps_its_deliveries(
    database: Database, clock: Clock, matrix: GatedPlatform
) -> None:
    outbox = outbox_of(database, clock, matrix)
    lanes = await write(database, outbox, "b", "1", platform=TELEGRAM)
    await outbox.deliver(lanes)
    await outbox.deliver_due()
    assert await states(database) == {"1": "pending"}


async def test_two_hundred_deliveries_through_failures_and_restarts(
    database: Database, clock: Clock, matrix: GatedPlatform
) -> None:
    names = [f"room {number}" for number in range(10)]
    outbox = outbox_of(database, clock, matrix)
    for name in names:
        matrix.room(name).failures.extend(
            failure for number in range(10) for failure in (TemporaryFailure(str(number)), OSError(SECRET))
        )
        await write(database, outbox, name, *(f"{name} {number:02}" for number in range(20)))
    while set((await states(database)).values()) != {"sent"}:
        outbox = outbox_of(database, clock, matrix)
        await outbox.recover()
        await outbox.start_due()
        await matrix.rooms[names[0]].tried.wait()
        await outbox.close()
        await outbox.recover()
        await outbox.deliver_due()
        clock.now += MAX_DELAY
    for name in names:
        assert matrix.rooms[name].sent == [f"{name} {number:02}" for number in range(20)]


async def test_what_is_too_long_for_one_message_changes_and_goes_as_a_whole(
    database: Database, outbox: Outbox, telegram: GatedPlatform
) -> None:
    address = Address(platform=TELEGRAM, room=RoomId("!r"))
    room = telegram.room("!r")

    async def say(id_: str, text: str, action: Action = Action.MESSAGE) -> None:
        about = None if action is Action.MESSAGE else DeliveryId("1")
        delivery = Delivery(
            id=DeliveryId(id_), message=Message(address=address, text=text), action=action, target=about
        )
        async with database.begin() as unit:
            await outbox.add(unit, [delivery], "reply")
        await outbox.deliver({(TELEGRAM, RoomId("!r"))})

    await say("1", "eins\nzwei\ndrei")
    assert room.sent == ["1", "1.2", "1.3"]
    await say("2", "eins\nzwei", Action.EDIT)
    assert room.sent[3:] == ["2", "2.2", "2-1.2", "2-1.3"]
    await say("3", "", Action.DELETION)
    assert room.sent[7:] == ["3", "3-2.2"]


async def test_the_whole_of_a_text_follows_on_its_file(
    database: Database, outbox: Outbox, matrix: GatedPlatform
) -> None:
    whole = Attachment(platform=None, name="whole.txt", media_type="text/plain", size=9, source={"id": "1"})
    plan = Attachment(platform=MATRIX, name="plan.pdf", media_type="application/pdf", size=9, source={"url": "x"})
    address = Address(platform=MATRIX, room=RoomId("a"))
    message = Message(address=address, text="a\nb", attachment=replace(plan, whole=whole))
    async with database.begin() as unit:
        await outbox.add(unit, [Delivery(id=DeliveryId("1"), message=message)], "reply")
        query = select(deliveries.c.id, deliveries.c.text, deliveries.c.attachment)
        written = [*await unit.connection.execute(query.order_by(deliveries.c.id))]
    assert [(each.id, each.text, each.attachment and each.attachment["name"]) for each in written] == [
        ("1", "a", "plan.pdf"),
        ("1.2", "b", None),
        ("1.3", "", "whole.txt"),
    ]
    assert written[0].attachment["whole"] is None
    assert outbox.count_messages(message) == 3
    assert matrix.attempts == []
