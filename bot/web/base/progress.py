"""The progress of announcements, read at most once a second for all who watch one."""

import asyncio
from dataclasses import dataclass
from time import monotonic

from bot.storage.database import Database
from handlers.announcements.model.announcement import AnnouncementState, Counts
from handlers.announcements.sent_copies import as_delivered

_INTERVAL = 1.0  # seconds
_KEPT = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """The numbers of copies, and whether they may still change by themselves."""

    counts: Counts
    is_running: bool


class ProgressReader:
    """Keeps the last progress of each announcement that somebody looks at."""

    def __init__(self) -> None:
        self._latest: dict[int, tuple[float, Progress | None]] = {}
        self._lock = asyncio.Lock()

    async def read(self, number: int, database: Database) -> Progress | None:
        """Return the progress of an announcement, at most a second old; None if it has not started."""
        async with self._lock:
            known = self._latest.get(number)
            if known is not None and monotonic() - known[0] < _INTERVAL:
                return known[1]
            found = await _read(number, database)
            now = monotonic()
            recent = {key: value for key, value in self._latest.items() if now - value[0] < _KEPT}
            self._latest = {**recent, number: (now, found)}
            return found


async def _read(number: int, database: Database) -> Progress | None:
    async with database.begin() as unit:
        announcement = await unit.announcements.get(number)
        if announcement is None or announcement.started_at is None:
            return None
        counts = await unit.announcements.count_copies(as_delivered(announcement))
    return Progress(counts=counts, is_running=announcement.state is AnnouncementState.RUNNING)
