"""The rows of the outbox, on both databases."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.platforms.base.contract import Action, Delivery
from bot.storage.database import Database
from bot.storage.engine.tables import deliveries
from bot.storage.messaging.deliveries import Lane
from handlers.core.events import Address, MessageId, PlatformName, RoomId, Sender, ThreadId
from handlers.core.messages import Choice, DeliveryId, Message
from tests.deliveries import claim_next, mark_sent

MATRIX = PlatformName.MATRIX
ROOM = RoomId("!r:example.org")
LANE: Lane = (MATRIX, ROOM)


def delivery(id_: str, room: str = ROOM, platform: PlatformName = MATRIX) -> Delivery:
    message = Message(
        address=Address(platform=platform, room=RoomId(room), thread=ThreadId("$thread")),
        text="**Köln** – Grüße",
        reply_to=MessageId("$question"),
        mention=Sender(platform=platform, id="@anna:example.org"),
        choices=(Choice(label="Ja", says="/ja"),),
        private_to=Sender(platform=platform, id="@anna:example.org"),
    )
    return Delivery(id=DeliveryId(id_), message=message)


async def add(database: Database, at: datetime, *added: Delivery) -> None:
    async with database.begin() as unit:
        await unit.deliveries.add(added, "reply", at)


async def claim(database: Database, now: datetime, lane: Lane = LANE) -> str | None:
    async with database.begin() as unit:
        claimed = await claim_next(unit, lane, now)
    return None if claimed is None else claimed.delivery.id


async def test_a_delivery_comes_back_as_it_was(database: Database, now: datetime) -> None:
    await add(database, now, delivery("1"))
    async with database.begin() as unit:
        claimed = await claim_next(unit, LANE, now)
    assert claimed is not None
    assert (claimed.delivery, claimed.attempts, claimed.created_at) == (delivery("1"), 1, now)


async def test_a_room_has_one_on_its_way_and_keeps_the_order(database: Database, now: datetime) -> None:
    await add(database, now, delivery("2"), delivery("1"), delivery("other", room="!s:example.org"))
    assert await claim(database, now) == "2"
    assert await claim(database, now) is None
    assert await claim(database, now, (MATRIX, RoomId("!s:example.org"))) == "other"
    async with database.begin() as unit:
        await mark_sent(unit, DeliveryId("2"), MessageId("$2"), now)
    assert await claim(database, now) == "1"


async def test_one_of_many_claims_succeeds(database: Database, now: datetime) -> None:
    await add(database, now, delivery("1"))
    claims = await asyncio.gather(*(claim(database, now) for _ in range(8)))
    assert sorted(claims, key=str) == ["1"] + [None] * 7


async def test_nothing_overtakes_what_waits(database: Database, now: datetime) -> None:
    await add(database, now, delivery("1"), delivery("2"))
    await claim(database, now)
    due = now + timedelta(seconds=10)
    async with database.begin() as unit:
        await unit.deliveries.postpone(DeliveryId("1"), due, "slow down")
    assert await claim(database, due - timedelta(microseconds=1)) is None
    assert await claim(database, due) == "1"


@pytest.mark.parametrize("end", ["failed", "uncertain"])
async def test_what_is_given_up_makes_way(database: Database, now: datetime, end: str) -> None:
    await add(database, now, delivery("1"), delivery("2"))
    await claim(database, now)
    async with database.begin() as unit:
        settle = unit.deliveries.give_up if end == "failed" else unit.deliveries.mark_uncertain
        await settle(DeliveryId("1"), "x" * 1000)
        row = (await unit.connection.execute(select(deliveries).where(deliveries.c.id == "1"))).one()
    assert (row.state, row.error) == (end, "x" * 500)
    assert await claim(database, now) == "2"


async def test_what_is_sent_loses_its_text_and_later_its_choices(database: Database, now: datetime) -> None:
    await add(database, now, delivery("1"))
    await claim(database, now)
    async with database.begin() as unit:
        await mark_sent(unit, DeliveryId("1"), MessageId("$sent"), now)
        row = (await unit.connection.execute(select(deliveries))).one()
        later = now + timedelta(seconds=1)
        assert await unit.backlog.clear_old_content(later, 10) == 1
        cleared = (await unit.connection.execute(select(deliveries))).one()
    assert (row.state, row.message_id, row.sent_at, row.text) == ("sent", "$sent", now, None)
    assert row.choices == [{"label": "Ja", "says": "/ja"}]
    assert (cleared.choices, cleared.mention) == (None, None)
    assert cleared.private_to == "@anna:example.org"


async def test_answers_that_are_over_go_and_what_others_refer_to_stays(database: Database, now: datetime) -> None:
    await add(database, now, delivery("1"), delivery("2"))
    async with database.begin() as unit:
        await unit.deliveries.add([delivery("3", room="!other:example.org")], "copy", now)
    await claim(database, now)
    later = now + timedelta(seconds=1)
    async with database.begin() as unit:
        await claim_next(unit, (MATRIX, RoomId("!other:example.org")), now)
        for id_ in ("1", "3"):
            await mark_sent(unit, DeliveryId(id_), MessageId(f"$sent{id_}"), now)
        assert await unit.backlog.delete_old_replies(now, 10) == 0
        assert await unit.backlog.delete_old_replies(later, 10) == 1
        left = await unit.connection.scalars(select(deliveries.c.id).order_by(deliveries.c.number))
        assert await unit.backlog.delete_old_copies(later, 10) == 1
        kept = await unit.connection.scalars(select(deliveries.c.id))
    assert ([*left], [*kept]) == (["2", "3"], ["2"])


async def test_due_lanes_are_those_of_the_platforms_asked_for(database: Database, now: datetime) -> None:
    late = now + timedelta(minutes=1)
    console = delivery("c", room="console", platform=PlatformName.CONSOLE)
    await add(database, now, delivery("1"), delivery("2"), console)
    await add(database, late, delivery("3", room="!later:example.org"))
    async with database.begin() as unit:
        assert await unit.deliveries.find_due_lanes([MATRIX], now) == [LANE]
        assert len(await unit.deliveries.find_due_lanes(PlatformName, late)) == 3


async def test_an_id_is_written_down_once(database: Database, now: datetime) -> None:
    await add(database, now, delivery("1"))
    with pytest.raises(Exception, match=r"(?i)unique"):
        await add(database, now, delivery("1"))


async def test_what_was_interrupted_is_found(database: Database, now: datetime) -> None:
    await add(database, now, delivery("1"), delivery("2"))
    await claim(database, now)
    async with database.begin() as unit:
        assert await unit.deliveries.find_interrupted([*PlatformName], [0]) == []
        assert await unit.deliveries.find_interrupted([*PlatformName], []) == [("1", LANE)]


async def test_old_content_that_never_arrived_is_dropped(database: Database, now: datetime) -> None:
    await add(database, now, delivery("1"), delivery("2"))
    await claim(database, now)
    async with database.begin() as unit:
        await unit.deliveries.give_up(DeliveryId("1"), "forbidden")
        assert await unit.backlog.clear_old_content(now, 10) == 0
        assert await unit.backlog.clear_old_content(now + timedelta(seconds=1), 10) == 1
        assert await unit.backlog.clear_old_content(now + timedelta(seconds=1), 10) == 0
        texts = await unit.connection.execute(select(deliveries.c.id, deliveries.c.text).order_by(deliveries.c.number))
    assert [tuple(row) for row in texts] == [("1", None), ("2", "**Köln** – Grüße")]


async def test_many_are_added_in_their_order(database: Database, now: datetime) -> None:
    ids = [str(number) for number in range(600, 0, -1)]
    await add(database, now)
    await add(database, now, *(delivery(id_) for id_ in ids))
    async with database.begin() as unit:
        found = await unit.connection.scalars(select(deliveries.c.id).order_by(deliveries.c.number))
    assert list(found) == ids


@pytest.mark.parametrize(("text", "stored"), [("a\0b", "ab"), ("a\ud83d", "a?"), ("\U0001f44b", "\U0001f44b")])
async def test_no_character_stops_an_answer(database: Database, now: datetime, text: str, stored: str) -> None:
    message = Message(address=delivery("1").message.address, text=text, choices=(Choice(label=text, says=text),))
    await add(database, now, Delivery(id=DeliveryId("1"), message=message))
    async with database.begin() as unit:
        claimed = await claim_next(unit, LANE, now)
    assert claimed is not None
    assert claimed.delivery.message.text == stored
    assert claimed.delivery.message.choices == message.choices


async def test_one_message_goes_to_thousands_of_rooms(database: Database, now: datetime) -> None:
    await add(database, now, *(delivery(str(number), room=f"!{number}") for number in range(2500)))
    async with database.begin() as unit:
        lanes = await unit.deliveries.find_due_lanes([MATRIX], now)
    assert [room for _, room in lanes] == [f"!{number}" for number in range(2500)]


async def test_answers_pass_announcements_that_wait_but_not_one_on_its_way(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.deliveries.add([delivery("news 1"), delivery("news 2"), delivery("news 3")], "announcement", now)
    assert await claim(database, now) == "news 1"
    await add(database, now, delivery("answer"))
    assert await claim(database, now) is None
    async with database.begin() as unit:
        await mark_sent(unit, DeliveryId("news 1"), MessageId("$1"), now)
    assert await claim(database, now) == "answer"
    assert await claim(database, now) is None
    async with database.begin() as unit:
        await mark_sent(unit, DeliveryId("answer"), MessageId("$2"), now)
        assert await claim_next(unit, LANE, now, announcements=False) is None
    assert await claim(database, now) == "news 2"


async def test_a_claim_says_whether_more_of_its_sort_wait(database: Database, now: datetime) -> None:
    await add(database, now, delivery("1"), delivery("2"))
    async with database.begin() as unit:
        await unit.deliveries.add([delivery("news")], "announcement", now)
    found = []
    for id_ in ("1", "2"):
        async with database.begin() as unit:
            claimed = await claim_next(unit, LANE, now, announcements=False)
            assert claimed is not None
            found.append(claimed.more)
            await mark_sent(unit, DeliveryId(id_), MessageId(id_), now)
    assert found == [True, False]


async def test_lanes_of_answers_and_of_announcements_are_told_apart(database: Database, now: datetime) -> None:
    await add(database, now, delivery("1"))
    async with database.begin() as unit:
        await unit.deliveries.add([delivery("2"), delivery("3", room="!s")], "announcement", now)
        assert await unit.deliveries.find_due_lanes([MATRIX], now) == [LANE]
        assert await unit.deliveries.find_due_lanes([MATRIX], now, announcements=True) == [LANE, (MATRIX, "!s")]


async def test_what_was_sent_lately_is_known(database: Database, now: datetime) -> None:
    await add(database, now, delivery("1"), delivery("2"))
    for id_, at in (("1", now), ("2", now + timedelta(seconds=1))):
        await claim(database, now)
        async with database.begin() as unit:
            await mark_sent(unit, DeliveryId(id_), MessageId(id_), at)
    async with database.begin() as unit:
        assert await unit.deliveries.list_sent_since(now) == [(LANE, now + timedelta(seconds=1))]


async def test_holds_last_until_they_are_over(database: Database, now: datetime) -> None:
    later = now + timedelta(seconds=5)
    async with database.begin() as unit:
        await unit.rate_limit_holds.put(MATRIX, {ROOM: now, RoomId(""): now})
        await unit.rate_limit_holds.put(MATRIX, {ROOM: later})
    async with database.begin() as unit:
        assert await unit.rate_limit_holds.get_current([MATRIX, PlatformName.CONSOLE], now) == {
            MATRIX: {ROOM: later},
            PlatformName.CONSOLE: {},
        }
        assert await unit.rate_limit_holds.delete_expired(now, 10) == 1
        assert await unit.rate_limit_holds.get_current([MATRIX], now) == {MATRIX: {ROOM: later}}


async def test_what_a_person_is_called_is_not_kept(database: Database, now: datetime) -> None:
    mention = delivery("1").message.mention
    assert mention is not None
    called = replace(delivery("1").message, mention=replace(mention, name="Anna"))
    await add(database, now, replace(delivery("1"), message=called))
    async with database.begin() as unit:
        claimed = await claim_next(unit, LANE, now)
    assert claimed is not None
    assert claimed.delivery.message.mention == mention


def about(of: str, id_: str, action: Action) -> Delivery:
    return replace(delivery(id_), action=action, target=DeliveryId(of))


async def arrive(database: Database, now: datetime, *ids: str) -> None:
    """The next ones in the room are sent."""
    for id_ in ids:
        assert await claim(database, now) == id_
        async with database.begin() as unit:
            await mark_sent(unit, DeliveryId(id_), MessageId(f"${id_}"), now)


async def next_one(database: Database, now: datetime) -> Delivery:
    async with database.begin() as unit:
        claimed = await claim_next(unit, LANE, now)
    assert claimed is not None
    return claimed.delivery


async def test_a_deletion_is_about_the_edits_too(database: Database, now: datetime) -> None:
    edits = [about("1", "2", Action.EDIT), about("1", "3", Action.EDIT)]
    await add(database, now, delivery("1"), *edits)
    await arrive(database, now, "1", "2", "3")
    await add(database, now, about("1", "4", Action.DELETION))
    deletion = await next_one(database, now)
    assert (deletion.action, deletion.about, deletion.edits) == (Action.DELETION, "$1", ("$2", "$3"))


async def test_the_edit_of_what_never_came_to_be_seen_is_changed_and_deleted_in_its_place(
    database: Database, now: datetime
) -> None:
    await add(database, now, delivery("1"), about("1", "2", Action.EDIT))
    assert await claim(database, now) == "1"
    async with database.begin() as unit:
        await unit.deliveries.give_up(DeliveryId("1"), "refused")
    first = await next_one(database, now)
    assert (first.action, first.about) == (Action.MESSAGE, None)
    async with database.begin() as unit:
        await mark_sent(unit, DeliveryId("2"), MessageId("$2"), now)
    await add(database, now, about("1", "3", Action.EDIT))
    second = await next_one(database, now)
    assert (second.action, second.about) == (Action.EDIT, "$2")
    async with database.begin() as unit:
        await mark_sent(unit, DeliveryId("3"), MessageId("$3"), now)
    await add(database, now, about("1", "4", Action.DELETION))
    deletion = await next_one(database, now)
    assert (deletion.about, deletion.edits) == ("$2", ("$3",))


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_what_may_have_arrived_is_sent_again_without_its_text_and_deleted(
    database: Database, now: datetime, moment: str
) -> None:
    await add(database, now, delivery("1"))
    assert await claim(database, now) == "1"
    deletion = about("1", "2", Action.DELETION)
    if moment == "before":
        await add(database, now, deletion)
    async with database.begin() as unit:
        await unit.deliveries.postpone(DeliveryId("1"), now, "the homeserver could not be reached")
    if moment == "after":
        await add(database, now, deletion)
    again = await next_one(database, now)
    assert (again.id, again.message.text, again.message.mention) == ("1", "…", None)
    async with database.begin() as unit:
        await mark_sent(unit, DeliveryId("1"), MessageId("$1"), now)
    assert (await next_one(database, now)).about == "$1"


async def test_what_the_platform_has_refused_is_not_sent_again_to_be_deleted(database: Database, now: datetime) -> None:
    await add(database, now, delivery("1"))
    assert await claim(database, now) == "1"
    async with database.begin() as unit:
        await unit.deliveries.postpone(DeliveryId("1"), now, "the homeserver asks to slow down", refused=True)
    await add(database, now, about("1", "2", Action.DELETION))
    assert await claim(database, now) is None
