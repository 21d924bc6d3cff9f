"""One running Lotse for one data directory."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot import private_file


class AlreadyRunning(Exception):
    """Another process works with this data directory."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__(f"Another Lotse is running with {data_dir}: stop it first, or use another data_dir.")


@contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """Holds the data directory, which is made if need be; raises AlreadyRunning. The lock ends with the process."""
    file = os.open(private_file.folder(data_dir) / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise AlreadyRunning(data_dir) from error
    else:
        yield
    finally:
        os.close(file)
