"""A driver of SQLite for SQLAlchemy that works in the thread of the event loop.

There a statement takes microseconds, and hundreds with a change of threads. What may take long runs in a thread: by its
kind, because it took long before, or because its transaction only reads, as pages of the desk and their statistics do.
No commit waits for a disk: checkpoints, and commits that sync the log, run in threads too, and waiting for the lock of
another process does not block the event loop.
"""

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from functools import partial
from itertools import chain, repeat
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy.connectors.asyncio import AsyncAdapt_dbapi_module
from sqlalchemy.engine import AdaptedConnection
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.util import await_only

T = TypeVar("T")

LOCK_TIMEOUT_SECONDS = 5.0
_RETRY_DELAYS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05)
# In seconds; a statement that took longer runs in a thread for a minute.
_SHORT_SECONDS = 0.01
_YIELD_SECONDS = 0.003
_SLOW_FOR_SECONDS = 60.0
_MAX_SLOW = 1_000
# Limits for rows of a statement or commit, and for the length of a value, beyond which a thread is used.
_MANY_ROWS = 100
_LARGE_VALUE = 100_000
# This many changed rows make some thousand pages of the log.
_CHECKPOINT_AFTER = 500
_CACHED_STATEMENTS = 500
# The low byte of an error code is the primary result code.
_KIND = 0xFF


log = logging.getLogger(__name__)


class Driver(AsyncAdapt_dbapi_module):
    """The module that an engine uses in place of `sqlite3`; one for each engine.

    `is_serving` is set once others use the event loop; until then every statement runs in a thread. Checkpoints are
    made for the database `file`.
    """

    paramstyle = "qmark"

    def __init__(self, file: Path | None = None, locate: Callable[[str], str] | None = None) -> None:
        """Create a driver; `locate` returns the address of a database by its name, if the name is none."""
        super().__init__(sqlite3)
        for name in (
            *("Binary", "DatabaseError", "Error", "IntegrityError", "NotSupportedError", "OperationalError"),
            *("PARSE_COLNAMES", "PARSE_DECLTYPES", "ProgrammingError", "sqlite_version", "sqlite_version_info"),
        ):
            setattr(self, name, getattr(sqlite3, name))
        self.is_serving = False
        self.has_stop = True
        self._starts_log = True
        self._ends_log = False
        self._file = file
        self._locate = locate
        self._changed_rows = 0
        self._checkpoint: asyncio.Task[None] | None = None
        self._slow: dict[str, float] = {}

    def connect(self, database: str, **_: Any) -> "SqliteConnection":
        """Return a new connection. Raises sqlite3.Error."""
        located = database if self._locate is None else self._locate(database)
        connect = partial(
            sqlite3.connect,
            located,
            uri=self._locate is not None,
            timeout=0,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=_CACHED_STATEMENTS,
        )
        return SqliteConnection(self, await_only(run_in_thread(connect)))

    def is_slow(self, statement: str) -> bool:
        """Return whether a statement should run in a thread."""
        if not self.is_serving or statement.startswith("PRAGMA"):
            return True
        until = self._slow.get(statement)
        return until is not None and monotonic() < until

    def note_duration(self, statement: str, seconds: float) -> None:
        """Learn from how long a statement took in the event loop."""
        if seconds > _SHORT_SECONDS:
            if len(self._slow) >= _MAX_SLOW:
                self._slow.clear()
            self._slow[statement] = monotonic() + _SLOW_FOR_SECONDS

    def is_slow_commit(self, rows: int) -> bool:
        """Return whether a commit of so many changed rows may take long; the first one into a new log syncs it."""
        return bool(rows) and (self._starts_log or self._ends_log or rows > _MANY_ROWS or not self.is_serving)

    def commit(self, connection: sqlite3.Connection) -> None:
        """Commit, and finish a checkpoint that has copied most of the log, as nobody writes at this moment."""
        connection.commit()
        self._starts_log = False
        if self._ends_log:
            self._ends_log = False
            self._starts_log = True
            self._checkpoint_on(connection)

    def note_commit(self, rows: int) -> None:
        """Start a checkpoint if enough rows have been changed since the last one."""
        self._changed_rows += rows
        if self._file is not None and self._changed_rows >= _CHECKPOINT_AFTER and self._checkpoint is None:
            self._changed_rows = 0
            self._checkpoint = asyncio.get_running_loop().create_task(self._make_checkpoint(self._file))

    async def wait_for_checkpoint(self) -> None:
        """Wait for a checkpoint that is in progress."""
        if self._checkpoint is not None:
            await asyncio.wait({self._checkpoint})

    async def _make_checkpoint(self, file: Path) -> None:
        """Copy most of the log while others read and write; the next commit copies what they add.

        SQLite starts the log anew only when all of it is copied. If this fails, the next checkpoint does it.
        """

        def copy() -> None:
            with closing(sqlite3.connect(file, timeout=0)) as connection:
                self._checkpoint_on(connection)

        try:
            await run_in_thread(copy)
        finally:
            self._ends_log = True
            self._checkpoint = None

    def _checkpoint_on(self, connection: sqlite3.Connection) -> None:
        """Make a checkpoint; committed data are in the log, so that a failure loses nothing."""
        try:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except sqlite3.Error as error:
            log.warning("A checkpoint of the database was postponed (%s)", error.sqlite_errorname)


