"""A service on a disk whose power fails."""

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.integration.service import Service
from tests.power.disk import Disk, recorded

# What a sync takes on a solid-state disk without a cache that survives.
_SYNC_US = 3_000


@dataclass(kw_only=True)
class PoweredService(Service):
    """`crash` takes its power; `fates` tells what was left each time."""

    recorder: Path
    chance: Random
    fates: list[str] = field(default_factory=list)
    _disk: Disk = field(init=False)

    @property
    def broken(self) -> Path:
        """While this file is there, every sync fails."""
        return self.folder.with_name(f"{self.folder.name}.broken")

    async def start(self) -> None:
        self.configure()
        self._record.unlink(missing_ok=True)
        self._disk = Disk.of(self.folder)
        self.variables |= {
            "LD_PRELOAD": str(self.recorder),
            "POWER_ROOT": str(self.folder),
            "POWER_RECORD": str(self._record),
            "POWER_SYNC_US": str(_SYNC_US),
            "POWER_BROKEN": str(self.broken),
        }
        await super().start()

    async def crash(self) -> None:
        await super().crash()
        self._disk.play(recorded(self._record))
        self.fates.append(self._disk.lose_power(self.chance))

    @property
    def _record(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}.record")
