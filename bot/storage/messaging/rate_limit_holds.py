"""The store of rate-limit holds: until when platforms asked Lotse to wait."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, select

from bot.storage.engine.sql import insert
from bot.storage.engine.store import Store
from bot.storage.engine.tables import holds
from handlers.core.events import PlatformName, RoomId


class RateLimitHoldStore(Store):
    """Holds by room; the room without a name stands for all rooms of a platform."""

    async def put(self, platform: PlatformName, until: Mapping[RoomId, datetime]) -> None:
        rows = [{"platform": platform.value, "room": room, "until": at} for room, at in until.items()]
        statement = insert(self._connection, holds)
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["platform", "room"], set_={"until": statement.excluded.until}
            ),
            rows,
        )

    async def get_current(
        self, platforms: Iterable[PlatformName], now: datetime
    ) -> Mapping[PlatformName, dict[RoomId, datetime]]:
        """Return the holds of each of these platforms."""
        names = [platform.value for platform in platforms]
        found: dict[PlatformName, dict[RoomId, datetime]] = {PlatformName(name): {} for name in names}
        rows = await self._connection.execute(select(holds).where(holds.c.platform.in_(names), holds.c.until > now))
        for row in rows:
            found[PlatformName(row.platform)][RoomId(row.room)] = row.until
        return found

    async def clear(self) -> None:
        """Delete all holds."""
        await self._connection.execute(delete(holds))

    async def delete_expired(self, now: datetime, limit: int) -> int:
        """Delete at most `limit` holds; return how many."""
        return await self._delete_some(holds, holds.c.until <= now, limit)
