"""One running Lotse for one data directory."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot import private_file

_NAME = "lock"
_MOST_DIGITS = 20
NOBODY = 0


class AlreadyRunning(Exception):
    """Another process works with this data directory."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__(f"Another Lotse is running with {data_dir}: stop it first, or use another data_dir.")


@contextmanager
def locked(data_dir: Path, holder: int = NOBODY, is_deposed: Callable[[int], bool] = lambda _: False) -> Iterator[None]:
    """Hold the data directory, which is made if need be; raise AlreadyRunning. The lock ends with the process.

    `holder` is the number of this process among those that work on a database. One that `is_deposed` may hang, and
    never let go: its file is replaced, and what it holds from then on is nothing.
    """
    path = private_file.folder(data_dir) / _NAME
    file = _open(path)
    try:
        if not _take(file):
            if not is_deposed(_holder(file)):
                raise AlreadyRunning(data_dir)
            old, file = file, _replace(path)
            os.close(old)
        # The file may have been replaced between opening and locking it.
        elif not os.path.samestat(os.fstat(file), path.stat()):
            raise AlreadyRunning(data_dir)
        os.truncate(file, 0)
        os.pwrite(file, str(holder).encode(), 0)
        yield
    finally:
        os.close(file)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _take(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(file: int) -> int:
    written = os.pread(file, _MOST_DIGITS, 0)
    return int(written) if written.isdigit() else NOBODY


def _replace(path: Path) -> int:
    """Return a new file in the place of the old one, locked before anybody else sees it."""
    new = path.with_name(f"{_NAME}-{os.getpid()}")
    file = _open(new)
    _take(file)
    new.replace(path)
    return file
