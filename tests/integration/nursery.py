"""Processes of Lotse, forked from one that has imported everything and indexed what ships: most of a start."""

import asyncio
import atexit
import gc
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from bot import cli
from tests.prepared import index

_ROOT = Path(__file__).parents[2]
_LONGEST = 2**20
_MODULES = (
    "anyio._backends._asyncio",
    "apscheduler.executors.asyncio",
    "bot.cli.run",
    "bot.platforms.matrix.platform",
    "bot.platforms.telegram.platform",
    "bot.storage.engine.upgrade",
    "cryptography.hazmat.primitives.asymmetric.ed25519",
    "httpcore",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.aiosqlite",
)
# Other systems have no sign that a child has ended which can be waited for beside others.
CAN_FORK = hasattr(os, "pidfd_open")


@dataclass(kw_only=True)
class Born:
    """A process, with as much of asyncio's own as a service needs."""

    pid: int
    _end: asyncio.Task[int]

    @property
    def returncode(self) -> int | None:
        return self._end.result() if self._end.done() else None

    async def wait(self) -> int:
        return await asyncio.shield(self._end)

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)


async def start(arguments: tuple[str, ...], environment: Mapping[str, str], log: Path) -> Born:
    """Run `lotse` with these arguments; what it prints is added to the log."""
    with log.open("ab") as file, TemporaryFile() as nothing:
        status = _fork(arguments, environment, _ROOT, (nothing.fileno(), file.fileno(), file.fileno()))
    status.setblocking(False)
    pid = await _number(status)
    return Born(pid=pid, _end=asyncio.create_task(_ended(status)))


def run(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    stdin: int | bytes = b"",
    *,
    patience: float,
    on_start: Callable[[int], object] = lambda _: None,
) -> subprocess.CompletedProcess[bytes]:
    """Run `lotse` in a folder to its end; `stdin` is a file descriptor or what is typed. Kill it after `patience`.

    `on_start` is told the number of the process.
    """
    with TemporaryFile() as typed, TemporaryFile() as out, TemporaryFile() as err:
        if isinstance(stdin, bytes):
            typed.write(stdin)
            typed.seek(0)
        source = typed.fileno() if isinstance(stdin, bytes) else stdin
        with _fork(arguments, environment, folder, (source, out.fileno(), err.fileno())) as status:
            pid = int(status.recv(64))
            on_start(pid)
            status.settimeout(patience)
            try:
                code = os.waitstatus_to_exitcode(int(status.recv(64)))
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                raise
        for file in (out, err):
            file.seek(0)
        return subprocess.CompletedProcess(["lotse", *arguments], code, out.read(), err.read())


def _fork(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path, files: tuple[int, int, int]
) -> socket.socket:
    """Ask for a process with these standard streams; return where its number and then its exit status are told."""
    status, told = _connection()
    request = {"arguments": arguments, "environment": dict(environment), "folder": str(folder)}
    with told:
        socket.send_fds(_nursery(), [json.dumps(request).encode()], [*files, told.fileno()])
    return status


async def _ended(status: socket.socket) -> int:
    with status:
        return os.waitstatus_to_exitcode(await _number(status))


async def _number(status: socket.socket) -> int:
    return int(await asyncio.get_running_loop().sock_recv(status, 64))


def _connection() -> tuple[socket.socket, socket.socket]:
    """Return the ends of a connection that keeps messages apart."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


@cache
def _nursery() -> socket.socket:
    """Start the process that is forked, and return the connection to it, at whose end it ends."""
    here, there = _connection()
    with there:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "tests.integration.nursery", str(there.fileno())],
            cwd=_ROOT,
            pass_fds=[there.fileno()],
            stdin=subprocess.DEVNULL,
        )

    def end() -> None:
        here.close()
        process.wait()

    atexit.register(end)
    return here


@dataclass
class _Nursery:
    """Forks on request, and tells of each child when it has ended, until nobody listens any more."""

    connection: socket.socket

    def __post_init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._selector.register(self.connection, selectors.EVENT_READ)

    def fork(self) -> dict[str, Any]:
        """Return in each child, with what it is to do; end the process itself at the end of the connection."""
        while True:
            for key, _ in self._selector.select():
                if key.data is not None:
                    self._tell(key.fd, *key.data)
                elif (request := self._asked()) is not None:
                    return request

    def _asked(self) -> dict[str, Any] | None:
        """Return the request in the child."""
        message, files, _, _ = socket.recv_fds(self.connection, _LONGEST, 4)
        if not message:
            sys.exit()
        *streams, status = files
        pid = os.fork()
        if not pid:
            self._leave()
            os.close(status)
            _redirect(streams)
            return dict(json.loads(message))
        for file in streams:
            os.close(file)
        os.write(status, str(pid).encode())
        self._selector.register(os.pidfd_open(pid), selectors.EVENT_READ, (pid, status))
        return None

    def _tell(self, file: int, pid: int, status: int) -> None:
        self._selector.unregister(file)
        os.close(file)
        _, code = os.waitpid(pid, 0)
        # Whoever asked for it may be gone.
        with suppress(BrokenPipeError):
            os.write(status, str(code).encode())
        os.close(status)

    def _leave(self) -> None:
        """Keep nothing that belongs to the one that forks."""
        for key in list(self._selector.get_map().values()):
            if key.data is not None:
                os.close(key.fd)
                os.close(key.data[1])
        self._selector.close()
        self.connection.close()


def _redirect(streams: list[int]) -> None:
    for number, file in enumerate(streams):
        os.dup2(file, number)
        os.close(file)


def _run() -> None:
    # Under `nohup` it would be ignored, here and in every child.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    for module in _MODULES:
        import_module(module)
    search = index()
    # A collection in a child would go through all of this, and so copy it.
    gc.collect()
    gc.freeze()
    request = _Nursery(socket.socket(fileno=int(sys.argv[1]))).fork()
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    time.tzset()
    sys.argv = ["lotse", *request["arguments"]]
    cli.main(search)


if __name__ == "__main__":
    _run()
