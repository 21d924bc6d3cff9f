"""The progress of announcements, read at most once a second for all who watch one."""

import asyncio
from dataclasses import dataclass
from time import monotonic

from bot.storage.database import Database
from handlers.announcements.model.announcement import AnnouncementState, Counts
from handlers.announcements.sent_copies import as_delivered

_INTERVAL = 1.0  # seconds
_KEPT = 60.0
# Of many copies it is read less often, so that reading takes at most this part of the time.
_SHARE = 0.01


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """The numbers of copies, and whether they may still change by themselves."""

    counts: Counts
    is_running: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reading:
    good_until: float
    progress: Progress | None


class ProgressReader:
    """Keeps the last progress of each announcement that somebody looks at."""

    def __init__(self) -> None:
        self._latest: dict[int, _Reading] = {}
        self._lock = asyncio.Lock()

    async def read(self, number: int, database: Database) -> Progress | None:
        """Return the progress of an announcement, mostly at most a second old; None if it has not started."""
        async with self._lock:
            began = monotonic()
            known = self._latest.get(number)
            if known is not None and began < known.good_until:
                return known.progress
            found = await _read(number, database)
            now = monotonic()
            recent = {key: value for key, value in self._latest.items() if now < value.good_until + _KEPT}
            good_until = now + max(_INTERVAL, (now - began) / _SHARE)
            self._latest = {**recent, number: _Reading(good_until=good_until, progress=found)}
            return found


async def _read(number: int, database: Database) -> Progress | None:
    async with database.read() as unit:
        announcement = await unit.announcements.get(number)
        if announcement is None or announcement.started_at is None:
            return None
        counts = await unit.announcements.count_copies(as_delivered(announcement))
    return Progress(counts=counts, is_running=announcement.state is AnnouncementState.RUNNING)
