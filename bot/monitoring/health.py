"""The health of the service: database, platforms, outbox, feeds, disk, backups."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from shutil import disk_usage

from bot.monitoring.backups import find_last_backup
from bot.storage.cluster.replicas import Replica
from bot.storage.database import Database
from bot.storage.engine.failures import DatabaseUnusable
from bot.storage.unit_of_work import UnitOfWork
from bot.system.clock import Clock
from handlers.core.events import PlatformName


class Heartbeats:
    """The time at which each platform last delivered an update or reported that there is none; initially its start."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._last_beats: dict[PlatformName, datetime] = {}
        self._alive: set[PlatformName] = set()

    def expect(self, platforms: Collection[PlatformName]) -> None:
        self._last_beats = dict.fromkeys(platforms, self._clock())

    def beat(self, platform: PlatformName) -> None:
        if platform in self._last_beats:
            self._last_beats[platform] = self._clock()
            self._alive.add(platform)

    def is_alive(self, platform: PlatformName) -> bool:
        """Return whether the platform has brought anything since it was started."""
        return platform in self._alive

    def lags(self) -> Mapping[PlatformName, timedelta]:
        return {platform: self._clock() - at for platform, at in self._last_beats.items()}


# Platforms are polled about every half minute.
MAX_SILENCE = timedelta(minutes=2)
MAX_ANSWER_AGE = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """The state of the service at one moment.

    `reason` says why the database can't be used. `open_deliveries` counts deliveries by state, `oldest_reply_age` is
    for how long the oldest reply has been waiting. `lags` tells for how long each platform has brought nothing, `feeds`
    for how long each configured feed could not be read. `free_disk` is a fraction; `backup_at` is None if no backup is
    known. `role` is what this process does among those on the database; while `is_taking_over`, nobody answers.
    """

    reason: str = ""
    open_deliveries: Mapping[str, int] = field(default_factory=dict)
    oldest_reply_age: timedelta = timedelta()
    lags: Mapping[PlatformName, timedelta] = field(default_factory=dict)
    connected: Mapping[PlatformName, bool] = field(default_factory=dict)
    feeds: Mapping[str, timedelta] = field(default_factory=dict)
    free_disk: float = 1
    backup_at: datetime | None = None
    role: str = ""
    is_taking_over: bool = False

    @property
    def has_database(self) -> bool:
        return not self.reason

    @property
    def is_ready(self) -> bool:
        return (
            self.has_database
            and not self.is_taking_over
            and all(self.connected.values())
            and self.oldest_reply_age < MAX_ANSWER_AGE
        )


class HealthCheck:
    """Examines the service without changing anything."""

    def __init__(
        self,
        database: Database,
        pulses: Heartbeats,
        data_dir: Path,
        clock: Clock,
        replica: Replica | None = None,
        feeds: Collection[str] = (),
    ) -> None:
        self._database = database
        self._heartbeats = pulses
        self._data_dir = data_dir
        self._clock = clock
        self._replica = replica or Replica.alone()
        self._feeds = feeds

    async def run(self) -> Health:
        """Return the health of the service. Does not raise."""
        lags = self._heartbeats.lags()
        connected = {name: self._heartbeats.is_alive(name) and lag < MAX_SILENCE for name, lag in lags.items()}
        found = Health(
            lags=lags,
            connected=connected,
            free_disk=self._measure_free_disk(),
            backup_at=find_last_backup(self._data_dir),
            role=self._replica.role,
        )
        try:
            async with self._database.begin() as unit:
                depth, oldest = await unit.backlog.count_open(), await unit.backlog.find_oldest_reply()
                feeds = await self._find_feeds(unit)
        except Exception as error:  # noqa: BLE001
            reason = str(error) if isinstance(error, DatabaseUnusable) else f"it fails ({type(error).__name__})"
            return replace(found, reason=reason)
        age = self._clock() - oldest if oldest else timedelta()
        takes_over = self._replica.leadership.is_set() and not self._replica.is_active
        # A database that can be read may still be full.
        return replace(
            found,
            reason=self._database.fault,
            open_deliveries=depth,
            oldest_reply_age=age,
            feeds=feeds,
            is_taking_over=takes_over,
        )

    async def _find_feeds(self, unit: UnitOfWork) -> Mapping[str, timedelta]:
        """Return for how long each feed could not be read, zero if it can."""
        failing, now = await unit.feeds.list_failing(self._feeds) if self._feeds else {}, self._clock()
        return {feed: now - failing.get(feed, now) for feed in self._feeds}

    def _measure_free_disk(self) -> float:
        usage = disk_usage(self._data_dir)
        return usage.free / usage.total
