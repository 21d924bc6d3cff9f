"""Consistent copies of SQLite databases that may be in use."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.storage.engine.diagnosis import is_disk_full
from bot.storage.engine.failures import BackupError

_TIMEOUT_SECONDS = 30
# The number of copies from before upgrades that are kept.
COPIES_KEPT = 3


def connect_read_only(source: Path) -> sqlite3.Connection:
    """Return a read-only connection to a database that others may write to meanwhile."""
    return sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True, timeout=_TIMEOUT_SECONDS)


@contextmanager
def open_undamaged(source: Path) -> Iterator[sqlite3.Connection]:
    """Open a database for copying, in one transaction. Raises BackupError if it is damaged or can't be read."""
    try:
        with closing(connect_read_only(source)) as there:
            there.execute("BEGIN")
            (found,) = there.execute("PRAGMA quick_check(1)").fetchone()
            if found != "ok":
                raise BackupError(f"{source} is damaged ({found}): a backup of it would be useless.")
            yield there
    except sqlite3.Error as error:
        if is_disk_full(error):
            raise BackupError(f"There is no room for a copy of {source}: free space on the disk.") from error
        raise BackupError(f"{source} can't be read ({getattr(error, 'sqlite_errorname', 'SQLITE_ERROR')}).") from error


def copy_database(source: Path, target: Path) -> None:
    """Copy a database into a new file for its owner only. Raises BackupError."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with open_undamaged(source) as there, closing(sqlite3.connect(target)) as here:
            there.backup(here)
    except BackupError:
        target.unlink()
        raise


def copy_before_upgrade(file: Path, revision: str) -> Path:
    """Copy a database beside itself before it is migrated; return the copy. Raises BackupError."""
    target = file.with_name(f"{file.name}.{revision}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.bak")
    copy_database(file, target)
    return target


def delete_old_copies(file: Path) -> None:
    """Delete all but the newest copies from before upgrades."""
    copies = sorted(file.parent.glob(f"{file.name}.*.bak"), key=lambda each: each.stat().st_mtime)
    for each in copies[:-COPIES_KEPT]:
        each.unlink()
