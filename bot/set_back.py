"""When the machine's clock is set back, what was put off until later must not wait until the clock is there again."""

import logging
from datetime import datetime, timedelta

from bot.storage.database import UnitOfWork

log = logging.getLogger(__name__)

# Clocks are put right by seconds every day.
_MUCH = timedelta(minutes=1)


class SetBack:
    """Notices it between two looks, and at a start by what was written down in times to come."""

    def __init__(self) -> None:
        self._latest: datetime | None = None

    async def mended(self, unit: UnitOfWork, now: datetime) -> bool:
        """Whether it was so; then all that waits is due now, and nothing is held back."""
        latest = self._latest or await unit.backlog.newest()
        self._latest = now
        if latest is None or latest <= now + _MUCH:
            return False
        log.warning("The clock was set back by %s: what was put off is tried now", latest - now)
        await unit.backlog.hasten(now)
        await unit.announcements.hasten(now)
        await unit.holds.clear()
        return True
