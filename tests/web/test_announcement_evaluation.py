"""Reports of announcements: charts, and copies that did not arrive."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from bot.platforms.base.contract import Delivery
from bot.storage.engine.tables import deliveries, recipients
from handlers.announcements.model.announcement import Announcement, AnnouncementState, Reader, Task
from handlers.announcements.model.responses import Response, ResponseKind
from handlers.core.events import Address, PlatformName, RoomId, Sender
from handlers.core.messages import DeliveryId, Message
from tests.web.announcing import add_announcement
from tests.web.conftest import EDITOR, Browser, DeskHouse
from tests.web.test_announcement_page import list_log

ROOM = "!raum:example.org"


async def add_sent(house: DeskHouse, **values: object) -> Announcement:
    given = {"state": AnnouncementState.FINISHED, "started_at": house.now, "is_urgent": True, **values}
    return await add_announcement(house, **given)


async def add_copy(
    house: DeskHouse,
    made: Announcement,
    sender: str | None,
    centre: str,
    *,
    error: str = "",
    sent_at: datetime | None = None,
) -> DeliveryId:
    """Store a reader with a copy that failed, or that arrived if it was sent at a time."""
    person = Sender(platform=PlatformName.MATRIX, id=sender, name="Ihr Name") if sender else None
    address = Address(platform=PlatformName.MATRIX, room=RoomId(f"chat-{sender}" if sender else ROOM))
    delivery = DeliveryId(f"copy-{made.number}-{address.room}")
    async with house.database.begin() as unit:
        await unit.readers.put(Reader(address=address, sender=person, chosen_at=house.now))
        position = await unit.connection.scalar(select(recipients.c.position).order_by(recipients.c.position.desc()))
        row = {"announcement": made.number, "position": (position or 0) + 1, "platform": "matrix", "room": address.room}
        more = {
            "sender": sender,
            "name": "Ihr Name",
            "centre": centre,
            "delivery": delivery,
            "revision": 1,
            "skipped": False,
        }
        await unit.connection.execute(insert(recipients).values(**row, **more))
        message = Message(address=address, text="Geheimer Text", announcement=made.number)
        await unit.deliveries.add([Delivery(id=delivery, message=message)], "announcement", house.now)
        state = {"state": "failed" if error else "sent", "error": error or None, "sent_at": sent_at}
        await unit.connection.execute(update(deliveries).where(deliveries.c.id == delivery).values(**state))
    return delivery


async def read_state(house: DeskHouse, delivery: DeliveryId) -> str:
    async with house.database.begin() as unit:
        return str(await unit.connection.scalar(select(deliveries.c.state).where(deliveries.c.id == delivery)))


async def test_what_failed_is_listed_without_names(editor: Browser, house: DeskHouse) -> None:
    made = await add_sent(house)
    await add_copy(house, made, "@bea:example.org", "centre/bochum", error="Forbidden: bot was blocked by the user")
    await add_copy(house, made, None, "", error="Lotse is not in the room")
    await add_copy(house, made, "@cem:example.org", "", error="<b>odd</b>")
    text = await (await editor.get(f"/ankuendigungen/{made.number}")).text()
    for part in ("Eine Person, KI Bochum", "hat Lotse blockiert", ROOM, "Lotse ist nicht mehr im Raum"):
        assert part in text, part
    assert "die Plattform hat sie nicht angenommen" in text
    for part in ("Ihr Name", "@bea:example.org", "Geheimer Text", "<b>odd", "blocked by the user"):
        assert part not in text, part


async def test_all_that_failed_is_filtered_and_paged(editor: Browser, house: DeskHouse) -> None:
    made = await add_sent(house)
    place = f"/ankuendigungen/{made.number}/fehlgeschlagen"
    assert "Nichts ist fehlgeschlagen." in await editor.text(place)
    for number in range(60):
        centre = "centre/bochum" if number == 55 else ""
        await add_copy(house, made, f"@n{number}:example.org", centre, error="timed out")

    async def list_positions(query: str) -> list[int]:
        page = await (await editor.get(place + query)).text()
        return [int(position) for position in re.findall(r'name="position" value="(\d+)"', page)]

    assert await list_positions("") == [*range(1, 51)]
    assert await list_positions("?nach=50") == [*range(51, 61)]
    assert await list_positions("?sort=neu&nach=3") == [2, 1]
    assert await list_positions("?zentrum=centre/bochum&plattform=matrix") == [56]
    assert "Hier passt nichts zu dieser Suche." in await editor.text(f"{place}?plattform=telegram")
    assert f'href="/redaktion{place}"' in await (await editor.get(f"/ankuendigungen/{made.number}")).text()
    assert (await editor.get("/ankuendigungen/99/fehlgeschlagen")).status == 404


async def test_one_or_all_go_out_again(editor: Browser, house: DeskHouse) -> None:
    made = await add_sent(house)
    copies = [await add_copy(house, made, f"@{name}:example.org", "", error="timed out") for name in ("a", "b", "c")]
    page = f"/ankuendigungen/{made.number}"
    assert (await editor.post(f"{page}/noch-einmal", {"position": "2"})).status == 303
    assert [await read_state(house, copy) for copy in copies] == ["failed", "pending", "failed"]
    assert (await editor.post(f"{page}/noch-einmal")).status == 303
    assert [await read_state(house, copy) for copy in copies] == ["pending", "pending", "pending"]
    assert (await list_log(house))[:2] == ["announcement_retried", "announcement_retried"]
    assert "noch einmal" not in await editor.text(page)


async def test_nobody_who_unsubscribed_gets_it_after_all(editor: Browser, house: DeskHouse) -> None:
    made = await add_sent(house)
    copy = await add_copy(house, made, "@a:example.org", "", error="timed out")
    async with house.database.begin() as unit:
        reader = await unit.readers.at(Address(platform=PlatformName.MATRIX, room=RoomId("chat-@a:example.org")))
        assert reader is not None
        await unit.readers.stop(reader, house.now)
    assert (await editor.post(f"/ankuendigungen/{made.number}/noch-einmal")).status == 409
    assert await read_state(house, copy) == "failed"


async def test_what_is_not_urgent_waits_for_the_end_of_quiet_hours(editor: Browser, house: DeskHouse) -> None:
    made = await add_sent(house, is_urgent=False)
    copy = await add_copy(house, made, "@a:example.org", "", error="timed out")
    house.now = house.now.replace(hour=20)
    assert (await editor.post(f"/ankuendigungen/{made.number}/noch-einmal")).status == 303
    async with house.database.begin() as unit:
        due = await unit.connection.scalar(select(deliveries.c.due_at).where(deliveries.c.id == copy))
    assert due is not None
    assert due > house.now + timedelta(hours=1)


@pytest.mark.parametrize(
    "values",
    [
        {"state": AnnouncementState.CANCELLED},
        {"state": AnnouncementState.PAUSED},
        {"state": AnnouncementState.WAITING},
        {"state": AnnouncementState.RECALLED, "task": Task.RECALL},
    ],
)
async def test_what_is_over_or_halted_is_not_sent_again(
    editor: Browser, house: DeskHouse, values: dict[str, object]
) -> None:
    made = await add_sent(house, **values)
    copy = await add_copy(house, made, "@a:example.org", "", error="timed out")
    assert "Noch einmal" not in await editor.text(f"/ankuendigungen/{made.number}")
    assert (await editor.post(f"/ankuendigungen/{made.number}/noch-einmal")).status == 409
    assert await read_state(house, copy) == "failed"


@pytest.mark.parametrize("position", ["0", "9", "-1", "x", "' or 1=1 --"])
async def test_forged_positions_send_nothing(editor: Browser, house: DeskHouse, position: str) -> None:
    made, other = await add_sent(house), await add_sent(house)
    copies = [await add_copy(house, each, "@a:example.org", "", error="timed out") for each in (made, other)]
    assert (await editor.post(f"/ankuendigungen/{made.number}/noch-einmal", {"position": position})).status == 409
    assert (await editor.post(f"/ankuendigungen/{made.number}/noch-einmal", {"position": "2"})).status == 409
    assert [await read_state(house, copy) for copy in copies] == ["failed", "failed"]


async def test_it_is_for_editors(stranger: Browser, editor: Browser, house: DeskHouse) -> None:
    made = await add_sent(house)
    copy = await add_copy(house, made, "@a:example.org", "", error="timed out")
    assert (await stranger.post(f"/ankuendigungen/{made.number}/noch-einmal", with_token=False)).status == 303
    house.editors = ()
    await editor.post(f"/ankuendigungen/{made.number}/noch-einmal", with_token=False)
    assert await read_state(house, copy) == "failed"


async def test_arrivals_are_drawn_by_the_minute(editor: Browser, house: DeskHouse) -> None:
    made = await add_sent(house)
    assert "Angekommen je" not in await editor.text(f"/ankuendigungen/{made.number}")
    for place, minutes in enumerate((0, 0, 3)):
        await add_copy(house, made, f"@{place}:example.org", "", sent_at=house.now + timedelta(minutes=minutes))
    page = await editor.text(f"/ankuendigungen/{made.number}")
    assert "Angekommen je Minute" in page
    assert "14:20 2 14:21 0 14:22 0 14:23 1 14:24 0 14:25 0" in page
    await add_copy(house, made, "@late:example.org", "", sent_at=house.now + timedelta(hours=3))
    page = await editor.text(f"/ankuendigungen/{made.number}")
    assert "Angekommen je 10 Minuten" in page
    assert "14:20 3" in page
    assert "17:20 1" in page


async def test_receipts_are_drawn_by_district(editor: Browser, house: DeskHouse) -> None:
    made = await add_sent(house, wants_receipt=True)
    for number, centre in enumerate(("bochum", "hagen", "koeln", "")):
        await add_copy(house, made, f"@{number}:example.org", f"centre/{centre}" if centre else "", sent_at=house.now)
    receipt = Response(
        announcement=made.number, kind=ResponseKind.RECEIPT, sender=EDITOR, centre="centre/bochum", at=house.now
    )
    async with house.database.begin() as unit:
        await unit.responses.add(receipt)
    page = await editor.text(f"/ankuendigungen/{made.number}")
    assert "Gelesen in 1 von 3 Zentren" in page
    assert "Arnsberg 1 1" in page
    assert "Köln 0 1" in page
