"""The weekly digest of what people asked in vain."""

from collections.abc import Awaitable, Callable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from handlers.core.events import Address, Event, EventId, GapsDue, PlatformName, RoomId, Sender
from handlers.core.working_days import is_working_day

_FROM, _UNTIL = time(9), time(16)
_NOBODY = Sender(platform=PlatformName.CONSOLE, id="gaps")


class GapDigests:
    """Dispatches the event of the week on its first working day; further ones have its id and are handled once."""

    def __init__(
        self, handle: Callable[[Event], Awaitable[object]], clock: Callable[[], datetime], zone: ZoneInfo
    ) -> None:
        self._handle = handle
        self._clock = clock
        self._zone = zone

    async def run(self) -> None:
        """Dispatch the event of the week during the hours of a working day."""
        now = self._clock()
        local = now.astimezone(self._zone)
        if not is_working_day(local.date()) or not _FROM <= local.time() < _UNTIL:
            return
        year, week, _ = local.isocalendar()
        there = Address(platform=_NOBODY.platform, room=RoomId(_NOBODY.id))
        await self._handle(GapsDue(id=EventId(f"gaps {year}-{week}"), at=now, address=there, sender=_NOBODY))
