"""The database: opening, migrating, and one transaction at a time."""

import logging
from asyncio import Event, Lock, Semaphore, sleep
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from math import inf
from os import O_CREAT, O_RDWR, close, open  # noqa: A004
from pathlib import Path
from sqlite3 import SQLITE_BUSY, OperationalError
from time import monotonic
from typing import Any

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

from bot.storage.cluster import leases
from bot.storage.cluster.replicas import Replica
from bot.storage.engine import sqlite_files
from bot.storage.engine.copying import copy_before_upgrade, delete_old_copies
from bot.storage.engine.diagnosis import damage_error, diagnose, find_damage, permission_error
from bot.storage.engine.failures import DatabaseDamaged, DatabaseTooNew, DatabaseUnusable, NoDatabase
from bot.storage.engine.migration import Migration, migrate
from bot.storage.engine.schema import HEAD, SchemaVersion, check_version, read_version
from bot.storage.engine.sqlite_driver import Driver
from bot.storage.engine.wal import WriteAheadLog
from bot.storage.unit_of_work import UnitOfWork
from bot.system import private_files

__all__ = [
    "Database",
    "DatabaseTooNew",
    "change_in_place",
    "is_in_use",
    "open_database",
    "open_without_upgrade",
    "upgrade_database",
]

log = logging.getLogger(__name__)

_PRAGMAS = ("synchronous=NORMAL", "foreign_keys=ON", "wal_autocheckpoint=0")
_READS_ONLY = {"reads_only": True, "postgresql_readonly": True}
# Of the 15 connections that an engine has at once; the others are for those who write.
_MOST_READERS = 5
_OPENING_SECONDS = 30
_RETRY_SECONDS = 0.05
_LOG_INTERVAL_SECONDS = 3_600


