"""The database: opened, brought up to date, and used one transaction at a time."""

import logging
from asyncio import Event, Lock, sleep
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
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

from bot.storage.announcements.announcements import AnnouncementStore
from bot.storage.announcements.feeds import FeedStore
from bot.storage.announcements.readers import ReaderStore
from bot.storage.announcements.responses import ResponseStore
from bot.storage.announcements.templates import TemplateStore
from bot.storage.cluster import leases
from bot.storage.cluster.replicas import Replica
from bot.storage.engine import read_only
from bot.storage.engine.copying import copy_before_upgrade, delete_old_copies
from bot.storage.engine.diagnosis import damage_error, diagnose, find_damage, permission_error
from bot.storage.engine.failures import DatabaseDamaged, DatabaseTooNew, DatabaseUnusable, NoDatabase
from bot.storage.engine.schema import HEAD, Migration, SchemaVersion, check_version, migrate, read_version
from bot.storage.engine.sqlite_driver import Driver
from bot.storage.engine.wal import WriteAheadLog
from bot.storage.exchange.carried_messages import CarriedMessageStore
from bot.storage.exchange.channels import ChannelStore
from bot.storage.exchange.copies import CopyStore
from bot.storage.exchange.drafts import DraftStore
from bot.storage.exchange.exchanges import ExchangeStore
from bot.storage.exchange.lessons import LessonStore
from bot.storage.exchange.remarks import RemarkStore
from bot.storage.exchange.subscriptions import SubscriptionStore
from bot.storage.knowledge.revisions import RecordStore
from bot.storage.knowledge.unanswered import UnansweredStore
from bot.storage.messaging.albums import AlbumStore
from bot.storage.messaging.backlog import BacklogStore
from bot.storage.messaging.deliveries import DeliveryStore
from bot.storage.messaging.files import FileStore
from bot.storage.messaging.held_messages import HeldMessageStore
from bot.storage.messaging.rate_limit_holds import RateLimitHoldStore
from bot.storage.messaging.repeats import RepeatStore
from bot.storage.messaging.rooms import RoomStore
from bot.storage.messaging.sent_messages import SentMessageStore
from bot.storage.messaging.stuck_deliveries import StuckDeliveryStore
from bot.storage.messaging.updates import InboxStore
from bot.storage.people.conversations import ConversationStore
from bot.storage.people.erasure import ErasureStore
from bot.storage.people.inputs import InputStore
from bot.storage.people.notices import NoticeStore
from bot.storage.people.people import PersonStore
from bot.storage.people.personal_data import PersonalDataStore
from bot.storage.people.preferences import PreferenceStore
from bot.system import private_files

__all__ = [
    "Database",
    "DatabaseTooNew",
    "UnitOfWork",
    "change_in_place",
    "is_in_use",
    "open_database",
    "open_without_upgrade",
    "upgrade_database",
]

log = logging.getLogger(__name__)

