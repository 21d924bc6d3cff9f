"""How Lotse is just now."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from shutil import disk_usage

from bot.monitoring.heartbeats import Heartbeats
from bot.storage.cluster.replicas import Replica
from bot.storage.database import Database
from bot.storage.engine.failures import DatabaseUnusable
from bot.system.clock import Clock
from handlers.core.events import PlatformName

# A platform is asked every half minute or so.
MAX_SILENCE = timedelta(minutes=2)
MAX_ANSWER_AGE = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """`reason` says why the database can't be used.

    `depth` are deliveries under way by state, `age` is for how long the oldest answer has been waiting.

    `lags` tell since when a platform has brought nothing; `free` is a share of the disk. `role` is what this process
    does among those that work on the database; while it `takes_over`, nobody answers.
    """

    reason: str = ""
    depth: Mapping[str, int] = field(default_factory=dict)
    age: timedelta = timedelta()
    lags: Mapping[PlatformName, timedelta] = field(default_factory=dict)
    connected: Mapping[PlatformName, bool] = field(default_factory=dict)
    free: float = 1
    role: str = ""
    takes_over: bool = False

    @property
    def has_database(self) -> bool:
        return not self.reason

    @property
    def is_ready(self) -> bool:
        return self.has_database and not self.takes_over and all(self.connected.values()) and self.age < MAX_ANSWER_AGE


class HealthCheck:
    """Looks, and changes nothing."""

    def __init__(
        self, database: Database, pulses: Heartbeats, data_dir: Path, clock: Clock, replica: Replica | None = None
    ) -> None:
        self._database = database
        self._pulses = pulses
        self._data_dir = data_dir
        self._clock = clock
        self._replica = replica or Replica.alone()

    async def look(self) -> Health:
        """Does not raise."""
        lags = self._pulses.lags()
        connected = {name: self._pulses.is_alive(name) and lag < MAX_SILENCE for name, lag in lags.items()}
        found = Health(lags=lags, connected=connected, free=self._free(), role=self._replica.role)
        try:
            async with self._database.begin() as unit:
                depth, oldest = await unit.backlog.depth(), await unit.backlog.oldest_answer()
        except Exception as error:  # noqa: BLE001
            reason = str(error) if isinstance(error, DatabaseUnusable) else f"it fails ({type(error).__name__})"
            return replace(found, reason=reason)
        age = self._clock() - oldest if oldest else timedelta()
        takes_over = self._replica.leads.is_set() and not self._replica.acts
        # What can be read may be full all the same.
        return replace(found, reason=self._database.trouble, depth=depth, age=age, takes_over=takes_over)

    def _free(self) -> float:
        usage = disk_usage(self._data_dir)
        return usage.free / usage.total
