"""Whole copies of SQLite databases, which others may write to meanwhile."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bot.storage.failures import BackupError
from bot.storage.unusable import is_full

# Of copies from before an upgrade.
KEPT = 3


def copy(source: Path, target: Path) -> None:
    """Copy a database as SQLite does it, for its owner only; raise BackupError if that is not possible."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as there,
            closing(sqlite3.connect(target)) as here,
        ):
            there.backup(here)
            (found,) = here.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        target.unlink()
        if is_full(error):
            raise BackupError(f"There is no room for a copy of {source}: free space on the disk.") from error
        raise BackupError(f"{source} can't be read ({getattr(error, 'sqlite_errorname', 'SQLITE_ERROR')}).") from error
    if found != "ok":
        target.unlink()
        raise BackupError(f"{source} is damaged ({found}): a backup of it would be of no use.")


def copy_before_upgrade(file: Path, revision: str) -> Path:
    """Copy a database beside itself before it is changed, and return where to."""
    target = file.with_name(f"{file.name}.{revision}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.bak")
    copy(file, target)
    return target


def drop_old_copies(file: Path) -> None:
    """Delete all but the newest copies from before upgrades."""
    copies = sorted(file.parent.glob(f"{file.name}.*.bak"), key=lambda each: each.stat().st_mtime)
    for each in copies[:-KEPT]:
        each.unlink()