_PRAGMAS = ("synchronous=NORMAL", "foreign_keys=ON", "wal_autocheckpoint=0")
_OPENING_SECONDS = 30
_RETRY_SECONDS = 0.05
_LOG_INTERVAL_SECONDS = 3_600


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitOfWork:
    """The stores, all inside one transaction."""

    albums: AlbumStore
    announcements: AnnouncementStore
    backlog: BacklogStore
    carried: CarriedMessageStore
    channels: ChannelStore
    conversations: ConversationStore
    preferences: PreferenceStore
    copies: CopyStore
    inputs: InputStore
    drafts: DraftStore
    erasures: ErasureStore
    exchanges: ExchangeStore
    feeds: FeedStore
    files: FileStore
    held_messages: HeldMessageStore
    holds: RateLimitHoldStore
    lessons: LessonStore
    notices: NoticeStore
    people: PersonStore
    sayings: SentMessageStore
    inbox: InboxStore
    outbox: DeliveryStore
    records: RecordStore
    repeats: RepeatStore
    remarks: RemarkStore
    readers: ReaderStore
    responses: ResponseStore
    rooms: RoomStore
    stuck: StuckDeliveryStore
    subscriptions: SubscriptionStore
    templates: TemplateStore
    traces: PersonalDataStore
    unanswered: UnansweredStore
    connection: AsyncConnection

    @classmethod
    def on(cls, connection: AsyncConnection) -> "UnitOfWork":
        return cls(
            albums=AlbumStore(connection),
            announcements=AnnouncementStore(connection),
            backlog=BacklogStore(connection),
            carried=CarriedMessageStore(connection),
            channels=ChannelStore(connection),
            conversations=ConversationStore(connection),
            preferences=PreferenceStore(connection),
            copies=CopyStore(connection),
            inputs=InputStore(connection),
            drafts=DraftStore(connection),
            erasures=ErasureStore(connection),
            exchanges=ExchangeStore(connection),
            feeds=FeedStore(connection),
            files=FileStore(connection),
            held_messages=HeldMessageStore(connection),
            holds=RateLimitHoldStore(connection),
            lessons=LessonStore(connection),
            notices=NoticeStore(connection),
            people=PersonStore(connection),
            sayings=SentMessageStore(connection),
            inbox=InboxStore(connection),
            outbox=DeliveryStore(connection),
            records=RecordStore(connection),
            repeats=RepeatStore(connection),
            remarks=RemarkStore(connection),
            readers=ReaderStore(connection),
            responses=ResponseStore(connection),
            rooms=RoomStore(connection),
            stuck=StuckDeliveryStore(connection),
            subscriptions=SubscriptionStore(connection),
            templates=TemplateStore(connection),
            traces=PersonalDataStore(connection),
            unanswered=UnansweredStore(connection),
            connection=connection,
        )


class Database:
    """An open database. `trouble` says why it can't be used just now; `logs` if nobody else tells it.

    On SQLite what is committed is synced here; PostgreSQL sees to that itself.
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
        self._journal = journal
        self._replica = replica or Replica.alone()
        self._logged_at: dict[str, float] = {}
        # SQLite lets writers wait by chance, not in order; within this process they wait in order.
        self._turn: AbstractAsyncContextManager[Any] = Lock() if engine.dialect.name == "sqlite" else nullcontext()

    @property
    def trouble(self) -> str:
        return str(self._fault or "")

    @asynccontextmanager
    async def begin(self, *, durable: bool = True, fenced: bool = False) -> AsyncIterator[UnitOfWork]:
        """One transaction: committed and on the disk at the end, rolled back if anything is raised.

        One that is not `durable` may be lost when the power fails, until a later one that is has ended: what follows
        from it must wait for that, or lead to the same again. While one is `fenced`, nobody takes this process's place.
        Raises DatabaseUnusable, DiskFailed, or LeadershipLost if another process has taken its place.
        """
        if self._journal is not None:
            self._journal.check()
        await self._replica.confirmed()
        try:
            async with self._turn, self._engine.begin() as connection:
                if fenced:
                    await self._replica.hold(connection)
                before = self._changes(connection)
                yield UnitOfWork.on(connection)
                has_written = self._changes(connection) > before
        except DBAPIError as error:
            found = diagnose(error, _file(self._engine.url))
            if found is None:
                raise
            self._note(found)
            raise found from error
        if self._journal is not None and has_written:
            self._journal.note_commit()
            if durable:
                await self._journal.sync()
        if has_written and self._fault is not None and not isinstance(self._fault, DatabaseDamaged):
            self._fault = None
            log.warning("The database can be written again")

    async def sync(self) -> None:
        """Return when all that was committed is on the disk; raise DiskFailed."""
        if self._journal is not None:
            await self._journal.sync_rest()

    async def failure(self) -> None:
        """Raise DiskFailed as soon as the disk fails; return never."""
        if self._journal is None:
            await Event().wait()
        else:
            await self._journal.failure()

    def _changes(self, connection: AsyncConnection) -> int:
        """Return how many rows SQLite has changed on this connection so far; 0 on PostgreSQL."""
        if self._engine.dialect.name != "sqlite":
            return 0
        raw: Any = connection.sync_connection
        return int(raw.connection.driver_connection.total_changes)

    def _note(self, found: DatabaseUnusable) -> None:
        """Log it once an hour: it is met at every step. That others write passes by itself."""
        if found.code != SQLITE_BUSY:
            self._fault = found
        sentence, now = str(found), monotonic()
        if self._logs and now - self._logged_at.get(sentence, -inf) > _LOG_INTERVAL_SECONDS:
            self._logged_at[sentence] = now
            log.error("%s", sentence)


@asynccontextmanager
async def open_database(url: str, replica: Replica | None = None) -> AsyncIterator[Database]:
    """Open the database, create it if there is none, migrate it; raise DatabaseTooNew or DatabaseUnusable.

    `replica` is this process, where there are others that work on the database.
    """
    async with _disposing(new_engine(make_url(url), replica)) as engine:
        await _check_integrity(engine)
        done = await _migrate(engine, make_url(url))
        if done is not None and done.copy is not None:
            log.warning(
                "The database was brought from revision %s to %s; as it was before it lies in %s",
                *(done.found, HEAD, done.copy),
            )
        async with engine.begin() as connection:
            _warn_of_newer(await connection.run_sync(read_version))
        async with _serving(engine, make_url(url), replica, logs=True) as database:
            yield database


@asynccontextmanager
async def open_without_upgrade(url: str, *, reads_only: bool = False) -> AsyncIterator[Database]:
    """Open a database whose tables this program can use, and leave their form as it is.

    Raise NoDatabase, DatabaseTooOld, DatabaseTooNew or DatabaseUnusable, before anything is written.
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
    """Return whether a service works on a PostgreSQL database; of an SQLite one the lock of its folder tells."""
    if make_url(url).get_backend_name() == "sqlite":
        return False
    async with _disposing(_read_only_engine(make_url(url))) as engine, engine.begin() as connection:
        return await leases.is_in_use(connection)


