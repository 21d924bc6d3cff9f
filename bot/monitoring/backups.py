"""The time of the last backup, which `lotse backup` notes beside the database."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from bot.system import private_files

_FILE = "last-backup"


def note_backup(data_dir: Path, at: datetime) -> None:
    """Note that a backup is complete; one that can't be noted counts all the same."""
    with suppress(OSError):
        private_files.write(data_dir / _FILE, f"{at.isoformat()}\n")


def find_last_backup(data_dir: Path) -> datetime | None:
    """Return when the last backup was made; None if none is known."""
    try:
        found = datetime.fromisoformat((data_dir / _FILE).read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return None
    return found if found.tzinfo else None