class SqliteConnection(AdaptedConnection):
    """The connection that SQLAlchemy uses inside a greenlet; `reads_only` is set for a transaction that only reads."""

    def __init__(self, driver: Driver, connection: sqlite3.Connection) -> None:
        # SQLAlchemy expects this name.
        self._connection: Any = connection
        self.driver = driver
        self.isolation_level: str | None = None
        self.raw = connection
        self.reads_only = False
        self._changes = 0
        self._yielded_at = 0.0

    @property
    def driver_connection(self) -> sqlite3.Connection:
        return self.raw

    def cursor(self, *_: Any, **__: Any) -> "_Cursor":
        return _Cursor(self)

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> "_Cursor":
        cursor = _Cursor(self)
        cursor.execute(statement, parameters)
        return cursor

    def create_function(self, *given: Any, **named: Any) -> None:
        self.raw.create_function(*given, **named)

    def commit(self) -> None:
        await_only(self._commit())

    def rollback(self) -> None:
        """Roll back; SQLAlchemy also calls this after a commit, when there is nothing to undo."""
        if self.raw.in_transaction:
            self.raw.rollback()
        self._changes = self.raw.total_changes

    def close(self) -> None:
        await_only(self._close())

    def terminate(self) -> None:
        self.raw.close()

    async def execute_directly(self, statement: str, parameters: Sequence[Any]) -> tuple[Sequence[Any], int]:
        """Return the rows of a statement, and how many it has changed. Raises sqlite3.Error."""
        is_long = any(map(_is_large, parameters))
        return await self.run(statement, partial(_fetch, self.raw, statement, parameters), is_long=is_long)

    async def run(self, statement: str, work: Callable[[], T], *, is_long: bool = False) -> T:
        """Return the result of a statement; one that finds the database locked is retried for some seconds."""
        await self._yield_to_others()
        in_loop = not (is_long or self.reads_only or self.driver.is_slow(statement))
        if not in_loop or not self.raw.in_transaction:
            return await self._retry_while_locked(work, in_loop=in_loop)
        began = monotonic()
        try:
            return work()
        finally:
            self.driver.note_duration(statement, monotonic() - began)

    async def _yield_to_others(self) -> None:
        """Let other tasks run now and then, as statements that take no time never yield by themselves."""
        now = monotonic()
        if now - self._yielded_at > _YIELD_SECONDS:
            await asyncio.sleep(0)
            self._yielded_at = monotonic()

    async def _retry_while_locked(self, work: Callable[[], T], *, in_loop: bool) -> T:
        """Retry until another process releases the database.

        Only outside of a transaction, as later nothing has to wait.
        """
        until, pauses = monotonic() + LOCK_TIMEOUT_SECONDS, chain(_RETRY_DELAYS, repeat(_RETRY_DELAYS[-1]))
        while True:
            try:
                return work() if in_loop else await run_in_thread(work)
            except sqlite3.OperationalError as error:
                is_over = self.raw.in_transaction or monotonic() > until
                if is_over or error.sqlite_errorcode & _KIND != sqlite3.SQLITE_BUSY:
                    raise
            await asyncio.sleep(next(pauses))

    async def _commit(self) -> None:
        if not self.raw.in_transaction:
            return
        rows = self.raw.total_changes - self._changes
        if self.driver.is_slow_commit(rows):
            await run_in_thread(partial(self.driver.commit, self.raw))
        else:
            self.raw.commit()
        self._changes = self.raw.total_changes
        self.driver.note_commit(rows)

    async def _close(self) -> None:
        """Close in a thread, as the last connection makes a checkpoint."""
        await self.driver.wait_for_checkpoint()
        await run_in_thread(self.raw.close)


class _Cursor:
    """Executes a statement and fetches all its rows at once."""

    arraysize = 1
    description: Any = None
    rowcount = -1
    lastrowid: int | None = None

    def __init__(self, connection: SqliteConnection) -> None:
        self._connection = connection
        self._rows: deque[Any] = deque()

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        is_long = any(map(_is_large, parameters))
        work = partial(self._run, self._connection.raw.execute, statement, parameters)
        await_only(self._connection.run(statement, work, is_long=is_long))

    def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> None:
        work = partial(self._run, self._connection.raw.executemany, statement, parameters)
        await_only(self._connection.run(statement, work, is_long=len(parameters) > _MANY_ROWS))

    def fetchone(self) -> Any:
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        return [self._rows.popleft() for _ in range(min(size or self.arraysize, len(self._rows)))]

    def fetchall(self) -> list[Any]:
        taken, self._rows = [*self._rows], deque()
        return taken

    def __iter__(self) -> Iterator[Any]:
        while self._rows:
            yield self._rows.popleft()

    def close(self) -> None:
        """Drop the rows; nothing else is held."""
        self._rows.clear()

    async def _async_soft_close(self) -> None:
        """Do nothing: all rows are fetched already."""

    def _run(self, run: Callable[..., sqlite3.Cursor], statement: str, parameters: Sequence[Any]) -> None:
        cursor = run(statement, parameters)
        self._rows = deque(cursor.fetchall() if cursor.description else ())
        self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
        cursor.close()


def get_sqlite_connection(connection: AsyncConnection) -> SqliteConnection:
    """Return what a connection to SQLite works with."""
    raw: Any = connection.sync_connection
    found: SqliteConnection = raw.connection.dbapi_connection
    return found


def _fetch(connection: sqlite3.Connection, statement: str, parameters: Sequence[Any]) -> tuple[Sequence[Any], int]:
    cursor = connection.execute(statement, parameters)
    rows = cursor.fetchall() if cursor.description else ()
    return rows, cursor.rowcount


def _is_large(value: object) -> bool:
    return isinstance(value, (str, bytes)) and len(value) > _LARGE_VALUE


async def run_in_thread(work: Callable[[], T]) -> T:
    """Return the result of `work`, run in a thread. When cancelled, wait for it: it must not go on by itself."""
    running = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        while not running.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait({running})
        raise
