"""Messages that were cut off and sent once more, on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select

from bot.platforms.base.contract import Action, Delivery
from bot.storage.database import Database
from bot.storage.engine.tables import deliveries
from bot.storage.messaging.deliveries import DeliveryKind, Lane
from bot.storage.unit_of_work import UnitOfWork
from handlers.core.events import Address, MessageId, PlatformName, RoomId
from handlers.core.messages import Choice, DeliveryId, Message, keyboard_id
from tests.deliveries import claim_next, mark_sent

CHAT = Address(platform=PlatformName.TELEGRAM, room=RoomId("4711"))
LANE: Lane = (CHAT.platform, CHAT.room)
KINDS: list[DeliveryKind] = ["reply", "apology", "notice", "copy", "announcement"]


def message(id_: str) -> Delivery:
    said = Message(address=CHAT, text="Grüße", choices=(Choice(label="Ja", says="/ja"),))
    return Delivery(id=DeliveryId(id_), message=said)


def edit(id_: str, of: str, action: Action = Action.EDIT) -> Delivery:
    return replace(message(id_), action=action, target=DeliveryId(of))


async def sent(unit: UnitOfWork, at: datetime, *numbers: int) -> None:
    """Send the next ones, which get these numbers."""
    for number in numbers:
        claimed = await claim_next(unit, LANE, at)
        assert claimed is not None
        await mark_sent(unit, claimed.delivery.id, MessageId(str(number)), at)


async def cut_off(unit: UnitOfWork, at: datetime) -> bool:
    """Begin to send the next one; return whether it is sent again."""
    claimed = await claim_next(unit, LANE, at)
    assert claimed is not None
    if await unit.deliveries.repeat(claimed.delivery.id, at, "interrupted"):
        return True
    await unit.deliveries.mark_uncertain(claimed.delivery.id, "interrupted")
    return False


async def row(unit: UnitOfWork, id_: str) -> Row[Any]:
    return (await unit.connection.execute(select(deliveries).where(deliveries.c.id == id_))).one()


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_is_repeated_once(database: Database, now: datetime, kind: DeliveryKind) -> None:
    async with database.begin() as unit:
        await unit.deliveries.add([message("1")], kind, now)
        assert await cut_off(unit, now)
        again = await claim_next(unit, LANE, now)
        assert again is not None
        assert again.delivery == replace(message("1"), is_repeat=True)
        assert not await unit.deliveries.repeat(again.delivery.id, now, "interrupted")


async def test_a_repeat_waits_for_its_time_and_nothing_overtakes_it(database: Database, now: datetime) -> None:
    later = now + timedelta(seconds=5)
    async with database.begin() as unit:
        await unit.deliveries.add([message("1"), message("2")], "reply", now)
        claimed = await claim_next(unit, LANE, now)
        assert claimed is not None
        assert await unit.deliveries.repeat(claimed.delivery.id, later, "broken")
        assert await claim_next(unit, LANE, now) is None
        again = await claim_next(unit, LANE, later)
        assert again is not None
        assert again.delivery.id == "1"


@pytest.mark.parametrize("action", [Action.EDIT, Action.DELETION])
async def test_an_edit_is_made_again_as_often_as_need_be(database: Database, now: datetime, action: Action) -> None:
    async with database.begin() as unit:
        await unit.deliveries.add([message("1")], "reply", now)
        await sent(unit, now, 7)
        await unit.deliveries.add([edit("2", "1", action)], "reply", now)
        assert [await cut_off(unit, now) for _ in range(3)] == [True, True, True]
        again = await claim_next(unit, LANE, now)
        assert again is not None
        assert (again.delivery.about, again.delivery.is_repeat) == ("7", False)


async def test_an_edit_of_what_never_was_seen_is_a_message(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.deliveries.add([message("1"), edit("2", "1")], "reply", now)
        await claim_next(unit, LANE, now)
        await unit.deliveries.give_up(DeliveryId("1"), "no")
        assert [await cut_off(unit, now) for _ in range(2)] == [True, False]


async def test_what_was_taken_back_is_not_repeated(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.deliveries.add([message("1")], "reply", now)
        assert await cut_off(unit, now)
        await unit.deliveries.add([edit("2", "1", Action.DELETION)], "reply", now)
        assert await claim_next(unit, LANE, now) is None


async def test_old_repeats_go_as_the_answers_that_they_are(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.deliveries.add([message("1")], "reply", now)
        assert await cut_off(unit, now)
        await sent(unit, now, 8)
        assert await unit.backlog.delete_old_replies(now + timedelta(seconds=1), 10) == 1


async def test_a_reply_to_the_first_copy_means_the_second(database: Database, now: datetime) -> None:
    """Message 4 was cut off and stands there again as 6; 5 is a person's, and 3 and 7 other messages of Lotse's."""
    async with database.begin() as unit:
        await unit.deliveries.add([message("a"), message("b"), message("c")], "copy", now)
        await sent(unit, now, 3)
        assert await cut_off(unit, now)
        # Until it is sent again, the first copy is all there is.
        assert await unit.repeats.resolve_reply(CHAT, MessageId("4")) == "4"
        assert (await row(unit, "b")).message_id == "4"
        await sent(unit, now, 6, 7)
        assert await unit.repeats.resolve_reply(CHAT, MessageId("4")) == "6"
        for other in ("1", "2", "3", "6", "7", "8"):
            assert await unit.repeats.resolve_reply(CHAT, MessageId(other)) == other
        elsewhere = replace(CHAT, room=RoomId("4712"))
        assert await unit.repeats.resolve_reply(elsewhere, MessageId("4")) == "4"
        assert await unit.repeats.resolve_reply(CHAT, MessageId("$4")) == "$4"


async def test_each_of_several_first_copies_means_its_own(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.deliveries.add([message("a"), message("b")], "reply", now)
        await unit.deliveries.add([message("news")], "announcement", now)
        assert await cut_off(unit, now)
        await sent(unit, now, 12)
        assert await cut_off(unit, now)
        await sent(unit, now, 14)
        assert await cut_off(unit, now)
        await unit.deliveries.add([message("c")], "reply", now)
        # An answer lets the announcement wait.
        await sent(unit, now, 16, 17)
        assert [await unit.repeats.resolve_reply(CHAT, MessageId(first)) for first in ("11", "13", "15")] == [
            "12",
            "14",
            "17",
        ]


async def test_an_announcement_that_is_written_earlier_and_sent_later_is_no_neighbour(
    database: Database, now: datetime
) -> None:
    async with database.begin() as unit:
        await unit.deliveries.add([message("news")], "announcement", now)
        await unit.deliveries.add([message("a"), message("b")], "reply", now)
        await sent(unit, now, 3)
        assert await cut_off(unit, now)
        await sent(unit, now, 5, 6)
        assert await unit.repeats.resolve_reply(CHAT, MessageId("4")) == "5"


async def test_of_what_was_cut_off_twice_the_copy_that_is_heard_of_stands_for_both(
    database: Database, now: datetime
) -> None:
    async with database.begin() as unit:
        await unit.deliveries.add([message("a"), message("b")], "reply", now)
        assert [await cut_off(unit, now) for _ in range(2)] == [True, False]
        await sent(unit, now, 6)
        assert [await unit.repeats.resolve_reply(CHAT, MessageId(copy)) for copy in ("4", "5", "4")] == ["4"] * 3
        said = await unit.sent_messages.of_message(CHAT, MessageId("4"))
        assert said is not None
        assert said.delivery == "a"


async def test_a_button_under_either_copy_means_one_message(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.deliveries.add([message("a"), message("b")], "reply", now)
        assert await cut_off(unit, now)
        await sent(unit, now, 6, 7)
        keyboards = [keyboard_id(DeliveryId(id_)) for id_ in "ab"]
        assert await unit.repeats.resolve_press(CHAT, MessageId("4"), keyboards[0]) == "6"
        assert await unit.repeats.resolve_press(CHAT, MessageId("6"), keyboards[0]) == "6"
        # Nothing else is known to have been sent twice.
        assert await unit.repeats.resolve_press(CHAT, MessageId("5"), keyboards[1]) == "5"
