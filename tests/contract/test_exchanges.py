"""Questions to colleagues, on every database."""

from datetime import datetime, timedelta

from bot.platforms import Delivery, DeliveryId
from bot.storage.database import Database
from handlers.events import Address, MessageId, PlatformName, RoomId, Sender, ThreadId
from handlers.messages import Message
from handlers.ports import Copy, Draft, Signature

ANNA = Sender(platform=PlatformName.TELEGRAM, id="4711")
DIRECT = Address(platform=PlatformName.TELEGRAM, room=RoomId("4711"))
ROOM = Address(platform=PlatformName.MATRIX, room=RoomId("!r:example.org"))
FORUM = Address(platform=PlatformName.TELEGRAM, room=RoomId("-100"), thread=ThreadId("7"))
LANE = (ROOM.platform, ROOM.room)
ROOT = Delivery(id=DeliveryId("root"), message=Message(address=ROOM, text="Frage"))
BELOW = Delivery(id=DeliveryId("below"), message=Message(address=ROOM, text="Antwort", under=ROOT.id))
DRAFT = Draft(text="Wer weiß\x00 etwas?", topic="sprachmittlung", signature=Signature.NONE)


async def test_a_draft_is_kept_replaced_and_expires(database: Database, now: datetime) -> None:
    later = now + timedelta(minutes=30)
    async with database.begin() as unit:
        await unit.exchanges.keep_draft(ANNA, Draft(text="Eins"), later)
        await unit.exchanges.keep_draft(ANNA, Draft(text="Zwei", topic="kim"), later)
    async with database.begin() as unit:
        assert await unit.exchanges.draft(ANNA, now) == Draft(text="Zwei", topic="kim")
        assert await unit.exchanges.draft(ANNA, later) is None
        assert await unit.exchanges.delete_expired(now, 10) == 0
        assert await unit.exchanges.delete_expired(later, 10) == 1
        assert await unit.exchanges.draft(ANNA, now) is None


async def test_questions_are_numbered_and_closed(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        first = await unit.exchanges.open(DRAFT, ANNA, DIRECT, "anonym", now)
        second = await unit.exchanges.open(DRAFT, ANNA, DIRECT, "anonym", now)
    assert (first.number, second.number) == (1, 2)
    assert (first.asker, first.address, first.signature, first.is_open) == (ANNA, DIRECT, Signature.NONE, True)
    async with database.begin() as unit:
        await unit.exchanges.close(1, now)
        closed, still_open = await unit.exchanges.get(1), await unit.exchanges.get(2)
        assert await unit.exchanges.get(3) is None
    assert closed is not None
    assert still_open is not None
    assert (closed.is_open, still_open.is_open) == (False, True)


async def test_posts_and_copies_lead_to_their_question(database: Database, now: datetime) -> None:
    post, other = Copy(delivery=DeliveryId("p1"), address=FORUM), Copy(delivery=DeliveryId("p2"), address=ROOM)
    copy = Copy(delivery=DeliveryId("c1"), address=DIRECT)
    message = MessageId("$1")
    async with database.begin() as unit:
        exchange = await unit.exchanges.open(DRAFT, ANNA, DIRECT, "anonym", now)
        for each in (post, other):
            await unit.exchanges.posted(exchange.number, each)
        await unit.exchanges.copied(exchange.number, copy, ROOM, message)
    async with database.begin() as unit:
        assert await unit.exchanges.posts(exchange.number) == [other, post]
        assert await unit.exchanges.of_delivery(DeliveryId("p1")) == exchange
        assert await unit.exchanges.of_delivery(DeliveryId("c1")) == exchange
        assert await unit.exchanges.of_delivery(DeliveryId("x")) is None
        assert await unit.exchanges.of_origin(ROOM, message) == exchange
        assert await unit.exchanges.of_origin(FORUM, message) is None
        assert await unit.exchanges.copies(ROOM, message) == [copy]


async def test_what_belongs_to_a_message_goes_under_it(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.outbox.add([ROOT, BELOW], "reply", now)
        await unit.outbox.claim(LANE, now)
        await unit.outbox.record_sent(ROOT.id, MessageId("$root"), now)
        claimed = await unit.outbox.claim(LANE, now)
    assert claimed is not None
    assert (claimed.delivery.message.under, claimed.delivery.message.reply_to) == ("root", "$root")


async def test_a_question_goes_on_where_its_channel_has_moved_to(database: Database, now: datetime) -> None:
    new = RoomId("!new:example.org")
    async with database.begin() as unit:
        exchange = await unit.exchanges.open(DRAFT, ANNA, DIRECT, "anonym", now)
        await unit.exchanges.posted(exchange.number, Copy(delivery=ROOT.id, address=ROOM))
        await unit.outbox.add([ROOT], "reply", now)
        await unit.outbox.claim(LANE, now)
        await unit.outbox.record_sent(ROOT.id, MessageId("$root"), now)
        await unit.rooms.move(ROOM.platform, ROOM.room, new, now)
        (post,) = await unit.exchanges.posts(exchange.number)
        below = Delivery(id=DeliveryId("below"), message=Message(address=post.address, text="Antwort", under=ROOT.id))
        await unit.outbox.add([below], "reply", now)
        claimed = await unit.outbox.claim((ROOM.platform, new), now)
    assert post.address == Address(platform=ROOM.platform, room=new)
    assert claimed is not None
    assert (claimed.delivery.message.under, claimed.delivery.message.reply_to) == (None, None)


async def test_what_belongs_to_a_message_that_failed_stands_alone(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.outbox.add([ROOT, BELOW], "reply", now)
        await unit.outbox.claim(LANE, now)
        await unit.outbox.give_up(ROOT.id, "no")
        claimed = await unit.outbox.claim(LANE, now)
    assert claimed is not None
    assert (claimed.delivery.message.under, claimed.delivery.message.reply_to) == (None, None)
