"""What is for one person only: carried in the outbox, kept out of groups, sent elsewhere or not at all."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select
from telegram import Bot

from bot.delivery.outbox import Outbox
from bot.delivery.results import DeliveryTexts
from bot.jobs.retention import RetentionJob
from bot.platforms.base.contract import Action, Delivery, NoReaders, NotPrivate, WrongRoom
from bot.platforms.base.pace import Pace
from bot.platforms.telegram.sending import DeliverySender
from bot.storage.database import Database
from bot.storage.engine.tables import deliveries, directs
from bot.storage.messaging.deliveries import find_lane
from handlers.announcements.model.announcement import Reader
from handlers.core.events import Address, MessageId, PlatformName, RoomId, Sender, ThreadId
from handlers.core.messages import Choice, DeliveryId, Message
from handlers.core.retention import Retention
from tests.deliveries import claim_next, mark_sent
from tests.platforms import OutgoingOnly
from tests.prepared import open_in_memory
from tests.unit.test_telegram_client import SENT, bot

ANNA = Sender(platform=PlatformName.MATRIX, id="@anna:example.org")
OLD, NEW = RoomId("!old:example.org"), RoomId("!new:example.org")
SECRET = "Geheim"
INSTEAD = "Schreib mir im Direktchat."
NOW = datetime(2026, 3, 1, tzinfo=UTC)


class Homeserver(OutgoingOnly):
    """Sends what is for one person into one room only; elsewhere it does as told."""

    name = PlatformName.MATRIX
    pace: Pace | None = None

    def __init__(self) -> None:
        self.sent: list[Delivery] = []
        self.elsewhere: Exception = WrongRoom(NEW)

    async def send(self, delivery: Delivery) -> MessageId:
        is_private = delivery.message.private_to is not None and not delivery.placeholder
        if is_private and delivery.message.address.room != NEW:
            raise self.elsewhere
        self.sent.append(delivery)
        return MessageId(f"${delivery.id}")


@pytest.fixture
def homeserver() -> Homeserver:
    return Homeserver()


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    async with open_in_memory() as database:
        yield database


@pytest.fixture
async def outbox(database: Database, homeserver: Homeserver) -> AsyncIterator[Outbox]:
    sentences = DeliveryTexts(only_privately=INSTEAD)
    outbox = Outbox(database, {PlatformName.MATRIX: homeserver}, lambda: NOW, sentences=sentences)
    yield outbox
    await outbox.close()


def private(text: str = SECRET) -> Delivery:
    message = Message(
        address=Address(platform=PlatformName.MATRIX, room=OLD, thread=ThreadId("$thread")),
        text=text,
        reply_to=MessageId("$question"),
        mention=ANNA,
        choices=(Choice(label=SECRET, says="/x"),),
        private_to=ANNA,
    )
    return Delivery(id=DeliveryId("1"), message=message)


async def deliver(database: Database, outbox: Outbox, *added: Delivery) -> None:
    async with database.begin() as unit:
        await outbox.add(unit, added, "copy")
    await outbox.deliver({find_lane(delivery) for delivery in added})
    await outbox.deliver_due()


async def row(database: Database, id_: str) -> Row[Any]:
    async with database.begin() as unit:
        return (await unit.connection.execute(select(deliveries).where(deliveries.c.id == id_))).one()


async def test_it_goes_into_the_direct_chat_with_its_reader(
    database: Database, outbox: Outbox, homeserver: Homeserver
) -> None:
    async with database.begin() as unit:
        await unit.people.meet(ANNA, Address(platform=PlatformName.MATRIX, room=OLD))
    await deliver(database, outbox, private())
    (sent,) = homeserver.sent
    assert (sent.message.address.room, sent.message.address.thread, sent.message.reply_to) == (NEW, None, None)
    assert sent.message.text == SECRET
    async with database.begin() as unit:
        assert (await unit.connection.execute(select(directs.c.room))).scalars().all() == [NEW]


def changed(number: str = "2") -> Delivery:
    """Return an edit that does not say itself who may read it."""
    message = replace(private("Neu").message, private_to=None)
    return Delivery(id=DeliveryId(number), message=message, action=Action.EDIT, target=DeliveryId("1"))


def taken_back(number: str = "2") -> Delivery:
    message = replace(private("").message, private_to=None)
    return Delivery(id=DeliveryId(number), message=message, action=Action.DELETION, target=DeliveryId("1"))


async def clean(database: Database, after: timedelta) -> None:
    await RetentionJob(database, lambda: NOW + after, Retention()).delete_old()


async def arrived(database: Database, outbox: Outbox) -> None:
    """Send the private message into the old room."""
    async with database.begin() as unit:
        await outbox.add(unit, [private()], "copy")
        await claim_next(unit, find_lane(private()), NOW)
        await mark_sent(unit, DeliveryId("1"), MessageId("$1"), NOW)


@pytest.mark.parametrize("days", [0, 31, 700])
async def test_what_changes_it_follows_it(
    database: Database, outbox: Outbox, homeserver: Homeserver, days: int
) -> None:
    await deliver(database, outbox, private())
    await clean(database, timedelta(days=days))
    await deliver(database, outbox, changed())
    edit = homeserver.sent[-1]
    assert (edit.message.address.room, edit.about, edit.message.private_to) == (NEW, "$1", ANNA)
    assert (await row(database, "1")).choices == ([{"label": SECRET, "says": "/x"}] if days == 0 else None)


async def test_its_reader_is_known_as_long_as_the_message(database: Database, outbox: Outbox) -> None:
    await deliver(database, outbox, private())
    for days, known in ((31, [ANNA.id]), (729, [ANNA.id]), (731, [])):
        await clean(database, timedelta(days=days))
        async with database.begin() as unit:
            assert (await unit.connection.scalars(select(deliveries.c.private_to))).all() == known


async def test_what_was_taken_back_keeps_no_reader_and_is_not_edited(
    database: Database, outbox: Outbox, homeserver: Homeserver
) -> None:
    await deliver(database, outbox, private())
    await deliver(database, outbox, taken_back())
    assert (await row(database, "1")).private_to is None
    await deliver(database, outbox, changed("3"))
    assert [sent.id for sent in homeserver.sent] == ["1", "2"]
    assert (await row(database, "3")).state == "skipped"


async def test_announcements_follow_their_reader(database: Database, outbox: Outbox) -> None:
    """What was chosen last in either room counts."""
    at = Address(platform=PlatformName.MATRIX, room=OLD, thread=ThreadId("$thread"))
    reader = Reader(address=at, sender=ANNA, tags=frozenset({"source/laki"}), chosen_at=NOW)
    older = replace(reader, address=replace(at, room=NEW), tags=frozenset({"topic/kim"}), chosen_at=NOW - timedelta(1))
    others = Reader(address=replace(at, thread=None), tags=frozenset({"source/laki"}), chosen_at=NOW)
    async with database.begin() as unit:
        for each in (reader, older, others):
            await unit.readers.put(each)
    await deliver(database, outbox, private())
    async with database.begin() as unit:
        assert await unit.readers.of_senders([ANNA]) == [
            replace(reader, address=Address(platform=PlatformName.MATRIX, room=NEW), sender=ANNA)
        ]
        assert await unit.readers.at(others.address) == others


async def test_without_a_direct_chat_a_sentence_without_content_stands_there(
    database: Database, outbox: Outbox, homeserver: Homeserver
) -> None:
    homeserver.elsewhere = NotPrivate("no direct chat")
    await deliver(database, outbox, private())
    (sent,) = homeserver.sent
    assert (sent.message.address.room, sent.message.text, sent.message.choices) == (OLD, INSTEAD, ())
    assert sent.message.mention == replace(ANNA, name="")


@pytest.mark.parametrize("days", [0, 31])
async def test_the_sentence_is_not_edited_where_others_read(
    database: Database, outbox: Outbox, homeserver: Homeserver, days: int
) -> None:
    homeserver.elsewhere = NotPrivate("no direct chat")
    await deliver(database, outbox, private())
    await clean(database, timedelta(days=days))
    await deliver(database, outbox, changed())
    assert [sent.message.text for sent in homeserver.sent] == [INSTEAD]
    assert (await row(database, "2")).state == "failed"


@pytest.mark.parametrize("days", [0, 31, 700])
async def test_an_edit_that_others_could_read_is_not_made(
    database: Database, outbox: Outbox, homeserver: Homeserver, days: int
) -> None:
    homeserver.elsewhere = NotPrivate("others read there")
    await arrived(database, outbox)
    await clean(database, timedelta(days=days))
    await deliver(database, outbox, changed())
    assert homeserver.sent == []
    assert (await row(database, "2")).state == "failed"


async def test_what_nobody_could_read_is_held_and_keeps_nothing_up(
    database: Database, outbox: Outbox, homeserver: Homeserver
) -> None:
    homeserver.elsewhere = NoReaders("nobody is there")
    await deliver(database, outbox, private())
    assert (await row(database, "1")).state == "held"
    other = Delivery(id=DeliveryId("2"), message=replace(private().message, private_to=None))
    await deliver(database, outbox, other)
    assert [sent.id for sent in homeserver.sent] == ["2"]
    homeserver.elsewhere = WrongRoom(NEW)
    async with database.begin() as unit:
        await unit.rooms.release_held(PlatformName.MATRIX, [OLD], NOW)
    await outbox.deliver_due()
    assert [sent.id for sent in homeserver.sent] == ["2", "1"]


async def test_a_held_message_that_is_taken_back_never_goes_out(
    database: Database, outbox: Outbox, homeserver: Homeserver
) -> None:
    homeserver.elsewhere = NoReaders("nobody is there")
    await deliver(database, outbox, private())
    await deliver(database, outbox, taken_back())
    assert (await row(database, "1")).state == "skipped"


@pytest.mark.parametrize("action", [Action.MESSAGE, Action.EDIT])
async def test_on_telegram_a_group_is_refused(action: Action) -> None:
    otto = Sender(platform=PlatformName.TELEGRAM, id="4711")
    message = Message(
        address=Address(platform=PlatformName.TELEGRAM, room=RoomId("-1001")), text=SECRET, private_to=otto
    )

    with pytest.raises(NotPrivate):
        await DeliverySender(Bot("1:x"), moved).send(
            Delivery(id=DeliveryId("1"), message=message, action=action, about=MessageId("7"))
        )


async def test_on_telegram_the_sentence_may_stand_in_a_group() -> None:
    group = Address(platform=PlatformName.TELEGRAM, room=RoomId("-1001"))
    message = Message(address=group, text=INSTEAD, private_to=Sender(platform=PlatformName.TELEGRAM, id="4711"))
    placeholder = Delivery(id=DeliveryId("1"), message=message, placeholder=True)
    assert await DeliverySender(bot(SENT), moved).send(placeholder) == str(SENT["message_id"])


async def moved(_old: int, _new: int) -> None:
    raise AssertionError
