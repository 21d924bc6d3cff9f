"""Files that only their owner can read, written atomically."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from shutil import copyfileobj
from typing import IO


def write(path: Path, content: str | bytes | IO[bytes]) -> None:
    """Write a file that only its owner can read; an earlier version stays until the new one is on the disk."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    _write_draft(draft, content)
    draft.replace(path)
    sync_folder(path.parent)


def write_once(path: Path, content: str | bytes) -> None:
    """Write a file unless it exists; of several processes that do so at once, one succeeds."""
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
    """Create a folder for its owner only, unless it exists; return it."""
    make_folder(path, 0o700)
    return path


def make_folder(path: Path, mode: int) -> None:
    """Create a folder and its missing parents, so that they survive a power failure."""
    for missing in reversed([each for each in (path, *path.parents) if not each.exists()]):
        missing.mkdir(mode=mode if missing == path else 0o777, exist_ok=True)
        sync_folder(missing.parent)
    path.mkdir(mode=mode, exist_ok=True)


def sync_folder(path: Path) -> None:
    """Make the names of a folder's files survive a power failure, where the file system supports it."""
    # Not every file system can sync folders; SQLite ignores that as well.
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
