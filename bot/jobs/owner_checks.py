"""A look at the members of centres, once on each working day."""

from collections.abc import Awaitable, Callable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from handlers.core.events import Address, Event, EventId, OwnersDue, PlatformName, RoomId, Sender
from handlers.core.working_days import is_working_day

# Before the hour at which people are asked about fields, as an unanswered question then goes to somebody else.
_FROM, _UNTIL = time(8), time(16)
_NOBODY = Sender(platform=PlatformName.CONSOLE, id="owners")


class OwnerChecks:
    """Dispatches the event of the day; further ones of the same day have its id and are handled only once."""

    def __init__(
        self, handle: Callable[[Event], Awaitable[object]], clock: Callable[[], datetime], zone: ZoneInfo
    ) -> None:
        self._handle = handle
        self._clock = clock
        self._zone = zone

    async def run(self) -> None:
        """Dispatch the event of the day during the hours of a working day."""
        now = self._clock()
        local = now.astimezone(self._zone)
        if not is_working_day(local.date()) or not _FROM <= local.time() < _UNTIL:
            return
        there = Address(platform=_NOBODY.platform, room=RoomId(_NOBODY.id))
        await self._handle(OwnersDue(id=EventId(f"owners {local.date()}"), at=now, address=there, sender=_NOBODY))
