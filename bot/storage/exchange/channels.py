"""The addresses that belong to a topic, inside one transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine.addresses import address_key, is_in_room, read_address
from bot.storage.engine.tables import channels
from bot.storage.engine.upsert import insert
from handlers.core.events import Address, PlatformName, RoomId


class ChannelStore:
    """Every address belongs to one topic at most; a topic may have many addresses."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, address: Address, topic: str, at: datetime) -> None:
        """Assign the address to this topic, replacing any other."""
        key = address_key(address)
        statement = insert(self._connection, channels).values(**key, topic=topic, added_at=at)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=list(key), set_={"topic": topic, "added_at": at})
        )

    async def topic_at(self, address: Address) -> str | None:
        """The slug of the topic to which the address belongs."""
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
        """Whether the room, or a thread in it, belongs to a topic."""
        return (
            await self._connection.scalar(select(channels.c.topic).where(is_in_room(channels, platform, room)))
            is not None
        )

    async def topics(self, platform: PlatformName) -> Sequence[tuple[Address, str]]:
        """Every channel of a platform with the slug of its topic."""
        rows = await self._connection.execute(select(channels).where(channels.c.platform == platform.value))
        return [(read_address(row), row.topic) for row in rows]


def _is_at(address: Address) -> ColumnElement[bool]:
    return and_(*(channels.c[name] == value for name, value in address_key(address).items()))
