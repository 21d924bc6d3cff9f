"""What moves with a room, and what ends with it, on both databases."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Row, select

from bot.platforms.base.contract import Action, Delivery
from bot.storage.database import Database
from bot.storage.engine.tables import deliveries, rooms
from handlers.context.ports import Conversation
from handlers.core.events import Address, MessageId, PlatformName, RoomId, Sender, ThreadId
from handlers.core.messages import DeliveryId, Message
from tests.deliveries import claim_next, mark_sent

MATRIX = PlatformName.MATRIX
OLD, NEW, NEWER = RoomId("!old:example.org"), RoomId("!new"), RoomId("!newer")


def at(room: RoomId, thread: str | None = None) -> Address:
    return Address(platform=MATRIX, room=room, thread=ThreadId(thread) if thread else None)


def delivery(id_: str, room: RoomId = OLD, action: Action = Action.MESSAGE, target: str | None = None) -> Delivery:
    message = Message(address=at(room, "$thread"), text="Köln", reply_to=MessageId("$question"))
    return Delivery(id=DeliveryId(id_), message=message, action=action, target=DeliveryId(target) if target else None)


async def add(database: Database, now: datetime, *added: Delivery) -> None:
    async with database.begin() as unit:
        await unit.deliveries.add(added, "reply", now)


async def move(database: Database, now: datetime, old: RoomId = OLD, new: RoomId = NEW) -> None:
    async with database.begin() as unit:
        await unit.rooms.move(MATRIX, old, new, now)


async def rows(database: Database) -> dict[str, Row[tuple[object, ...]]]:
    async with database.begin() as unit:
        found: Sequence[Row[tuple[object, ...]]] = (await unit.connection.execute(select(deliveries))).all()
    return {row.id: row for row in found}


@pytest.fixture
def conversation(now: datetime) -> Conversation:
    return Conversation(language="en", expires_at=now + timedelta(hours=1))


async def test_channels_conversations_and_notices_go_along(
    database: Database, now: datetime, anna: Sender, conversation: Conversation
) -> None:
    async with database.begin() as unit:
        await unit.channels.put(at(OLD), "kim", now)
        await unit.conversations.save(at(OLD), anna, conversation)
        await unit.notices.once(at(OLD), anna, "unreadable", now)
    for _ in range(2):
        await move(database, now)
    async with database.begin() as unit:
        assert await unit.channels.of_topic("kim") == [at(NEW)]
        assert await unit.conversations.load(at(NEW), anna, now) == conversation
        assert await unit.conversations.load(at(OLD), anna, now) is None
        assert not await unit.notices.once(at(NEW), anna, "unreadable", now)
        assert await unit.rooms.successor(MATRIX, OLD) == NEW


async def test_what_the_new_room_has_stays(
    database: Database, now: datetime, anna: Sender, conversation: Conversation
) -> None:
    newer = replace(conversation, language="de")
    async with database.begin() as unit:
        await unit.channels.put(at(OLD), "kim", now)
        await unit.channels.put(at(NEW), "sport", now)
        await unit.conversations.save(at(OLD), anna, conversation)
        await unit.conversations.save(at(NEW), anna, newer)
    await move(database, now)
    async with database.begin() as unit:
        assert await unit.channels.topics(MATRIX) == [(at(NEW), "sport")]
        assert await unit.conversations.load(at(NEW), anna, now) == newer


async def test_a_channel_in_a_thread_becomes_one_of_the_room(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.channels.put(at(OLD, "$root"), "kim", now)
    await move(database, now)
    async with database.begin() as unit:
        assert await unit.channels.of_topic("kim") == [at(NEW)]


async def test_waiting_messages_go_to_the_new_room_and_others_stay(database: Database, now: datetime) -> None:
    await add(database, now, delivery("sent"))
    async with database.begin() as unit:
        await claim_next(unit, (MATRIX, OLD), now)
        await mark_sent(unit, DeliveryId("sent"), MessageId("$sent"), now)
    await add(
        database,
        now,
        delivery("waiting"),
        delivery("its edit", action=Action.EDIT, target="waiting"),
        delivery("edit of the sent", action=Action.EDIT, target="sent"),
        delivery("elsewhere", room=NEWER),
    )
    await move(database, now)
    found = await rows(database)
    where = {id_: row.room for id_, row in found.items()}
    assert where == {"sent": OLD, "waiting": NEW, "its edit": NEW, "edit of the sent": OLD, "elsewhere": NEWER}
    assert (found["waiting"].thread, found["waiting"].reply_to) == (None, None)
    assert (found["sent"].thread, found["sent"].reply_to) == ("$thread", "$question")


async def test_later_messages_follow_over_several_moves(database: Database, now: datetime) -> None:
    await move(database, now)
    await move(database, now, NEW, NEWER)
    await add(database, now, delivery("late"), delivery("edit", action=Action.EDIT, target="late"))
    found = await rows(database)
    assert (found["late"].room, found["late"].thread, found["late"].reply_to) == (NEWER, None, None)
    async with database.begin() as unit:
        assert await unit.rooms.successor(MATRIX, OLD) == await unit.rooms.successor(MATRIX, NEW) == NEWER


async def test_nothing_more_is_sent_into_a_room_that_is_gone(database: Database, now: datetime) -> None:
    await add(database, now, delivery("waiting"), delivery("elsewhere", room=NEW))
    async with database.begin() as unit:
        await unit.rooms.close(at(OLD), now)
        assert await unit.connection.scalar(select(rooms.c.state).where(rooms.c.room == OLD)) == "gone"
        assert await claim_next(unit, (MATRIX, OLD), now) is None
    found = await rows(database)
    assert (found["waiting"].state, found["elsewhere"].state) == ("failed", "pending")
    assert found["waiting"].error


async def test_a_room_that_is_entered_again_is_as_before(database: Database, now: datetime) -> None:
    await move(database, now, NEW, NEWER)
    async with database.begin() as unit:
        await unit.rooms.close(at(OLD), now)
        await unit.rooms.reopen(MATRIX, [OLD, NEW])
        assert await unit.connection.scalar(select(rooms.c.state).where(rooms.c.room == OLD)) is None
        assert await unit.rooms.successor(MATRIX, NEW) == NEWER
