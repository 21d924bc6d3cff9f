"""Until when platforms asked Lotse to wait, inside one transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine.tables import holds
from bot.storage.engine.upsert import insert
from handlers.core.events import PlatformName, RoomId


class RateLimitHoldStore:
    """By room; the room without a name stands for all of a platform's."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, platform: PlatformName, until: Mapping[RoomId, datetime]) -> None:
        rows = [{"platform": platform.value, "room": room, "until": at} for room, at in until.items()]
        statement = insert(self._connection, holds)
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["platform", "room"], set_={"until": statement.excluded.until}
            ),
            rows,
        )

    async def current(
        self, platforms: Iterable[PlatformName], now: datetime
    ) -> Mapping[PlatformName, dict[RoomId, datetime]]:
        """For each of these platforms."""
        names = [platform.value for platform in platforms]
        found: dict[PlatformName, dict[RoomId, datetime]] = {PlatformName(name): {} for name in names}
        rows = await self._connection.execute(select(holds).where(holds.c.platform.in_(names), holds.c.until > now))
        for row in rows:
            found[PlatformName(row.platform)][RoomId(row.room)] = row.until
        return found

    async def clear(self) -> None:
        """Nothing is held any more."""
        await self._connection.execute(delete(holds))

    async def delete_expired(self, now: datetime, limit: int) -> int:
        """Deletes at most `limit`; returns how many."""
        old = select(holds.c.platform, holds.c.room).where(holds.c.until <= now).limit(limit)
        key = tuple_(holds.c.platform, holds.c.room)
        return (await self._connection.execute(delete(holds).where(key.in_(old)))).rowcount
