"""How Lotse is just now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from shutil import disk_usage

from bot.clock import Clock
from bot.monitoring.pulses import Pulses
from bot.storage.database import Database
from bot.storage.failures import DatabaseUnusable
from handlers.events import PlatformName

# A platform is asked every half minute or so.
QUIET_FOR = timedelta(minutes=2)
WAITING_FOR = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class Vitals:
    """`reason` says why the database can't be used.

    `depth` are deliveries under way by state, `age` is for how long the oldest answer has been waiting.

    `lags` tell since when a platform has brought nothing; `free` is a share of the disk.
    """

    reason: str = ""
    depth: Mapping[str, int] = field(default_factory=dict)
    age: timedelta = timedelta()
    lags: Mapping[PlatformName, timedelta] = field(default_factory=dict)
    connected: Mapping[PlatformName, bool] = field(default_factory=dict)
    free: float = 1

    @property
    def has_database(self) -> bool:
        return not self.reason

    @property
    def is_ready(self) -> bool:
        return self.has_database and all(self.connected.values()) and self.age < WAITING_FOR


class Examination:
    """Looks, and changes nothing."""

    def __init__(self, database: Database, pulses: Pulses, data_dir: Path, clock: Clock) -> None:
        self._database = database
        self._pulses = pulses
        self._data_dir = data_dir
        self._clock = clock

    async def look(self) -> Vitals:
        """Does not raise."""
        lags = self._pulses.lags()
        connected = {name: self._pulses.is_alive(name) and lag < QUIET_FOR for name, lag in lags.items()}
        try:
            async with self._database.begin() as unit:
                depth, oldest = await unit.backlog.depth(), await unit.backlog.oldest_answer()
        except Exception as error:  # noqa: BLE001
            reason = str(error) if isinstance(error, DatabaseUnusable) else f"it fails ({type(error).__name__})"
            return Vitals(reason=reason, lags=lags, connected=connected, free=self._free())
        age = self._clock() - oldest if oldest else timedelta()
        # What can be read may be full all the same.
        reason, free = self._database.trouble, self._free()
        return Vitals(reason=reason, depth=depth, age=age, lags=lags, connected=connected, free=free)

    def _free(self) -> float:
        usage = disk_usage(self._data_dir)
        return usage.free / usage.total
