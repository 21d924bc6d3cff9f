"""Deliveries that failed or hang, on both databases."""

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
from handlers.announcements.model.announcement import Announcement
from handlers.core.events import Address, PlatformName, RoomId
from handlers.core.messages import DeliveryId, Message
from knowledge.entries import Visibility
from tests.deliveries import claim_next

CHAT = Address(platform=PlatformName.TELEGRAM, room=RoomId("4711"))
LANE: Lane = (CHAT.platform, CHAT.room)


def message(id_: str, action: Action = Action.MESSAGE, target: str | None = None) -> Delivery:
    of = DeliveryId(target) if target else None
    return Delivery(id=DeliveryId(id_), message=Message(address=CHAT, text="Grüße"), action=action, target=of)


async def rows(unit: UnitOfWork) -> list[Row[Any]]:
    return [*await unit.connection.execute(select(deliveries).order_by(deliveries.c.number))]


async def test_what_hangs_is_found_by_its_age_or_state(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.deliveries.add([message("a"), message("b")], "reply", now)
        await claim_next(unit, LANE, now)
        assert await unit.stuck_deliveries.list([], now - timedelta(seconds=1), 10) == []
        found = await unit.stuck_deliveries.list([], now, 10)
        assert [(each.id, each.state, each.tries) for each in found] == [("a", "sending", 1), ("b", "pending", 0)]
        assert [each.id for each in await unit.stuck_deliveries.list(["pending"], now, 10)] == ["b"]
        assert not await unit.stuck_deliveries.retry(DeliveryId("a"), now)
        assert not await unit.stuck_deliveries.drop(DeliveryId("a"))


@pytest.mark.parametrize(("kind", "again"), [("reply", "reply-again"), ("repeat", "repeat")])
async def test_what_may_have_arrived_goes_out_again_as_a_repeat(
    database: Database, now: datetime, kind: DeliveryKind, again: DeliveryKind
) -> None:
    later = now + timedelta(days=2)
    async with database.begin() as unit:
        await unit.deliveries.add([message("a")], kind, now)
        await claim_next(unit, LANE, now)
        await unit.deliveries.mark_uncertain(DeliveryId("a"), "interrupted")
        assert await unit.stuck_deliveries.retry(DeliveryId("a"), later)
        assert [(row.kind, row.error) for row in await rows(unit)] == [(again, None)]
        assert await claim_next(unit, LANE, now) is None
        claimed = await claim_next(unit, LANE, later)
        assert claimed is not None
        assert (claimed.created_at, claimed.delivery.is_repeat) == (later, True)


async def test_what_failed_goes_out_again_as_it_was_in_its_place(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.deliveries.add([message("a"), message("b"), message("c")], "reply", now)
        for id_ in "ab":
            await claim_next(unit, LANE, now)
            await unit.deliveries.give_up(DeliveryId(id_), "no")
        await unit.connection.execute(deliveries.update().where(deliveries.c.id == "b").values(text=None))
        assert await unit.stuck_deliveries.retry_failed(now) == (1, 1)
        claimed = await claim_next(unit, LANE, now)
        assert claimed is not None
        assert (claimed.delivery, claimed.attempts) == (message("a"), 2)


async def test_copies_that_are_not_for_everybody_are_retried_with_their_announcement_alone(
    database: Database, now: datetime
) -> None:
    async with database.begin() as unit:
        for visibility in Visibility:
            written = Announcement(text="Hallo", author="shell:root", created_at=now, visibility=visibility)
            number = (await unit.announcements.add(written)).number
            copy = message(visibility)
            copy = replace(copy, message=replace(copy.message, announcement=number))
            await unit.deliveries.add([copy], "announcement", now)
            await unit.connection.execute(deliveries.update().values(state="failed"))
        listed = await unit.stuck_deliveries.list((), now, 9)
        assert [each.is_restricted for each in listed] == [False, True, True]
        assert not await unit.stuck_deliveries.retry(DeliveryId(Visibility.NETWORK), now)
        assert await unit.stuck_deliveries.retry_failed(now) == (1, 0)


async def test_with_a_message_its_parts_and_changes_are_dropped(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        parts = [message("a"), message("a.2", target="a"), message("e", Action.EDIT, "a"), message("b")]
        await unit.deliveries.add(parts, "reply", now)
        assert await unit.stuck_deliveries.drop(DeliveryId("a"))
        assert not await unit.stuck_deliveries.drop(DeliveryId("a"))
        found = [(row.id, row.state, row.text) for row in await rows(unit)]
    assert found == [(id_, "skipped", None) for id_ in ("a", "a.2", "e")] + [("b", "pending", "Grüße")]
