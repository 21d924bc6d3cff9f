"""Recovery from a system clock that was set back: deferred work must not wait until the old time is reached again."""

import logging
from datetime import datetime, timedelta

from bot.storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

# Clocks are adjusted by seconds every day.
_TOLERANCE = timedelta(minutes=1)


class ClockRollback:
    """Detects a rollback between two polls; the time is stored every minute, so that a start notices it too."""

    def __init__(self) -> None:
        self._latest: datetime | None = None
        self._written: datetime | None = None

    async def recover(self, unit: UnitOfWork, now: datetime) -> bool:
        """Make all deferred work due and drop all holds if the clock was set back; return whether it was."""
        latest = self._latest or await unit.backlog.get_clock()
        was_set_back = latest is not None and latest > now + _TOLERANCE
        if was_set_back or self._written is None or now - self._written >= _TOLERANCE:
            await unit.backlog.set_clock(now)
            self._written = now
        self._latest = now
        if latest is None or not was_set_back:
            return False
        log.warning("The clock was set back by %s: deferred work is due now", latest - now)
        await unit.backlog.make_due(now)
        await unit.announcements.make_due(now)
        await unit.rate_limit_holds.clear()
        return True
