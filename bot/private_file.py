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
    _fill(draft, content)
    draft.replace(path)


def write_once(path: Path, content: str | bytes) -> None:
    """The same, unless it is there; of several processes that do it at once one succeeds."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    _fill(draft, content)
    with suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()


def _fill(draft: Path, content: str | bytes | IO[bytes]) -> None:
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        if isinstance(content, str | bytes):
            file.write(content.encode() if isinstance(content, str) else content)
        else:
            copyfileobj(content, file)
        file.flush()
        os.fsync(file.fileno())


def folder(path: Path) -> Path:
    """Made if need be, for its owner only."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
