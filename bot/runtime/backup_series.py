"""Dated backups in a folder, of which the newest are kept."""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.storage.engine.failures import BackupError

_NAME = re.compile(r"lotse-\d{4}-\d{2}-\d{2}T\d{6}Z\.age")


def name_backup(now: datetime) -> str:
    """Return the file name of a backup made at `now` (UTC); names sort by time."""
    return f"lotse-{now:%Y-%m-%dT%H%M%S}Z.age"


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Hold the folder for one backup at a time, at most until the process ends. Raises BackupError if it is taken."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise BackupError(f"Another backup into {folder} is under way.") from error
    else:
        yield
    finally:
        os.close(opened)


def remove_old_backups(folder: Path, keep: int) -> list[Path]:
    """Remove all dated backups but the `keep` newest, and drafts of killed ones; return the removed backups."""
    for path in folder.iterdir():
        if path.name.endswith(".new") and _NAME.fullmatch(path.name.removesuffix(".new")):
            path.unlink()
    found = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name) and path.is_file())
    old = found[:-keep]
    for path in old:
        path.unlink()
    return old
