"""What people's messages are to announcements, on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.jobs.retention import BATCH_SIZE
from bot.platforms.base.contract import Delivery
from bot.storage.database import Database
from handlers.announcements.model.announcement import Announcement, AnnouncementState, FilledTemplate, Reader, Template
from handlers.announcements.model.audience import Everyone
from handlers.announcements.model.responses import Contribution, ContributionKind, Reply, Response, ResponseKind
from handlers.core.events import Address, Attachment, MessageId, PlatformName, RoomId, Sender
from handlers.core.messages import DeliveryId, Message
from handlers.rendering.captions import fingerprint_file
from tests.deliveries import claim_next, mark_sent


@pytest.fixture
def reply(address: Address, anna: Sender, now: datetime) -> Contribution:
    return Contribution(
        announcement=7,
        kind=ContributionKind.REPLY,
        sender=replace(anna, name=""),
        address=address,
        message=MessageId("$said"),
        at=now,
        copy=DeliveryId("copy"),
        file=DeliveryId("copy-file-1"),
        fingerprint=fingerprint_file(Attachment(platform=None, name="ä.pdf", media_type="x/y", size=1, source={})),
    )


async def test_a_contribution_comes_back_as_it_was(database: Database, reply: Contribution) -> None:
    async with database.begin() as unit:
        await unit.responses.contribute(reply)
    async with database.begin() as unit:
        assert await unit.responses.contribution(replace(reply.address, thread=None), reply.message) == reply
        assert await unit.responses.contribution(replace(reply.address, room=RoomId("!x:y")), reply.message) is None


async def test_the_first_copy_stays_the_first(database: Database, reply: Contribution) -> None:
    second = replace(reply, message=MessageId("$second"), copy=DeliveryId("other"))
    async with database.begin() as unit:
        assert await unit.responses.first_copy(7, reply.sender) is None
        await unit.responses.contribute(replace(reply, kind=ContributionKind.ANSWER, message=MessageId("$before")))
        for each in (reply, second, reply):
            await unit.responses.contribute(each)
        assert await unit.responses.first_copy(7, reply.sender) == "copy"
        assert await unit.responses.first_copy(8, reply.sender) is None
        await unit.responses.drop_contribution(reply.address, reply.message)
        assert await unit.responses.first_copy(7, reply.sender) == "other"
        await unit.responses.contribute(replace(second, kind=ContributionKind.RECEIPT, copy=None))
        assert await unit.responses.first_copy(7, reply.sender) is None


async def test_a_response_is_withdrawn(database: Database, anna: Sender, now: datetime) -> None:
    given = Response(announcement=7, kind=ResponseKind.REPLY, sender=anna, at=now)
    async with database.begin() as unit:
        for kind in (ResponseKind.REPLY, ResponseKind.RECEIPT):
            assert await unit.responses.add(replace(given, kind=kind))
        await unit.responses.withdraw(7, ResponseKind.REPLY, anna)
        assert await unit.responses.count(7) == {"receipt": 1}


async def test_a_part_and_the_file_of_a_copy_lead_to_its_reply(
    database: Database, address: Address, anna: Sender, now: datetime
) -> None:
    reply = Reply(
        announcement=7, sender=anna, address=address, message=MessageId("$s"), delivery=DeliveryId("copy"), at=now
    )
    there = Message(address=replace(address, room=RoomId("!desk:x")), text="a")
    sent = [
        Delivery(id=DeliveryId("copy"), message=there),
        Delivery(id=DeliveryId("copy.2"), message=there, target=DeliveryId("copy")),
        Delivery(id=DeliveryId("copy-file-1"), message=there),
    ]
    async with database.begin() as unit:
        await unit.responses.add_reply(reply)
        await unit.deliveries.add(sent, "copy", now)
        for each in sent:
            await claim_next(unit, (PlatformName.MATRIX, there.address.room), now)
            await mark_sent(unit, each.id, MessageId(f"${each.id}"), now)
            found = await unit.responses.reply_of_message(there.address, MessageId(f"${each.id}"))
            assert found is not None
            assert found.delivery == "copy"


async def test_what_was_carried_is_known_for_long(database: Database, address: Address, now: datetime) -> None:
    message = MessageId("$said")
    async with database.begin() as unit:
        for _ in range(2):
            await unit.carried_messages.note(address, message, now)
        assert await unit.carried_messages.has(replace(address, thread=None), message)
        assert not await unit.carried_messages.has(replace(address, room=RoomId("!x:y")), message)
        assert await unit.carried_messages.delete_old(now, BATCH_SIZE) == 0
        assert await unit.carried_messages.delete_old(now + timedelta(seconds=1), BATCH_SIZE) == 1
        assert not await unit.carried_messages.has(address, message)


async def test_an_announcement_goes_with_what_was_said_about_it(
    database: Database, reply: Contribution, now: datetime
) -> None:
    async with database.begin() as unit:
        kept = await unit.announcements.add(Announcement(state=AnnouncementState.FINISHED, text="a", created_at=now))
        await unit.responses.contribute(replace(reply, announcement=kept.number))
        brought = Reply(
            announcement=kept.number,
            sender=reply.sender,
            address=reply.address,
            message=reply.message,
            delivery=DeliveryId("copy"),
            at=now,
        )
        await unit.responses.add_reply(brought)
        ids = [id_ for id_ in (reply.copy, reply.file) if id_ is not None]
        copies = [Delivery(id=id_, message=Message(address=reply.address, text="a")) for id_ in ids]
        await unit.deliveries.add(copies, "copy", now)
        while await unit.announcements.delete_old(now + timedelta(seconds=1), 1):
            pass
        assert await unit.responses.contribution(reply.address, reply.message) is None
        for id_ in ids:
            assert await unit.sent_messages.of_delivery(id_) is None


async def test_a_change_leaves_out_whose_copy_was_skipped(database: Database, anna: Sender, now: datetime) -> None:
    async with database.begin() as unit:
        for number in range(3):
            place = Address(platform=PlatformName.MATRIX, room=RoomId(f"!{number}:x"))
            who = replace(anna, id=f"@{number}:x")
            await unit.readers.put(Reader(address=place, sender=who, tags=frozenset({"source/office"}), chosen_at=now))
        kept = await unit.announcements.add(Announcement(state=AnnouncementState.RUNNING, text="a", created_at=now))
        await unit.announcements.freeze(kept.number, Everyone(), "office")
        first, second, _ = await unit.announcements.next_recipients(kept, 9, None)
        ids = {each.position: DeliveryId(f"copy-{each.position}") for each in (first, second)}
        await unit.announcements.record_copies(kept, ids, set())
        out = [
            Delivery(id=ids[each.position], message=Message(address=each.address, text="a", announcement=kept.number))
            for each in (first, second)
        ]
        await unit.deliveries.add(out, "announcement", now)
        await claim_next(unit, (PlatformName.MATRIX, first.address.room), now)
        await mark_sent(unit, ids[first.position], MessageId("$a"), now)
        await unit.announcements.cancel(kept.number)
        for unsent, places in ((False, [1, 3]), (True, [1])):
            changed = replace(kept, revision=2)
            await unit.announcements.skip_revision(changed, unsent=unsent)
            assert [each.position for each in await unit.announcements.next_recipients(changed, 9, None)] == places


async def test_reminders_are_found_by_what_they_remind_of(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        kept = await unit.announcements.add(Announcement(text="a", created_at=now))
        reminders = [
            await unit.announcements.add(Announcement(text="b", created_at=now, reminds=kept.number, state=state))
            for state in (AnnouncementState.SCHEDULED, AnnouncementState.RECALLED)
        ]
        assert await unit.announcements.list_reminders(kept.number) == reminders
        assert await unit.announcements.list_reminders(reminders[0].number) == []


async def test_the_fields_of_a_template_are_kept_with_the_text(database: Database, now: datetime) -> None:
    template = Template(name="treffen", text="Am {{tag}} in {{ort}}")
    filling = FilledTemplate(template=template, values={"tag": "Mo\x00ntag"})
    async with database.begin() as unit:
        kept = await unit.announcements.add(Announcement(created_at=now, filling=filling))
    async with database.begin() as unit:
        found = await unit.announcements.get(kept.number)
        assert found is not None
        assert found.filling == FilledTemplate(template=template, values={"tag": "Montag"})
        assert found.filling.missing == "ort"
        await unit.announcements.put(replace(found, filling=None))
        found = await unit.announcements.get(kept.number)
        assert found is not None
        assert found.filling is None
