"""Files for the eyes of their owner only, and never half there."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from shutil import copyfileobj
from typing import IO


def write(path: Path, content: str | bytes | IO[bytes]) -> None:
    """Readable by the owner only from its first byte; what was there before stays until all of it is on the disk."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    _write_draft(draft, content)
    draft.replace(path)
    sync_folder(path.parent)


def write_once(path: Path, content: str | bytes) -> None:
    """The same, unless it is there; of several processes that do it at once one succeeds."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    _write_draft(draft, content)
    with suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()
    sync_folder(path.parent)


def _write_draft(draft: Path, content: str | bytes | IO[bytes]) -> None:
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        if isinstance(content, str | bytes):
            file.write(content.encode() if isinstance(content, str) else content)
        else:
            copyfileobj(content, file)
        file.flush()
        os.fsync(file.fileno())


def make_private_folder(path: Path) -> Path:
    """Made if need be, for its owner only."""
    make_folder(path, 0o700)
    return path


def make_folder(path: Path, mode: int) -> None:
    """Make a folder and those above it that are missing, so that they stay when the power fails."""
    for missing in reversed([each for each in (path, *path.parents) if not each.exists()]):
        missing.mkdir(mode=mode if missing == path else 0o777, exist_ok=True)
        sync_folder(missing.parent)
    path.mkdir(mode=mode, exist_ok=True)


def sync_folder(path: Path) -> None:
    """Keep the names of a folder's files when the power fails, where the file system can."""
    # Not every one lets folders be synced; SQLite passes over that as well.
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
