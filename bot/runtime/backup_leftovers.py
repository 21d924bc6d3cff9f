"""Unencrypted files that killed backups have left behind."""

from pathlib import Path
from shutil import rmtree

# Copies have a name only while they are empty; earlier versions left whole folders when they were killed.
PREFIX = "lotse-backup-"


def find_leftovers(data_dir: Path) -> list[Path]:
    """Return the unencrypted files that killed backups of earlier versions left behind."""
    return sorted(data_dir.glob(f"{PREFIX}*"))


def remove_leftovers(data_dir: Path) -> None:
    for path in find_leftovers(data_dir):
        if path.is_dir() and not path.is_symlink():
            rmtree(path)
        else:
            path.unlink(missing_ok=True)
