"""The lock that keeps a second service out of a data directory."""

import fcntl
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from pathlib import Path

from bot.system import private_files

_NAME = "lock"
_MAX_BYTES = 1_000
NOBODY = 0
# The 22nd field of https://www.kernel.org/doc/html/latest/filesystems/proc.html, counted from behind the name.
_START_TIME_FIELD = 19


class AlreadyRunning(Exception):
    """Another process works with this data directory."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__(f"Another Lotse is running with {data_dir}: stop it first, or use another data_dir.")


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that holds a lock; `number` is its number among those that work on a database.

    A process id belongs to a `namespace` of its `host`, and identifies a process only together with its start time.
    """

    number: int
    host: str
    namespace: int
    pid: int
    started_at: str

    @classmethod
    def current(cls, number: int) -> "Holder":
        pid = os.getpid()
        with suppress(OSError):
            return cls(number, socket.gethostname(), _pid_namespace(), pid, _read_start_time(pid))
        return cls(number, "", 0, pid, "")

    @classmethod
    def read(cls, file: int) -> "Holder | None":
        """Return the holder that is recorded in the file; None if it can't be read."""
        fields = os.pread(file, _MAX_BYTES, 0).decode(errors="replace").split("\n")
        with suppress(ValueError):
            number, host, namespace, pid, started_at = fields
            return cls(int(number), host, int(namespace), int(pid), started_at)
        return None

    def write(self, file: int) -> None:
        os.truncate(file, 0)
        os.pwrite(file, "\n".join(map(str, astuple(self))).encode(), 0)

    def kill(self) -> None:
        """End the process if it runs on this machine: stopped in the middle of a change, it would keep its locks."""
        # It may be out of reach, or have ended.
        with suppress(OSError):
            is_reachable = self.host == socket.gethostname() and self.namespace == _pid_namespace()
            if is_reachable and self.pid != os.getpid() and self.started_at == _read_start_time(self.pid):
                os.kill(self.pid, signal.SIGKILL)


@contextmanager
def lock_data_dir(
    data_dir: Path, number: int = NOBODY, is_deposed: Callable[[int], bool] = lambda _: False
) -> Iterator[None]:
    """Hold the data directory, creating it if necessary, at most until the process ends. Raises AlreadyRunning.

    `number` is the number of this process among those that work on a database. A holder that `is_deposed` may hang and
    never let go: it is killed, or its lock file replaced where it is out of reach, so that what it still holds is void.
    """
    path = private_files.make_private_folder(data_dir) / _NAME
    file = _open(path)
    try:
        if not _try_lock(file):
            holder = Holder.read(file)
            if holder is None or not is_deposed(holder.number):
                raise AlreadyRunning(data_dir)
            holder.kill()
            old, file = file, _replace(path)
            os.close(old)
        # The file may have been replaced between opening and locking it.
        elif not os.path.samestat(os.fstat(file), path.stat()):
            raise AlreadyRunning(data_dir)
        Holder.current(number).write(file)
        yield
    finally:
        os.close(file)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _try_lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _replace(path: Path) -> int:
    """Return a new lock file in the place of the old one, locked before another process can open it."""
    new = path.with_name(f"{_NAME}-{os.getpid()}")
    file = _open(new)
    _try_lock(file)
    new.replace(path)
    return file


def _pid_namespace() -> int:
    return os.stat("/proc/self/ns/pid").st_ino  # noqa: PTH116


def _read_start_time(pid: int) -> str:
    """Return when a process was started, in clock ticks since boot."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[_START_TIME_FIELD]
