"""SQLite's write-ahead log, synced for several transactions at once."""

import asyncio
import os
from asyncio import to_thread
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from bot.storage.engine.failures import DiskFailed
from bot.system.batching import Batcher

# macOS has only `fsync`.
_sync_data: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)
_BATCH_SIZE = 1_000


def sync_file(file: Path) -> None:
    """Return when all of a file is on the disk, or if it does not exist. Raises OSError."""
    try:
        descriptor = os.open(file, os.O_RDONLY)
    except FileNotFoundError:
        # The last connection has synced the whole database when closing it.
        return
    try:
        _sync_data(descriptor)
    finally:
        os.close(descriptor)


class WriteAheadLog:
    """The log of one database; commits during a sync share the next one.

    After a failed sync the system may have dropped what was not on the disk, and a later one would succeed all the
    same, so that none is made: https://wiki.postgresql.org/wiki/Fsync_Errors
    """

    def __init__(self, file: Path, sync: Callable[[Path], None] = sync_file) -> None:
        self._file = file
        self._sync_file = sync
        self._syncs = Batcher(self._sync, _BATCH_SIZE)
        self._failed = asyncio.Event()
        self._commits = 0
        self._synced_commits = 0

    async def sync(self) -> None:
        """Return when everything that was committed before is on the disk. Raises DiskFailed."""
        await self._syncs.submit(None)

    def note_commit(self) -> None:
        """Count a commit that the next sync is for."""
        self._commits += 1

    async def sync_rest(self) -> None:
        """Return when every counted commit is on the disk; raise DiskFailed."""
        if self._synced_commits < self._commits:
            await self.sync()

    def check(self) -> None:
        """Raise DiskFailed if a sync has failed."""
        if self._failed.is_set():
            raise DiskFailed

    async def wait_for_failure(self) -> NoReturn:
        """Wait until a sync fails, and raise DiskFailed."""
        await self._failed.wait()
        raise DiskFailed

    async def close(self) -> None:
        """Wait for the sync in progress."""
        await self._syncs.close()

    async def _sync(self, waiting: Sequence[None]) -> Sequence[None]:
        self.check()
        commits = self._commits
        try:
            await to_thread(self._sync_file, self._file)
        except OSError as error:
            self._failed.set()
            raise DiskFailed from error
        self._synced_commits = commits
        return waiting