class Database:
    """An open database; `fault` says why it can't be used at the moment, and is logged if `logs` is set.

    On SQLite, commits are synced to the disk here; PostgreSQL does that itself.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        journal: WriteAheadLog | None = None,
        replica: Replica | None = None,
        *,
        logs: bool = False,
    ) -> None:
        self._fault: DatabaseUnusable | None = None
        self._logs = logs
        self._engine = engine
        self._reading_engine = engine.execution_options(**_READS_ONLY)
        self._readers = Semaphore(_MOST_READERS)
        self._journal = journal
        self._replica = replica or Replica.alone()
        self._logged_at: dict[str, float] = {}
        # SQLite serves waiting writers at random; a lock makes them wait in order within this process.
        self._write_lock: AbstractAsyncContextManager[Any] = (
            Lock() if engine.dialect.name == "sqlite" else nullcontext()
        )

    @property
    def fault(self) -> str:
        return str(self._fault or "")

    @asynccontextmanager
    async def begin(self, *, durable: bool = True, fenced: bool = False) -> AsyncIterator[UnitOfWork]:
        """Yield the stores of one transaction; commit it at the end, or roll back if anything is raised.

        A transaction that is not `durable` may be lost in a power failure until a later durable one has ended: what
        follows from it must wait for that, or lead to the same again. While one is `fenced`, no other process can take
        over. Raises DatabaseUnusable, DiskFailed, or LeadershipLost if another process has taken over.
        """
        if self._journal is not None:
            self._journal.check()
        await self._replica.confirm_lease()
        async with self._noting_faults(), self._write_lock, self._engine.begin() as connection:
            if fenced:
                await self._replica.hold_lease(connection)
            before = self._count_changes(connection)
            yield UnitOfWork(connection)
            has_written = self._count_changes(connection) > before
        if self._journal is not None and has_written:
            self._journal.note_commit()
            if durable:
                await self._journal.sync()
        if has_written and self._fault is not None and not isinstance(self._fault, DatabaseDamaged):
            self._fault = None
            log.warning("The database can be written again")

    @asynccontextmanager
    async def read(self) -> AsyncIterator[UnitOfWork]:
        """Yield the stores of one transaction that changes nothing; no `begin` waits for it, even if there are many.

        Raises DatabaseUnusable or LeadershipLost; RuntimeError or DBAPIError if something was to be changed.
        """
        await self._replica.confirm_lease()
        async with self._noting_faults(), self._readers, self._reading_engine.begin() as connection:
            before = self._count_changes(connection)
            yield UnitOfWork(connection)
            # PRAGMA query_only would have SQLite compile all statements anew.
            if self._count_changes(connection) > before:
                raise RuntimeError("something was changed in a transaction that only reads")

    @asynccontextmanager
    async def _noting_faults(self) -> AsyncIterator[None]:
        """Raise DatabaseUnusable for a DBAPIError that is about the file."""
        try:
            yield
        except DBAPIError as error:
            found = diagnose(error, _file(self._engine.url))
            if found is None:
                raise
            self._note_fault(found)
            raise found from error

    async def sync(self) -> None:
        """Return when all that was committed is on the disk; raise DiskFailed."""
        if self._journal is not None:
            await self._journal.sync_rest()

    async def wait_for_failure(self) -> None:
        """Raise DiskFailed as soon as the disk fails; never return."""
        if self._journal is None:
            await Event().wait()
        else:
            await self._journal.wait_for_failure()

    def _count_changes(self, connection: AsyncConnection) -> int:
        """Return how many rows SQLite has changed on this connection so far; 0 on PostgreSQL."""
        if self._engine.dialect.name != "sqlite":
            return 0
        raw: Any = connection.sync_connection
        return int(raw.connection.driver_connection.total_changes)

    def _note_fault(self, found: DatabaseUnusable) -> None:
        """Keep the fault and log it once an hour, as it recurs at every step; a locked database recovers by itself."""
        if found.code != SQLITE_BUSY:
            self._fault = found
        sentence, now = str(found), monotonic()
        if self._logs and now - self._logged_at.get(sentence, -inf) > _LOG_INTERVAL_SECONDS:
            self._logged_at[sentence] = now
            log.error("%s", sentence)


@asynccontextmanager
async def open_database(url: str, replica: Replica | None = None) -> AsyncIterator[Database]:
    """Open a database, create it if there is none, and migrate it. Raises DatabaseTooNew or DatabaseUnusable.

    `replica` is this process, where there are others that work on the database.
    """
    async with _disposing(new_engine(make_url(url), replica)) as engine:
        await _check_integrity(engine)
        done = await _migrate(engine, make_url(url))
        if done is not None and done.copy is not None:
            log.warning(
                "The database was migrated from revision %s to %s; a copy from before is in %s",
                *(done.found, HEAD, done.copy),
            )
        async with engine.begin() as connection:
            _warn_of_newer(await connection.run_sync(read_version))
        async with _serving(engine, make_url(url), replica, logs=True) as database:
            yield database


@asynccontextmanager
async def open_without_upgrade(url: str, *, reads_only: bool = False) -> AsyncIterator[Database]:
    """Open a database whose tables this program can use, without migrating it.

    Raises NoDatabase, DatabaseTooOld, DatabaseTooNew or DatabaseUnusable, before anything is written.
    """
    async with _disposing(_read_only_engine(make_url(url))) as engine:
        async with engine.begin() as connection:
            _warn_of_newer(await connection.run_sync(check_version))
        if reads_only:
            yield Database(engine)
            return
    async with _disposing(new_engine(make_url(url))) as engine, _serving(engine, make_url(url)) as database:
        yield database


async def is_in_use(url: str) -> bool:
    """Return whether a service works on a PostgreSQL database; for SQLite the lock of the data directory tells."""
    if make_url(url).get_backend_name() == "sqlite":
        return False
    async with _disposing(_read_only_engine(make_url(url))) as engine, engine.begin() as connection:
        return await leases.is_in_use(connection)


async def upgrade_database(url: str) -> Migration | None:
    """Run the pending migrations; return None if there are none. Raises NoDatabase or DatabaseTooNew."""
    async with _disposing(_read_only_engine(make_url(url))) as engine, engine.begin() as connection:
        if (await connection.run_sync(read_version)).revision is None:
            raise NoDatabase
    async with _disposing(new_engine(make_url(url))) as engine:
        await _check_integrity(engine)
        return await _migrate(engine, make_url(url))


async def change_in_place(url: str, change: Callable[[Connection], None]) -> None:
    """Change the tables of a database in one transaction, whatever revision they have. Raises NoDatabase."""
    file = _file(make_url(url))
    if file is not None and not file.exists():
        raise NoDatabase
    async with _disposing(new_engine(make_url(url))) as engine, engine.begin() as connection:
        await connection.run_sync(change)


@asynccontextmanager
async def _disposing(engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    try:
        yield engine
    except DBAPIError as error:
        found = diagnose(error, _file(engine.url))
        if found is None:
            raise
        raise found from error
    finally:
        await engine.dispose()


@asynccontextmanager
async def _serving(
    engine: AsyncEngine, url: URL, replica: Replica | None = None, *, logs: bool = False
) -> AsyncIterator[Database]:
    journal = _journal(url)
    if isinstance(engine.dialect.dbapi, Driver):
        engine.dialect.dbapi.is_serving = True
    try:
        yield Database(engine, journal, replica, logs=logs)
    finally:
        if journal is not None:
            await journal.close()


async def _check_integrity(engine: AsyncEngine) -> None:
    """Raise DatabaseDamaged rather than damage a file further."""
    if engine.dialect.name != "sqlite":
        return
    async with engine.begin() as connection:
        found = await connection.run_sync(find_damage)
    if found is not None:
        raise damage_error(_file(engine.url), found)


async def _migrate(engine: AsyncEngine, url: URL) -> Migration | None:
    file = _file(url)

    def keep(revision: str) -> Path | None:
        return copy_before_upgrade(file, revision) if file is not None else None

    async with engine.begin() as connection:
        done = await connection.run_sync(migrate, keep)
    if file is not None and done is not None:
        delete_old_copies(file)
    return done


def _warn_of_newer(found: SchemaVersion) -> None:
    if found.is_newer:
        log.warning(
            "The database was written by a newer version of Lotse (its tables are of revision %s, this version knows "
            "them up to %s); it can be used, as only additions were made",
            *(found.revision, HEAD),
        )


def _file(url: URL) -> Path | None:
    """Return the file of an SQLite database; None if it has none."""
    is_file = url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:"
    return Path(str(url.database)) if is_file else None


def _journal(url: URL) -> WriteAheadLog | None:
    """Return the write-ahead log of an SQLite file; None for a database in memory."""
    file = _file(url)
    return None if file is None else WriteAheadLog(Path(f"{file}-wal"))


def new_engine(url: URL, replica: Replica | None = None) -> AsyncEngine:
    """Return an engine; the file of an SQLite database is created, for its owner only, if it is missing."""
    # `hide_parameters`, as error texts end up in the log, where nothing that people wrote may be.
    if url.get_backend_name() != "sqlite":
        options = {"application_name": replica.name} if replica else {}
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=options)
    file = _file(url)
    if file is not None:
        _prepare_file(file)
    engine = create_async_engine(url, hide_parameters=True, module=Driver(file))
    event.listen(engine.sync_engine, "connect", _configure_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_on_sqlite)
    return engine


def _read_only_engine(url: URL) -> AsyncEngine:
    """Return an engine that writes nothing, not even what SQLite would tidy up. Raises NoDatabase."""
    if url.get_backend_name() != "sqlite":
        engine = create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
        return engine.execution_options(postgresql_readonly=True)
    file = _file(url)
    if file is None or not file.exists() or not file.stat().st_size:
        raise NoDatabase
    return create_async_engine(
        url, hide_parameters=True, module=Driver(locate=lambda _: sqlite_files.read_only_address(file))
    )


def _prepare_file(file: Path) -> None:
    """Create the file of a database for its owner only. Raises DatabaseUnusable."""
    try:
        private_files.make_folder(file.parent, 0o777)
        close(open(file, O_CREAT | O_RDWR, 0o600))
        file.chmod(0o600)
        private_files.sync_folder(file.parent)
    except PermissionError as error:
        raise permission_error(file) from error


def _configure_sqlite(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    _write_ahead(cursor)
    cursor.close()


def _write_ahead(cursor: DBAPICursor) -> None:
    """Switch to write-ahead logging, retrying while another program does: SQLite itself does not wait here."""
    deadline = monotonic() + _OPENING_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except OperationalError as error:
            if error.sqlite_errorcode != SQLITE_BUSY or monotonic() > deadline:
                raise
            await_only(sleep(_RETRY_SECONDS))
        else:
            return


def _begin_on_sqlite(connection: Connection) -> None:
    reads_only = bool(connection.get_execution_options().get("reads_only"))
    sqlite: Any = connection.connection.dbapi_connection
    sqlite.reads_only = reads_only
    # A transaction that first reads and then writes would fail instead of waiting for another writer.
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
