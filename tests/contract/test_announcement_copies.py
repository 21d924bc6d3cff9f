"""The copies of announcements one by one, on both databases."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from bot.platforms.base.contract import Action, Delivery
from bot.storage.announcements.announcement_copies import FailedCopyFilter
from bot.storage.database import Database
from bot.storage.engine.tables import deliveries
from bot.storage.unit_of_work import UnitOfWork
from handlers.announcements.model.announcement import Announcement, Reader, Task
from handlers.announcements.model.audience import Everyone
from handlers.announcements.model.policy import OFFICE
from handlers.core.events import Address, PlatformName, RoomId, Sender
from handlers.core.messages import DeliveryId, Message


async def send(unit: UnitOfWork, now: datetime, people: int) -> Announcement:
    """Store an announcement with a copy for each of so many people."""
    for number in range(people):
        sender = Sender(platform=PlatformName.MATRIX, id=f"@{number}:example.org")
        address = Address(platform=PlatformName.MATRIX, room=RoomId(f"!{number}:example.org"))
        reader = Reader(address=address, sender=sender, chosen_at=now, tags=frozenset({f"source/{OFFICE}"}))
        await unit.readers.put(reader)
        copy = Delivery(id=DeliveryId(f"copy-{number}"), message=Message(address=address, text="Hallo", announcement=1))
        await unit.deliveries.add([copy], "announcement", now)
    announcement = await unit.announcements.add(Announcement(text="Hallo", author="shell:root", created_at=now))
    await unit.announcements.freeze(announcement.number, Everyone(), OFFICE)
    copies = {number + 1: DeliveryId(f"copy-{number}") for number in range(people)}
    await unit.announcements.record_copies(announcement, copies, ())
    return announcement


async def mark(unit: UnitOfWork, id_: str, state: str, *, sent_at: datetime | None = None) -> None:
    values = {"state": state, "sent_at": sent_at, "error": "timed out" if state == "failed" else None}
    await unit.connection.execute(update(deliveries).where(deliveries.c.id == id_).values(**values))


async def test_arrivals_are_counted_by_span(database: Database, now: datetime) -> None:
    minute = timedelta(minutes=1)
    async with database.begin() as unit:
        announcement = await send(unit, now, 3)
        copies = unit.announcement_copies
        assert await copies.find_span(announcement.number) is None
        for number, sent_at in enumerate((now, now + minute / 2, now + minute)):
            await mark(unit, f"copy-{number}", "sent", sent_at=sent_at)
        assert await copies.find_span(announcement.number) == (now, now + minute)
        bounds = [now, now + minute, now + 2 * minute, now + 3 * minute]
        assert await copies.count_arrivals(announcement.number, bounds) == [2, 1, 0]


async def test_copies_that_failed_are_listed_in_pages_and_tried_again(database: Database, now: datetime) -> None:
    later = now + timedelta(hours=1)
    async with database.begin() as unit:
        announcement = await send(unit, now, 4)
        for number in range(3):
            await mark(unit, f"copy-{number}", "failed")
        failed = await unit.announcement_copies.list_failed(announcement, FailedCopyFilter(after=1), 10, None)
        assert [(each.position, each.room, each.why, each.can_retry) for each in failed] == [
            (2, "", "timed out", True),
            (3, "", "timed out", True),
        ]
        assert await unit.announcement_copies.retry_failed(announcement, 4, now, later, None) == 0
        assert await unit.announcement_copies.retry_failed(announcement, 1, now, later, None) == 1
        row = (await unit.connection.execute(select(deliveries).where(deliveries.c.id == "copy-0"))).one()
        assert (row.state, row.due_at, row.error) == ("pending", later, None)
        assert await unit.announcement_copies.retry_failed(announcement, None, now, later, None) == 2


async def test_of_a_change_its_edits_are_tried_again(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        announcement = await send(unit, now, 1)
        await mark(unit, "copy-0", "sent", sent_at=now)
        message = Message(address=Address(platform=PlatformName.MATRIX, room=RoomId("!0:example.org")), text="Neu")
        edit = Delivery(id=DeliveryId("edit-0"), message=message, action=Action.EDIT, target=DeliveryId("copy-0"))
        await unit.deliveries.add([edit], "announcement", now)
        await mark(unit, "edit-0", "failed")
        assert await unit.announcement_copies.list_failed(announcement, FailedCopyFilter(), 10, None) == []
        changed = Announcement(number=announcement.number, task=Task.EDIT)
        assert len(await unit.announcement_copies.list_failed(changed, FailedCopyFilter(), 10, None)) == 1
        assert await unit.announcement_copies.retry_failed(changed, None, now, now, None) == 1
