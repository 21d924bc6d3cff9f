"""What the outbox remembers of what Lotse said, on both databases; edits and deletions on their way."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.platforms.base.contract import Action, Delivery
from bot.storage.database import Database
from bot.storage.engine.tables import deliveries
from bot.storage.messaging.deliveries import Lane
from bot.storage.unit_of_work import UnitOfWork
from handlers.core.events import Address, MessageId, PlatformName, RoomId, Sender, ThreadId
from handlers.core.messages import Choice, DeliveryId, Message, Subject
from tests.deliveries import claim_next, mark_sent

ROOM = RoomId("!r:example.org")
LANE: Lane = (PlatformName.MATRIX, ROOM)
PLACE = Address(platform=PlatformName.MATRIX, room=ROOM, thread=ThreadId("$thread"))
ANYWHERE = Address(platform=PlatformName.MATRIX, room=ROOM)
ANNA = Sender(platform=PlatformName.MATRIX, id="@anna:example.org")
QUESTION = MessageId("$question")
SUBJECT = Subject(entries=("centre/koeln",), aspect="phone")
CHOICES = (Choice(label="Ja", says="/ja"),)


def answer(id_: str, text: str = "Antwort", choices: tuple[Choice, ...] = CHOICES) -> Delivery:
    message = Message(address=PLACE, text=text, reply_to=QUESTION, mention=ANNA, choices=choices, subject=SUBJECT)
    return Delivery(id=DeliveryId(id_), message=message)


def edit(id_: str, of: str, choices: tuple[Choice, ...] = ()) -> Delivery:
    message = answer(id_, "anders", choices).message
    return Delivery(id=DeliveryId(id_), message=message, action=Action.EDIT, target=DeliveryId(of))


def deletion(id_: str, of: str) -> Delivery:
    nothing = Message(address=PLACE, text="")
    return Delivery(id=DeliveryId(id_), message=nothing, action=Action.DELETION, target=DeliveryId(of))


async def send(unit: UnitOfWork, now: datetime) -> Delivery | None:
    """The next one of the room; its message is called like it."""
    claimed = await claim_next(unit, LANE, now)
    if claimed is None:
        return None
    await mark_sent(unit, claimed.delivery.id, MessageId(f"${claimed.delivery.id}"), now)
    return claimed.delivery


async def test_lists_are_what_can_be_seen_now(database: Database, now: datetime) -> None:
    others = replace(answer("other").message, mention=Sender(platform=PlatformName.MATRIX, id="@bea:example.org"))
    everybodys = replace(answer("all").message, mention=None, announcement=3)
    elsewhere = replace(answer("there").message, address=replace(PLACE, thread=None))
    added = [
        answer("1"),
        answer("plain", choices=()),
        Delivery(id=DeliveryId("other"), message=others),
        Delivery(id=DeliveryId("all"), message=everybodys),
        Delivery(id=DeliveryId("there"), message=elsewhere),
        answer("2"),
    ]
    async with database.begin() as unit:
        await unit.deliveries.add(added, "reply", now)
        await unit.deliveries.add([answer("waits")], "reply", now + timedelta(days=1))
        while await send(unit, now):
            pass
        seen = await unit.sent_messages.lists(PLACE, ANNA, now)
        assert [said.delivery for said in seen] == ["2", "all", "1"]
        assert [said.announcement for said in seen] == [None, 3, None]
        assert await unit.sent_messages.lists(PLACE, ANNA, now + timedelta(seconds=1)) == []


async def test_the_newest_copy_that_was_taken_back(database: Database, now: datetime) -> None:
    later = now + timedelta(minutes=1)
    copies = [replace(answer(name).message, mention=None, announcement=number) for number, name in enumerate("ab", 3)]
    async with database.begin() as unit:
        await unit.deliveries.add(
            [Delivery(id=DeliveryId(name), message=copy) for name, copy in zip("ab", copies, strict=True)],
            "announcement",
            now,
        )
        await unit.deliveries.add([answer("own")], "reply", now)
        while await send(unit, now):
            pass
        assert await unit.sent_messages.find_recalled(PLACE, now) is None
        await unit.deliveries.add([deletion("gone", "a"), deletion("gone too", "own")], "announcement", later)
        gone = await unit.sent_messages.find_recalled(PLACE, now)
        assert gone is not None
        assert (gone.delivery, gone.announcement) == ("a", 3)
        assert await unit.sent_messages.find_recalled(ANYWHERE, now) is None
        assert await unit.sent_messages.find_recalled(PLACE, later + timedelta(seconds=1)) is None


async def test_of_a_message_that_was_edited_the_last_version_is_a_list(database: Database, now: datetime) -> None:
    other = (Choice(label="Nein", says="/nein"),)
    async with database.begin() as unit:
        await unit.deliveries.add([answer("1"), answer("2")], "reply", now)
        await unit.deliveries.add([edit("1b", "1", other), edit("2b", "2")], "reply", now)
        while await send(unit, now):
            pass
        (seen,) = await unit.sent_messages.lists(PLACE, ANNA, now)
        assert (seen.delivery, seen.version, seen.message, seen.choices) == ("1", "1b", "$1", other)
        await unit.deliveries.add([edit("1c", "1", CHOICES)], "reply", now)
        (seen,) = await unit.sent_messages.lists(PLACE, ANNA, now)
        assert seen.version == "1b"
        await unit.deliveries.add([deletion("1d", "1")], "reply", now)
        assert await unit.sent_messages.lists(PLACE, ANNA, now) == []


async def states(unit: UnitOfWork) -> dict[str, str]:
    rows = await unit.connection.execute(select(deliveries.c.id, deliveries.c.state))
    return {row.id: row.state for row in rows}


async def test_answers_are_found_by_their_question_and_by_their_message(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.deliveries.add([answer("1"), answer("2")], "reply", now)
        await send(unit, now)
        first, second = await unit.sent_messages.in_reply_to(ANYWHERE, QUESTION)
        assert (first.delivery, first.address, first.message, first.asker) == ("1", PLACE, "$1", ANNA)
        assert (second.delivery, second.message) == ("2", None)
        assert await unit.sent_messages.in_reply_to(ANYWHERE, MessageId("$other")) == []
        assert await unit.sent_messages.of_message(ANYWHERE, MessageId("$1")) == first
        assert (first.choices, first.subject) == (CHOICES, SUBJECT)
        assert await unit.sent_messages.of_message(ANYWHERE, MessageId("$2")) is None


async def test_an_edit_leaves_with_the_message_that_it_changes(database: Database, now: datetime) -> None:
    new = (Choice(label="Nein", says="/nein"),)
    async with database.begin() as unit:
        await unit.deliveries.add([answer("1"), edit("2", "1"), edit("3", "1", new)], "reply", now)
        assert (await send(unit, now)) is not None
        sent = await send(unit, now)
        assert sent is not None
        assert (sent.action, sent.target, sent.about, sent.message.text) == (Action.EDIT, "1", "$1", "anders")
        said = await unit.sent_messages.of_message(ANYWHERE, MessageId("$1"))
        assert said is not None
        assert said.choices == new
        (found,) = await unit.sent_messages.in_reply_to(ANYWHERE, QUESTION)
        assert found.delivery == "1"


@pytest.mark.parametrize("end", ["failed", "uncertain"])
async def test_an_edit_of_what_nobody_saw_is_a_message(database: Database, now: datetime, end: str) -> None:
    async with database.begin() as unit:
        await unit.deliveries.add([answer("1"), edit("2", "1"), deletion("3", "1")], "reply", now)
    async with database.begin() as unit:
        assert await states(unit) == {"1": "skipped", "2": "skipped", "3": "pending"}
    async with database.begin() as unit:
        await unit.deliveries.add([answer("4"), edit("5", "4")], "reply", now)
        assert (await claim_next(unit, LANE, now)) is not None
        await (unit.deliveries.give_up if end == "failed" else unit.deliveries.mark_uncertain)(DeliveryId("4"), "x")
        sent = await send(unit, now)
        assert sent is not None
        assert (sent.id, sent.action, sent.about) == ("5", Action.MESSAGE, None)


async def test_what_is_taken_back_leaves_no_trace(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.deliveries.add([answer("1"), answer("2")], "reply", now)
        await send(unit, now)
        await unit.deliveries.add([deletion("3", "1"), deletion("4", "2")], "reply", now)
        assert await unit.sent_messages.in_reply_to(ANYWHERE, QUESTION) == []
        sent = await send(unit, now)
        assert sent is not None
        assert (sent.id, sent.action, sent.about) == ("3", Action.DELETION, "$1")
        assert await send(unit, now) is None
        assert await states(unit) == {"1": "sent", "2": "skipped", "3": "sent", "4": "skipped"}
        rows = (await unit.connection.execute(select(deliveries))).all()
    assert {(row.text or None, row.choices, row.mention, row.subject) for row in rows} == {(None, None, None, None)}


async def test_what_is_taken_back_while_it_is_on_its_way_is_not_sent_again(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.deliveries.add([answer("1")], "reply", now)
        await claim_next(unit, LANE, now)
        await unit.deliveries.add([deletion("2", "1")], "reply", now)
        await unit.deliveries.postpone(DeliveryId("1"), now, "slow down", refused=True)
        assert await send(unit, now) is None
        assert await states(unit) == {"1": "skipped", "2": "skipped"}


async def test_a_notice_is_given_once_for_a_person_in_a_room(database: Database, now: datetime) -> None:
    other = Address(platform=PlatformName.MATRIX, room=RoomId("!s:example.org"))
    async with database.begin() as unit:
        told = [await unit.notices.once(place, ANNA, "unreadable", now) for place in (PLACE, ANYWHERE, other)]
        assert told == [True, False, True]
        assert await unit.notices.delete_old(now + timedelta(seconds=1), 1) == 1
        assert await unit.notices.delete_old(now + timedelta(seconds=1), 10) == 1
        assert await unit.notices.once(PLACE, ANNA, "unreadable", now)


async def test_a_room_in_which_nothing_was_said_is_told_from_others(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        assert not await unit.sent_messages.any_in(ANYWHERE)
        await unit.deliveries.add([answer("a")], "reply", now)
        assert await unit.sent_messages.any_in(ANYWHERE)
        assert await unit.sent_messages.any_in(PLACE)
        assert not await unit.sent_messages.any_in(
            Address(platform=PlatformName.MATRIX, room=RoomId("!other:example.org"))
        )


async def test_what_was_offered_last_is_found_by_the_last_message(database: Database, now: datetime) -> None:
    before, within = now - timedelta(minutes=3), timedelta(minutes=2)
    changed = (*CHOICES, Choice(label="Nein", says="/nein"))
    async with database.begin() as unit:
        assert await unit.sent_messages.last_offers(PlatformName.MATRIX, within) == []
        await unit.deliveries.add([answer("old")], "reply", before)
        assert await send(unit, before)
        said = [answer("1"), answer("2"), answer("3"), answer("4"), answer("plain", choices=())]
        await unit.deliveries.add([*said, edit("2e", "2", changed), edit("3e", "3"), deletion("4d", "4")], "reply", now)
        await unit.deliveries.add([answer("waits")], "reply", now + timedelta(days=1))
        while await send(unit, now):
            pass
        found = await unit.sent_messages.last_offers(PlatformName.MATRIX, within)
        assert [(each.version, each.message, len(each.choices)) for each in found] == [("2e", "$2", 2), ("1", "$1", 1)]
        assert await unit.sent_messages.last_offers(PlatformName.TELEGRAM, within) == []
