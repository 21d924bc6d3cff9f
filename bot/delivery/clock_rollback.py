"""When the machine's clock is set back, what was put off until later must not wait until the clock is there again."""

import logging
from datetime import datetime, timedelta

from bot.storage.database import UnitOfWork

log = logging.getLogger(__name__)

# Clocks are put right by seconds every day.
_TOLERANCE = timedelta(minutes=1)


class ClockRollback:
    """Noticed between two looks; the time is written down now and then, so that a start in between notices it too."""

    def __init__(self) -> None:
        self._latest: datetime | None = None
        self._written: datetime | None = None

    async def mended(self, unit: UnitOfWork, now: datetime) -> bool:
        """Whether it was so; then all that waits is due now, and nothing is held back."""
        latest = self._latest or await unit.backlog.last_looked_at()
        was_set_back = latest is not None and latest > now + _TOLERANCE
        if was_set_back or self._written is None or now - self._written >= _TOLERANCE:
            await unit.backlog.note_look(now)
            self._written = now
        self._latest = now
        if latest is None or not was_set_back:
            return False
        log.warning("The clock was set back by %s: what was put off is tried now", latest - now)
        await unit.backlog.hasten(now)
        await unit.announcements.hasten(now)
        await unit.holds.clear()
        return True
