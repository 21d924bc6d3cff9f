"""The database: opened, brought up to date, and used one transaction at a time."""

from asyncio import Lock, sleep
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from os import O_CREAT, O_RDWR, close, open  # noqa: A004
from pathlib import Path
from sqlite3 import SQLITE_BUSY, OperationalError
from sqlite3 import Connection as SqliteConnection
from sqlite3 import Cursor as SqliteCursor
from time import monotonic
from typing import Any

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

from bot.storage.albums import StoredAlbums
from bot.storage.announcements import StoredAnnouncements
from bot.storage.backlog import StoredBacklog
from bot.storage.carried import StoredCarriedMessages
from bot.storage.channels import StoredChannels
from bot.storage.conversations import StoredConversations
from bot.storage.copies import StoredCopies
from bot.storage.deliveries import StoredDeliveries
from bot.storage.drafts import StoredDrafts
from bot.storage.erasure import StoredErasures
from bot.storage.exchanges import StoredExchanges
from bot.storage.failures import DatabaseTooNew
from bot.storage.feeds import StoredFeeds
from bot.storage.files import StoredFiles
from bot.storage.held_messages import StoredHeldMessages
from bot.storage.holds import StoredHolds
from bot.storage.inputs import StoredInputs
from bot.storage.lessons import StoredLessons
from bot.storage.notices import StoredNotices
from bot.storage.one_hop import connect
from bot.storage.people import StoredPeople
from bot.storage.preferences import StoredPreferences
from bot.storage.readers import StoredReaders
from bot.storage.received import StoredInbox
from bot.storage.records import StoredRecords
from bot.storage.remarks import StoredRemarks
from bot.storage.replicas import Replica
from bot.storage.responses import StoredResponses
from bot.storage.rooms import StoredRooms
from bot.storage.sayings import StoredSayings
from bot.storage.schema import migrate
from bot.storage.subscriptions import StoredSubscriptions
from bot.storage.templates import StoredTemplates
from bot.storage.traces import StoredTraces
from bot.storage.unanswered import StoredUnanswered

__all__ = ["Database", "DatabaseTooNew", "UnitOfWork", "open_database"]

_PRAGMAS = ("synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=5000")
_OPENING_SECONDS = 30
_AGAIN_SECONDS = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitOfWork:
    """The stores, all inside one transaction."""

    albums: StoredAlbums
    announcements: StoredAnnouncements
    backlog: StoredBacklog
    carried: StoredCarriedMessages
    channels: StoredChannels
    conversations: StoredConversations
    preferences: StoredPreferences
    copies: StoredCopies
    inputs: StoredInputs
    drafts: StoredDrafts
    erasures: StoredErasures
    exchanges: StoredExchanges
    feeds: StoredFeeds
    files: StoredFiles
    held_messages: StoredHeldMessages
    holds: StoredHolds
    lessons: StoredLessons
    notices: StoredNotices
    people: StoredPeople
    sayings: StoredSayings
    inbox: StoredInbox
    outbox: StoredDeliveries
    records: StoredRecords
    remarks: StoredRemarks
    readers: StoredReaders
    responses: StoredResponses
    rooms: StoredRooms
    subscriptions: StoredSubscriptions
    templates: StoredTemplates
    traces: StoredTraces
    unanswered: StoredUnanswered
    connection: AsyncConnection

    @classmethod
    def on(cls, connection: AsyncConnection) -> "UnitOfWork":
        return cls(
            albums=StoredAlbums(connection),
            announcements=StoredAnnouncements(connection),
            backlog=StoredBacklog(connection),
            carried=StoredCarriedMessages(connection),
            channels=StoredChannels(connection),
            conversations=StoredConversations(connection),
            preferences=StoredPreferences(connection),
            copies=StoredCopies(connection),
            inputs=StoredInputs(connection),
            drafts=StoredDrafts(connection),
            erasures=StoredErasures(connection),
            exchanges=StoredExchanges(connection),
            feeds=StoredFeeds(connection),
            files=StoredFiles(connection),
            held_messages=StoredHeldMessages(connection),
            holds=StoredHolds(connection),
            lessons=StoredLessons(connection),
            notices=StoredNotices(connection),
            people=StoredPeople(connection),
            sayings=StoredSayings(connection),
            inbox=StoredInbox(connection),
            outbox=StoredDeliveries(connection),
            records=StoredRecords(connection),
            remarks=StoredRemarks(connection),
            readers=StoredReaders(connection),
            responses=StoredResponses(connection),
            rooms=StoredRooms(connection),
            subscriptions=StoredSubscriptions(connection),
            templates=StoredTemplates(connection),
            traces=StoredTraces(connection),
            unanswered=StoredUnanswered(connection),
            connection=connection,
        )


class Database:
    """An open database."""

    def __init__(self, engine: AsyncEngine, replica: Replica | None = None) -> None:
        self._engine = engine
        self._replica = replica or Replica.alone()
        # SQLite lets writers wait by chance, not in order; within this process they wait in order.
        self._turn: AbstractAsyncContextManager[Any] = Lock() if engine.dialect.name == "sqlite" else nullcontext()

    @asynccontextmanager
    async def begin(self, *, fenced: bool = False) -> AsyncIterator[UnitOfWork]:
        """One transaction: committed at the end, rolled back if anything is raised.

        Raises LeadershipLost if another process has taken the place of this one; `fenced`: nobody takes it meanwhile.
        """
        await self._replica.confirmed()
        async with self._turn, self._engine.begin() as connection:
            if fenced:
                await self._replica.hold(connection)
            yield UnitOfWork.on(connection)


@asynccontextmanager
async def open_database(url: str, replica: Replica | None = None) -> AsyncIterator[Database]:
    """Opens the database, creates it if there is none, migrates it; raises DatabaseTooNew.

    `replica` is this process, where there are others that work on the database.
    """
    engine = _engine(make_url(url), replica)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(migrate)
        yield Database(engine, replica)
    finally:
        await engine.dispose()


def _engine(url: URL, replica: Replica | None = None) -> AsyncEngine:
    # An error's text ends up in the log, where what people wrote must not be: hence `hide_parameters`.
    if url.get_backend_name() != "sqlite":
        options = {"application_name": replica.name} if replica else {}
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=options)
    if url.database and url.database != ":memory:":
        _prepare_file(Path(url.database))
    engine = create_async_engine(url, hide_parameters=True, connect_args={"async_creator_fn": connect})
    event.listen(engine.sync_engine, "connect", _configure_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_immediately)
    return engine


def _prepare_file(file: Path) -> None:
    """What people wrote is nobody's business but Lotse's."""
    file.parent.mkdir(parents=True, exist_ok=True)
    close(open(file, O_CREAT | O_RDWR, 0o600))
    file.chmod(0o600)


def _configure_sqlite(connection: SqliteConnection, _record: object) -> None:
    # The driver would begin transactions by itself, too late and only for some statements.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    _write_ahead(cursor)
    cursor.close()


def _write_ahead(cursor: SqliteCursor) -> None:
    """For this one change SQLite does not wait until another program has made the same."""
    deadline = monotonic() + _OPENING_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except OperationalError as error:
            if error.sqlite_errorcode != SQLITE_BUSY or monotonic() > deadline:
                raise
            await_only(sleep(_AGAIN_SECONDS))
        else:
            return


def _begin_immediately(connection: Connection) -> None:
    # A transaction that first reads and then writes would fail instead of waiting for another writer.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