async def upgrade_database(url: str) -> Migration | None:
    """Run the pending migrations of a database; return None if there are none; raise NoDatabase or DatabaseTooNew."""
    async with _disposing(_read_only_engine(make_url(url))) as engine, engine.begin() as connection:
        if (await connection.run_sync(read_version)).revision is None:
            raise NoDatabase
    async with _disposing(new_engine(make_url(url))) as engine:
        await _check_integrity(engine)
        return await _migrate(engine, make_url(url))


async def change_in_place(url: str, change: Callable[[Connection], None]) -> None:
    """Change the tables of a database in one transaction, whatever form they have; raise NoDatabase."""
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
        engine.dialect.dbapi.serves = True
    try:
        yield Database(engine, journal, replica, logs=logs)
    finally:
        if journal is not None:
            await journal.close()


async def _check_integrity(engine: AsyncEngine) -> None:
    """Raise DatabaseDamaged rather than have it damaged more."""
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
    """The file of an SQLite database, if it has one."""
    is_file = url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:"
    return Path(str(url.database)) if is_file else None


def _journal(url: URL) -> WriteAheadLog | None:
    """Return the log of an SQLite file; there is none of a database in memory."""
    file = _file(url)
    return None if file is None else WriteAheadLog(Path(f"{file}-wal"))


def new_engine(url: URL, replica: Replica | None = None) -> AsyncEngine:
    """Return an engine; the file of an SQLite database is made, for its owner only, if it is not there."""
    # An error's text ends up in the log, where what people wrote must not be: hence `hide_parameters`.
    if url.get_backend_name() != "sqlite":
        options = {"application_name": replica.name} if replica else {}
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=options)
    file = _file(url)
    if file is not None:
        _prepare_file(file)
    engine = create_async_engine(url, hide_parameters=True, module=Driver(file))
    event.listen(engine.sync_engine, "connect", _configure_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_immediately)
    return engine


def _read_only_engine(url: URL) -> AsyncEngine:
    """For whoever writes nothing, not even what SQLite would tidy up; raise NoDatabase if there is no file."""
    if url.get_backend_name() != "sqlite":
        engine = create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
        return engine.execution_options(postgresql_readonly=True)
    file = _file(url)
    if file is None or not file.exists() or not file.stat().st_size:
        raise NoDatabase
    return create_async_engine(
        url, hide_parameters=True, module=Driver(locate=lambda _: read_only.read_only_address(file))
    )


def _prepare_file(file: Path) -> None:
    """What people wrote is nobody's business but Lotse's."""
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
    """For this one change SQLite does not wait until another program has made the same."""
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


def _begin_immediately(connection: Connection) -> None:
    # A transaction that first reads and then writes would fail instead of waiting for another writer.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
