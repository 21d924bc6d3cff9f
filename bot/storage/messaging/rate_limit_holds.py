"""The store of rate-limit holds: until when platforms asked Lotse to wait."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, func, select

from bot.storage.engine.sql import insert
from bot.storage.engine.store import Store
from bot.storage.engine.tables import holds
from handlers.core.events import PlatformName, RoomId


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldSummary:
    """The times until which a platform wants to be left alone, in all rooms and in single ones."""

    platform: str
    everywhere_until: datetime | None = None
    rooms: int = 0
    rooms_until: datetime | None = None


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

    async def summarise(self, now: datetime) -> Sequence[HoldSummary]:
        """Return what each platform asks for at the moment."""
        is_everywhere, last = holds.c.room == "", func.max(holds.c.until)
        counted = select(holds.c.platform, is_everywhere.label("is_everywhere"), func.count(), last)
        rows = await self._connection.execute(
            counted.where(holds.c.until > now).group_by(holds.c.platform, is_everywhere).order_by(holds.c.platform)
        )
        found: dict[str, HoldSummary] = {}
        for platform, everywhere, number, until in rows:
            before = found.get(platform) or HoldSummary(platform=platform)
            found[platform] = (
                replace(before, everywhere_until=until)
                if everywhere
                else replace(before, rooms=number, rooms_until=until)
            )
        return [*found.values()]

    async def clear(self) -> None:
        """Delete all holds."""
        await self._connection.execute(delete(holds))

    async def delete_expired(self, now: datetime, limit: int) -> int:
        """Delete at most `limit` holds; return how many."""
        return await self._delete_some(holds, holds.c.until <= now, limit)
