"""Questions to colleagues, on every database."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import text

from bot.platforms.base.contract import Delivery
from bot.storage.database import Database
from handlers.core.events import Address, EventId, MessageId, PlatformName, RoomId, Sender, ThreadId
from handlers.core.messages import DeliveryId, Message
from handlers.exchange.model.exchange import (
    Consent,
    Copy,
    CopyRole,
    Draft,
    Follower,
    Frequency,
    ModerationAction,
    Remark,
    Signature,
    Subscription,
)
from tests.deliveries import claim_next, mark_sent

ANNA = Sender(platform=PlatformName.TELEGRAM, id="4711")
DIRECT = Address(platform=PlatformName.TELEGRAM, room=RoomId("4711"))
BEA = Sender(platform=PlatformName.MATRIX, id="@bea:example.org")
ROOM = Address(platform=PlatformName.MATRIX, room=RoomId("!r:example.org"))
FORUM = Address(platform=PlatformName.TELEGRAM, room=RoomId("-100"), thread=ThreadId("7"))
LANE = (ROOM.platform, ROOM.room)
ROOT = Delivery(id=DeliveryId("root"), message=Message(address=ROOM, text="Frage"))
BELOW = Delivery(id=DeliveryId("below"), message=Message(address=ROOM, text="Antwort", under=ROOT.id))
REMARK = Remark(number=0, exchange=1, author=BEA, address=ROOM, message=MessageId("$0"), signed_as="Bea", text="Ja")
DRAFT = Draft(text="Wer weiß\x00 etwas?", topic="sprachmittlung", signature=Signature.NONE)


async def test_drafts_are_kept_side_by_side_and_expire(database: Database, now: datetime) -> None:
    later = now + timedelta(minutes=30)
    async with database.begin() as unit:
        first = await unit.drafts.add(ANNA, Draft(text="Eins"), later)
        second = await unit.drafts.add(ANNA, Draft(text="Zwei"), later)
        await unit.drafts.put(replace(first, topic="kim"), later)
    assert first.number != second.number
    async with database.begin() as unit:
        assert await unit.drafts.get(first.number, [ANNA], now) == replace(first, topic="kim")
        assert await unit.drafts.get(first.number, [BEA], now) is None
        assert await unit.drafts.get(first.number, [ANNA], later) is None
        assert await unit.drafts.find_newest([BEA, ANNA], now) == second
        await unit.drafts.put(replace(second, exchange=7), later)
        assert await unit.drafts.find_newest([ANNA], now) == replace(first, topic="kim")
        await unit.drafts.drop(second.number)
        assert await unit.drafts.get(second.number, [ANNA], now) is None
        assert await unit.drafts.delete_expired(now, 10) == 0
        assert await unit.drafts.delete_expired(later, 10) == 1
        assert await unit.drafts.find_newest([ANNA], now) is None


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


async def test_copies_and_remarks_lead_to_their_question(database: Database, now: datetime) -> None:
    message = MessageId("$1")
    async with database.begin() as unit:
        exchange = await unit.exchanges.open(DRAFT, ANNA, DIRECT, "anonym", now)
        said = await unit.remarks.add(replace(REMARK, exchange=exchange.number, message=message), now)
        post = Copy(delivery=DeliveryId("p1"), address=FORUM, exchange=1)
        news = Copy(delivery=DeliveryId("p2"), address=ROOM, exchange=1, role=CopyRole.NEWS)
        copy = Copy(delivery=DeliveryId("c1"), address=DIRECT, exchange=1, role=CopyRole.REMARK, remark=said.number)
        for each in (post, news, copy):
            await unit.copies.add(each)
    async with database.begin() as unit:
        assert await unit.copies.of_exchange(exchange.number, CopyRole.POST, CopyRole.NEWS) == [news, post]
        assert await unit.copies.of_delivery(DeliveryId("c1")) == copy
        assert await unit.copies.of_delivery(DeliveryId("x")) is None
        assert await unit.copies.of_remark(said.number) == [copy]
        assert await unit.remarks.of_message(ROOM, message) == said
        assert await unit.remarks.of_message(FORUM, message) is None
        await unit.copies.drop([copy.delivery])
        assert await unit.copies.of_remark(said.number) == []


async def test_every_part_of_a_long_copy_belongs_to_it(database: Database, now: datetime) -> None:
    message = Message(address=ROOM, text="Lang")
    parts = [
        Delivery(id=DeliveryId("c1"), message=message),
        Delivery(id=DeliveryId("c1.2"), message=message, target=DeliveryId("c1")),
        Delivery(id=DeliveryId("c2"), message=message),
    ]
    async with database.begin() as unit:
        await unit.copies.add(Copy(delivery=DeliveryId("c1"), address=ROOM, exchange=1))
        await unit.deliveries.add(parts, "copy", now)
        for part in parts:
            await claim_next(unit, LANE, now)
            await mark_sent(unit, part.id, MessageId(f"${part.id}"), now)
        found = [await unit.copies.of_message(ROOM, MessageId(f"${part.id}")) for part in parts]
        assert [copy.delivery if copy else None for copy in found] == ["c1", "c1", None]
        assert await unit.deliveries.find_continuations(DeliveryId("c1")) == ["c1.2"]
        assert await unit.deliveries.find_continuations(DeliveryId("c2")) == []


async def test_remarks_are_reworded_renamed_thanked_for_and_dropped(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        first = await unit.remarks.add(REMARK, now)
        second = await unit.remarks.add(replace(REMARK, message=MessageId("$2"), by_asker=True), now)
        await unit.remarks.reword(first.number, "neu\x00")
        await unit.remarks.rename(1, "anonym")
        await unit.remarks.set_consent(first.number, Consent.ASKED)
        for sender in (ANNA, ANNA, BEA):
            await unit.remarks.thank(first.number, sender, EventId(f"r-{sender.id}"))
        await unit.remarks.unthank(EventId(f"r-{BEA.id}"), ANNA)
    async with database.begin() as unit:
        one, other = await unit.remarks.of_exchange(1)
        assert (one.text, one.signed_as, one.consent) == ("neu", "Bea", Consent.ASKED)
        assert (other.number, other.signed_as) == (second.number, "anonym")
        assert await unit.remarks.count_thanks(1) == {first.number: 2}
        await unit.remarks.unthank(EventId(f"r-{BEA.id}"), BEA)
        assert await unit.remarks.count_thanks(1) == {first.number: 1}
        assert await unit.remarks.by_authors([BEA]) == [1]
        await unit.remarks.drop(first.number)
        assert await unit.remarks.get(first.number) is None
        assert await unit.remarks.count_thanks(1) == {}


async def test_a_merged_question_is_the_other(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        for _ in range(3):
            await unit.exchanges.open(DRAFT, ANNA, DIRECT, "anonym", now)
        await unit.exchanges.merge(1, 2, now)
        await unit.exchanges.merge(2, 3, now)
        await unit.exchanges.put_follower(3, Follower(sender=BEA, address=ROOM, signed_as="KI Unna"), now)
        await unit.exchanges.put_follower(
            3, Follower(sender=BEA, address=ROOM, signed_as="anders", has_ended=True), now
        )
    async with database.begin() as unit:
        found = await unit.exchanges.get(1)
        assert found is not None
        assert found.number == 3
        assert [each.number for each in await unit.exchanges.list_newest(10)] == [3]
        assert await unit.exchanges.count_open_by_topic() == {"sprachmittlung": 1}
        assert [(each.signed_as, each.has_ended) for each in await unit.exchanges.list_followers(3)] == [
            ("anders", True)
        ]
        await unit.exchanges.hide(3, now)
        assert await unit.exchanges.list_newest(10) == []
        await unit.exchanges.show_again(3)
        assert [(each.number, each.is_open) for each in await unit.exchanges.list_newest(10)] == [(3, True)]
        await unit.exchanges.close(3, now)
        await unit.exchanges.hide(3, now + timedelta(minutes=1))
        await unit.exchanges.show_again(3)
        assert [(each.number, each.is_open) for each in await unit.exchanges.list_newest(10)] == [(3, False)]


async def test_what_is_due_is_told_until_it_is_planned_anew(database: Database, now: datetime) -> None:
    later = now + timedelta(hours=1)
    async with database.begin() as unit:
        await unit.exchanges.open(DRAFT, ANNA, DIRECT, "anonym", now)
        await unit.exchanges.schedule_reminder(1, 1, later)
        daily = Subscription(sender=BEA, address=ROOM, topic="kim", frequency=Frequency.DAILY, since=now)
        await unit.subscriptions.put(daily, later)
        await unit.subscriptions.put(replace(daily, topic="rucksack", frequency=Frequency.NOW), None)
    async with database.begin() as unit:
        assert await unit.exchanges.due(now, 10) == []
        assert [each.number for each in await unit.exchanges.due(later, 10)] == [1]
        assert await unit.subscriptions.due(later, 10) == [daily]
        await unit.subscriptions.record_digest(BEA, "kim", later, later + timedelta(days=1))
        assert await unit.subscriptions.due(later, 10) == []
        await unit.exchanges.mark_answered(1, later)
        assert await unit.exchanges.due(later, 10) == []
        assert await unit.subscriptions.drop([BEA], "kim") == 1
        await unit.subscriptions.drop_in(ROOM)
        assert await unit.subscriptions.of_senders([BEA]) == []


async def test_old_questions_go_with_all_that_was_said(database: Database, now: datetime) -> None:
    later = now + timedelta(days=1)
    async with database.begin() as unit:
        for asked_at in (now, later):
            exchange = await unit.exchanges.open(DRAFT, ANNA, DIRECT, "anonym", asked_at)
            message = MessageId(f"${exchange.number}")
            said = await unit.remarks.add(replace(REMARK, exchange=exchange.number, message=message), now)
            await unit.remarks.thank(said.number, ANNA, EventId("r"))
            await unit.exchanges.put_follower(exchange.number, Follower(sender=BEA, address=ROOM, signed_as="x"), now)
            await unit.exchanges.log_moderation(exchange.number, BEA, ModerationAction.MOVE, "", now)
            await unit.copies.add(Copy(delivery=DeliveryId(message), address=ROOM, exchange=exchange.number))
        assert await unit.exchanges.delete_old(later, 10) == 1
        for table in ("exchanges", "remarks", "thanks", "followers", "moderations", "copies"):
            assert await unit.connection.scalar(text(f"SELECT count(*) FROM {table}")) == 1  # noqa: S608
        assert await unit.exchanges.get(1) is None


async def test_a_subscription_ends_where_nobody_reads_any_more(database: Database, now: datetime) -> None:
    subscription = Subscription(sender=ANNA, address=DIRECT, topic="kim", frequency=Frequency.NOW, since=now)
    async with database.begin() as unit:
        await unit.subscriptions.put(subscription, None)
        await unit.rooms.close(ROOM, now)
        assert await unit.subscriptions.of_senders([ANNA]) == [subscription]
        await unit.rooms.close(DIRECT, now)
        assert await unit.subscriptions.of_senders([ANNA]) == []


async def test_copies_that_will_never_arrive_are_told(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.exchanges.open(DRAFT, ANNA, DIRECT, "anonym", now)
        copy = Copy(delivery=ROOT.id, address=ROOM, exchange=1)
        await unit.copies.add(copy)
        await unit.deliveries.add([ROOT], "reply", now)
        await claim_next(unit, LANE, now)
        assert await unit.copies.list_failed(10) == []
        await unit.deliveries.give_up(ROOT.id, "no")
        assert await unit.copies.list_failed(10) == [(copy, ANNA)]


async def test_lessons_wait_until_they_are_decided(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        first = await unit.lessons.propose(1, "Titel", "Text", "kim", now)
        second = await unit.lessons.propose(2, "Titel", "Text", "kim", now)
        changed = replace(first, title="Neu\x00", text="Neuer Text", previous=("Titel", "Text"))
        await unit.lessons.reword(changed)
        await unit.lessons.decide(second.number, ANNA, now, approved=False)
    async with database.begin() as unit:
        assert await unit.lessons.list_waiting() == [replace(changed, title="Neu")]
        assert await unit.lessons.get(second.number) is None


async def test_what_belongs_to_a_message_goes_under_it(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.deliveries.add([ROOT, BELOW], "reply", now)
        await claim_next(unit, LANE, now)
        await mark_sent(unit, ROOT.id, MessageId("$root"), now)
        claimed = await claim_next(unit, LANE, now)
    assert claimed is not None
    assert (claimed.delivery.message.under, claimed.delivery.message.reply_to) == ("root", "$root")


async def test_a_question_goes_on_where_its_channel_has_moved_to(database: Database, now: datetime) -> None:
    new = RoomId("!new:example.org")
    async with database.begin() as unit:
        exchange = await unit.exchanges.open(DRAFT, ANNA, DIRECT, "anonym", now)
        await unit.copies.add(Copy(delivery=ROOT.id, address=ROOM, exchange=exchange.number))
        await unit.deliveries.add([ROOT], "reply", now)
        await claim_next(unit, LANE, now)
        await mark_sent(unit, ROOT.id, MessageId("$root"), now)
        await unit.rooms.move(ROOM.platform, ROOM.room, new, now)
        (post,) = await unit.copies.of_exchange(exchange.number, CopyRole.POST)
        below = Delivery(id=DeliveryId("below"), message=Message(address=post.address, text="Antwort", under=ROOT.id))
        await unit.deliveries.add([below], "reply", now)
        claimed = await claim_next(unit, (ROOM.platform, new), now)
    assert post.address == Address(platform=ROOM.platform, room=new)
    assert claimed is not None
    assert (claimed.delivery.message.under, claimed.delivery.message.reply_to) == (None, None)


async def test_what_belongs_to_a_message_that_failed_stands_alone(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.deliveries.add([ROOT, BELOW], "reply", now)
        await claim_next(unit, LANE, now)
        await unit.deliveries.give_up(ROOT.id, "no")
        claimed = await claim_next(unit, LANE, now)
    assert claimed is not None
    assert (claimed.delivery.message.under, claimed.delivery.message.reply_to) == (None, None)


async def test_a_place_belongs_to_one_topic_until_that_ends(database: Database, now: datetime) -> None:
    other = replace(FORUM, thread=ThreadId("8"))
    async with database.begin() as unit:
        await unit.channels.put(FORUM, "kim", now)
        await unit.channels.put(other, "sport", now)
    async with database.begin() as unit:
        assert [await unit.channels.topic_at(place) for place in (FORUM, other, ROOM)] == ["kim", "sport", None]
        await unit.channels.drop(FORUM)
        await unit.channels.drop(ROOM)
    async with database.begin() as unit:
        assert await unit.channels.topic_at(FORUM) is None
        assert await unit.channels.of_topic("sport") == [other]
