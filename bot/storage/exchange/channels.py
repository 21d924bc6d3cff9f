"""The store of channels: the addresses that belong to a topic."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, select

from bot.storage.engine.sql import address_key, is_in_room, read_address
from bot.storage.engine.store import Store
from bot.storage.engine.tables import channels
from handlers.core.events import Address, PlatformName, RoomId


class ChannelStore(Store):
    """Every address belongs to at most one topic; a topic may have many addresses."""

    async def put(self, address: Address, topic: str, at: datetime) -> None:
        """Assign the address to this topic, replacing any other."""
        await self._upsert(channels, address_key(address), {"topic": topic, "added_at": at})

    async def topic_at(self, address: Address) -> str | None:
        """Return the slug of the topic to which the address belongs."""
        found = await self._connection.scalar(select(channels.c.topic).where(_is_at(address)))
        return None if found is None else str(found)

    async def drop(self, address: Address) -> None:
        """Remove the assignment of the address to a topic."""
        await self._connection.execute(delete(channels).where(_is_at(address)))

    async def of_topic(self, topic: str) -> Sequence[Address]:
        rows = await self._connection.execute(
            select(channels).where(channels.c.topic == topic).order_by(channels.c.platform, channels.c.room)
        )
        return [read_address(row) for row in rows]

    async def has_room(self, platform: PlatformName, room: RoomId) -> bool:
        """Return whether the room, or a thread in it, belongs to a topic."""
        return (
            await self._connection.scalar(select(channels.c.topic).where(is_in_room(channels, platform, room)))
            is not None
        )

    async def topics(self, platform: PlatformName) -> Sequence[tuple[Address, str]]:
        """Return every channel of a platform with the slug of its topic."""
        rows = await self._connection.execute(select(channels).where(channels.c.platform == platform.value))
        return [(read_address(row), row.topic) for row in rows]


def _is_at(address: Address) -> ColumnElement[bool]:
    return and_(*(channels.c[name] == value for name, value in address_key(address).items()))
