"""Readers and recipients by class, in SQL: memberships, roles, domains, joined accounts and rooms."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.platforms.base.contract import Delivery
from bot.storage.announcements.announcement_lists import RecipientFilter
from bot.storage.database import Database
from bot.storage.unit_of_work import UnitOfWork
from handlers.announcements.model.announcement import Announcement, Reader
from handlers.announcements.model.audience import AccountDomain, And, Entitled, Everyone
from handlers.announcements.model.policy import OFFICE
from handlers.announcements.model.responses import Response, ResponseKind
from handlers.core.events import Address, PlatformName, RoomId, Sender
from handlers.core.messages import DeliveryId, Message
from knowledge.entries import Visibility

MATRIX, TELEGRAM = PlatformName.MATRIX, PlatformName.TELEGRAM
MEMBER = Sender(platform=MATRIX, id="@anna:ki.example")
DEPUTY = Sender(platform=MATRIX, id="@dora:ki.example")
FORMER = Sender(platform=MATRIX, id="@ex:ki.example")
COLLEAGUE = Sender(platform=MATRIX, id="@bea:stadt.example:8448")
EDITOR = Sender(platform=TELEGRAM, id="1")
JOINED = Sender(platform=TELEGRAM, id="2")
STRANGERS = (
    FORMER,
    Sender(platform=MATRIX, id="@fremd:anderswo.example"),
    Sender(platform=MATRIX, id="@bea:stadt.example"),
    Sender(platform=MATRIX, id="@bea:evil-stadt.example:8448"),
    Sender(platform=MATRIX, id="@bea:evil.example:stadt.example:8448"),
    Sender(platform=MATRIX, id="@BEA:STADT.EXAMPLE:8448"),
    Sender(platform=TELEGRAM, id="@bea:stadt.example:8448"),
    Sender(platform=TELEGRAM, id=MEMBER.id),
    Sender(platform=MATRIX, id=EDITOR.id),
)
CHANNEL = Address(platform=MATRIX, room=RoomId("!kanal:ki.example"))
FORUM = Address(platform=TELEGRAM, room=RoomId("-100"))
OF_MEMBER = Address(platform=MATRIX, room=RoomId("!runde:ki.example"))
OF_STRANGER = Address(platform=MATRIX, room=RoomId("!fremd:anderswo.example"))
UNKNOWN = Address(platform=MATRIX, room=RoomId("!wer:ki.example"))
ROOMS = (CHANNEL, FORUM, OF_MEMBER, OF_STRANGER, UNKNOWN)
ALL = (MEMBER, DEPUTY, COLLEAGUE, EDITOR, JOINED, *STRANGERS, *ROOMS)


def who_may(visibility: Visibility, now: datetime) -> Entitled:
    return Entitled(
        visibility=visibility,
        accounts=(EDITOR,),
        domains=(AccountDomain(platform=MATRIX, mark=":", domain="stadt.example:8448"),),
        in_house=frozenset({MATRIX}),
        now=now,
    )


def chat_of(reader: Sender | Address) -> Address:
    return reader if isinstance(reader, Address) else Address(platform=reader.platform, room=RoomId(f"r{reader.id}"))


async def prepare(unit: UnitOfWork, now: datetime) -> None:
    """Store all readers, who belongs to a centre, and where rooms come from."""
    for each in ALL:
        sender = each if isinstance(each, Sender) else None
        tags = frozenset({f"source/{OFFICE}"})
        await unit.readers.put(Reader(address=chat_of(each), sender=sender, tags=tags, chosen_at=now))
    await unit.people.join(COLLEAGUE, JOINED)
    await unit.centre_members.grant(MEMBER, "centre/bochum", now)
    await unit.centre_members.grant(DEPUTY, "centre/herne", now, now + timedelta(minutes=1))
    await unit.centre_members.grant(FORMER, "centre/herne", now - timedelta(days=9), now)
    for address in (CHANNEL, FORUM):
        await unit.channels.put(address, "kim", now)
    await unit.rooms.note_invitation(OF_MEMBER, MEMBER.id, now)
    await unit.rooms.note_invitation(OF_STRANGER, STRANGERS[1].id, now)


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        (Visibility.NETWORK, [MEMBER, DEPUTY, COLLEAGUE, EDITOR, CHANNEL, OF_MEMBER]),
        (Visibility.INTERNAL, [MEMBER, DEPUTY, COLLEAGUE]),
    ],
)
async def test_only_who_is_entitled_is_counted_written_down_and_sent_to(
    database: Database, now: datetime, visibility: Visibility, readers: Sequence[Sender | Address]
) -> None:
    entitled = who_may(visibility, now)
    audience, expected = And(parts=(Everyone(), entitled)), {chat_of(each) for each in readers}
    written = Announcement(text="Hallo", author="shell:root", created_at=now, visibility=visibility)
    async with database.begin() as unit:
        await prepare(unit, now)
        kept = await unit.announcements.add(written)
        assert (await unit.announcements.get(kept.number)) == replace(written, number=kept.number)
        assert sum((await unit.announcements.reach(audience, OFFICE)).values()) == len(readers)
        listed = await unit.announcement_lists.list_audience(audience, OFFICE, RecipientFilter(), 99)
        assert len(listed) == len(readers)
        await unit.announcements.freeze(kept.number, audience, OFFICE)
        frozen = await unit.announcements.next_recipients(kept, 99, entitled)
        assert {(each.address, each.is_entitled) for each in frozen} == {(address, True) for address in expected}

        await unit.announcements.freeze(kept.number, Everyone(), OFFICE)
        everybody = await unit.announcements.next_recipients(kept, 99, entitled)
        assert len(everybody) == len(ALL) - 1
        assert {each.address for each in everybody if each.is_entitled} == expected
        assert all(each.is_entitled for each in await unit.announcements.next_recipients(kept, 99, None))


async def test_copies_that_wait_are_withheld_from_who_left(database: Database, now: datetime) -> None:
    entitled, later = who_may(Visibility.NETWORK, now), now + timedelta(hours=1)
    async with database.begin() as unit:
        await prepare(unit, now)
        kept = await unit.announcements.add(
            Announcement(text="Hallo", author="shell:root", created_at=now, visibility=Visibility.NETWORK)
        )
        await unit.announcements.freeze(kept.number, And(parts=(Everyone(), entitled)), OFFICE)
        recipients = await unit.announcements.next_recipients(kept, 99, entitled)
        for each in recipients:
            message = Message(address=each.address, text="Hallo", announcement=kept.number)
            await unit.deliveries.add(
                [Delivery(id=DeliveryId(f"c{each.position}"), message=message)], "announcement", now
            )
        copies = {each.position: DeliveryId(f"c{each.position}") for each in recipients}
        await unit.announcements.record_copies(kept, copies, ())
        await unit.announcements.withhold(kept.number, entitled)
        assert (await unit.announcements.count_copies(kept)).states == {"pending": len(recipients)}
        # The deputy's time is over, and the member has left, with the room into which only they invited Lotse.
        await unit.centre_members.revoke([MEMBER], "centre/bochum")
        await unit.announcements.withhold(kept.number, who_may(Visibility.NETWORK, later))
        counts = await unit.announcements.count_copies(kept)
        assert counts.states == {"pending": len(recipients) - 3, "skipped": 3}
        assert counts.reasons == {("skipped", "not_entitled"): 3}
        reminder = await unit.announcements.add(replace(kept, number=0))
        receipt = Response(announcement=kept.number, kind=ResponseKind.RECEIPT, sender=COLLEAGUE, at=now)
        await unit.responses.add(receipt)
        still = who_may(Visibility.NETWORK, later)
        reach = await unit.announcements.freeze_missing(reminder.number, kept.number, still)
        assert sum(reach.values()) == len(recipients) - 4
