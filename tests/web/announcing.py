"""Announcements and readers for tests of the desk."""

from handlers.announcements.model.announcement import Announcement, AnnouncementState, Reader
from handlers.core.events import Address, PlatformName, RoomId, Sender
from tests.web.conftest import OTHER_EDITOR, DeskHouse

JANA = Sender(platform=PlatformName.MATRIX, id="@jana:example.org", name="Jana Kowalski")


def chat_of(sender: Sender) -> Address:
    return Address(platform=sender.platform, room=RoomId(f"chat-{sender.id}"))


async def add_announcement(house: DeskHouse, **values: object) -> Announcement:
    """Store an announcement of the editor's."""
    made = {"text": "Hallo", "author": "matrix:@edith:example.org", "created_at": house.now, **values}
    async with house.database.begin() as unit:
        return await unit.announcements.add(Announcement(**made))  # type: ignore[arg-type]


async def add_reader(house: DeskHouse, sender: Sender = JANA) -> None:
    """Let a person subscribe to what the office announces."""
    reader = Reader(address=chat_of(sender), sender=sender, chosen_at=house.now, tags=frozenset({"source/office"}))
    async with house.database.begin() as unit:
        await unit.readers.put(reader)


async def add_waiting(house: DeskHouse, **values: object) -> Announcement:
    """Store an announcement of another editor's that awaits approval, with a recipient."""
    await add_reader(house)
    author = f"{OTHER_EDITOR.platform}:{OTHER_EDITOR.id}"
    given = {"author": author, "address": chat_of(OTHER_EDITOR), "state": AnnouncementState.WAITING, **values}
    return await add_announcement(house, **given)


async def get(house: DeskHouse, announcement: Announcement) -> Announcement:
    async with house.database.begin() as unit:
        found = await unit.announcements.get(announcement.number)
    assert found is not None
    return found
