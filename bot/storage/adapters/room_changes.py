"""Changes of rooms that platforms report; each call is a transaction."""

from collections.abc import Collection
from datetime import UTC, datetime

from bot.storage.database import Database
from handlers.core.events import Address, PlatformName, RoomId


class DatabaseRoomChanges:
    """Implements bot.platforms.base.ports.RoomChanges."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def successor(self, platform: PlatformName, room: RoomId) -> RoomId | None:
        async with self._database.begin() as unit:
            return await unit.rooms.successor(platform, room)

    async def move(self, platform: PlatformName, old: RoomId, new: RoomId, at: datetime) -> None:
        async with self._database.begin() as unit:
            await unit.rooms.move(platform, old, new, at)

    async def note_invitation(self, platform: PlatformName, room: RoomId, inviter: str, at: datetime) -> None:
        async with self._database.begin() as unit:
            await unit.rooms.note_invitation(Address(platform=platform, room=room), inviter, at)

    async def is_channel(self, platform: PlatformName, room: RoomId) -> bool:
        async with self._database.begin() as unit:
            return await unit.channels.has_room(platform, room)

    async def close(self, platform: PlatformName, room: RoomId, at: datetime) -> None:
        async with self._database.begin() as unit:
            await unit.rooms.close(Address(platform=platform, room=room), at)

    async def release_held(self, platform: PlatformName, rooms: Collection[RoomId]) -> None:
        async with self._database.begin() as unit:
            await unit.rooms.release_held(platform, rooms, datetime.now(UTC))

    async def reopen(self, platform: PlatformName, rooms: Collection[RoomId]) -> None:
        async with self._database.begin() as unit:
            await unit.rooms.reopen(platform, rooms)
