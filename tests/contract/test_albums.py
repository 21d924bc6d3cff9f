"""Albums, on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.storage.database import Database
from handlers.context.ports import Album
from handlers.core.events import Address, MessageId, RoomId, Sender

FIRST = Album(message=MessageId("7"), has_text=True, announcement=3)


async def test_an_album_keeps_its_first_message(
    database: Database, address: Address, anna: Sender, now: datetime
) -> None:
    async with database.begin() as unit:
        assert await unit.albums.get(address, anna, "13") is None
        await unit.albums.add(address, anna, "13", FIRST, now)
        await unit.albums.add(address, anna, "13", replace(FIRST, message=MessageId("8")), now)
        assert await unit.albums.get(replace(address, thread=None), anna, "13") == FIRST
        assert await unit.albums.get(address, replace(anna, id="@ben:example.org"), "13") is None
        assert await unit.albums.get(replace(address, room=RoomId("!x")), anna, "13") is None
        assert await unit.albums.get(address, anna, "14") is None


async def test_an_id_of_any_length_is_kept(database: Database, address: Address, anna: Sender, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.albums.add(address, anna, "1" * 500, FIRST, now)
        assert await unit.albums.get(address, anna, "1" * 500) == FIRST


async def test_old_albums_are_deleted_in_batches(
    database: Database, address: Address, anna: Sender, now: datetime
) -> None:
    async with database.begin() as unit:
        for number in range(5):
            await unit.albums.add(address, anna, str(number), FIRST, now - timedelta(days=number))
        assert [await unit.albums.delete_old(now, 3) for _ in range(3)] == [3, 1, 0]
        assert await unit.albums.get(address, anna, "0") == FIRST
