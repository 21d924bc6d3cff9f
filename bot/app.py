"""The composition root: builds every part of a running Lotse, and closes them in reverse order."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import handlers
from bot.accounts import ids_on, senders
from bot.cleaning import Cleaning
from bot.config import Settings
from bot.contexts import Contexts
from bot.dispatcher import Dispatcher, Voices
from bot.due import Due
from bot.faults import trace
from bot.feeds.polling import Feeds
from bot.flood import Flood
from bot.knowledge_in_force import KnowledgeInForce
from bot.lock import locked
from bot.outbox import Clock, Outbox
from bot.platforms import Handle, Platform, PlatformRefused
from bot.scheduler import scheduled
from bot.storage.database import Database, open_database
from bot.storage.inbox import DatabaseInbox
from bot.storage.knowledge import KnowledgeStore
from bot.storage.places import DatabasePlaces
from bot.storage.verifications import DatabaseLedger
from handlers.events import PlatformName
from handlers.messages import Message
from handlers.texts import TEXTS
from knowledge.search import Search

log = logging.getLogger(__name__)

KNOWLEDGE_EVERY_SECONDS = 0.5
_NOTHING_CONFIGURED = (
    "No platform is configured, so nobody can reach Lotse: "
    "run `lotse setup`, or set [matrix] or [telegram] in lotse.toml."
)


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class App:
    """Everything that runs."""

    settings: Settings
    database: Database
    knowledge: KnowledgeInForce
    outbox: Outbox
    dispatcher: Dispatcher
    platforms: dict[PlatformName, Platform]
    look: asyncio.Event

    async def run(self, stop: asyncio.Event) -> None:
        """Until stopped, or until a platform ends; raises PlatformRefused."""
        try:
            async with asyncio.TaskGroup() as tasks:
                running = [tasks.create_task(_run(platform, stop)) for platform in self.platforms.values()]
                running.append(tasks.create_task(self._keep_up()))
                log.info("Lotse is running (%s)", ", ".join(self.platforms) or "no platform")
                await stop.wait()
                for task in running:
                    task.cancel()
        except* PlatformRefused as refused:
            raise refused.exceptions[0] from None

    async def _keep_up(self) -> None:
        """Looks whether the knowledge has changed, each time the scheduler says so."""
        while await self.look.wait():
            self.look.clear()
            try:
                await self.knowledge.look()
            except Exception as error:  # noqa: BLE001
                log.error("The knowledge stays as it is for now: %s", trace(error))  # noqa: TRY400


async def serve(settings: Settings, *, console: bool = False) -> None:
    """Runs Lotse until it is told to stop; `console` opens the chat here if no platform is configured."""
    stop = asyncio.Event()
    with _stopped_by_signals(stop):
        async with build(settings, console=console) as app:
            if not app.platforms:
                log.warning(_NOTHING_CONFIGURED)
            await app.run(stop)
    log.info("Lotse has stopped")


@asynccontextmanager
async def build(settings: Settings, *, console: bool = False, clock: Clock = now) -> AsyncIterator[App]:
    """A Lotse that is ready to run; raises AlreadyRunning or DatabaseTooNew."""
    async with AsyncExitStack() as stack:
        stack.enter_context(locked(settings.data_dir))
        database = await stack.enter_async_context(open_database(settings.database_url))
        app = await _assembled(settings, database, clock)
        for platform in _platforms(app, clock, console=console):
            app.platforms[platform.name] = platform
            stack.push_async_callback(platform.close)
        stack.push_async_callback(app.outbox.close)
        await app.outbox.recover()
        due = Due(database, app.dispatcher.handle, clock)
        feeds = Feeds(database, settings.announcements.feeds, app.dispatcher.handle, clock, settings.time_zone)
        cleaning = Cleaning(database, clock, settings.retention.kept())
        scheduler = await stack.enter_async_context(scheduled(app.outbox, due, feeds, cleaning))
        scheduler.add_job(_set, "interval", (app.look,), seconds=KNOWLEDGE_EVERY_SECONDS, id="knowledge")
        yield app


async def _assembled(settings: Settings, database: Database, clock: Clock) -> App:
    knowledge = await KnowledgeInForce.opened(KnowledgeStore(database), clock())
    platforms: dict[PlatformName, Platform] = {}
    outbox = Outbox(database, platforms, clock, repeated=TEXTS[settings.language].maybe_repeated)
    dispatcher = Dispatcher(
        database=database,
        outbox=outbox,
        contexts=contexts(settings, knowledge.search, clock, outbox.in_messages),
        respond=handlers.respond,
        voices=Voices(apology=handlers.apology, slow_down=handlers.slow_down),
        flood=Flood(burst=settings.limits.burst, per_minute=settings.limits.per_minute, clock=clock),
        answer_within=timedelta(hours=settings.limits.answer_within_hours),
    )
    return App(
        settings=settings,
        database=database,
        knowledge=knowledge,
        outbox=outbox,
        dispatcher=dispatcher,
        platforms=platforms,
        look=asyncio.Event(),
    )


def contexts(
    settings: Settings, search: Callable[[], Search], clock: Clock, in_messages: Callable[[Message], int] = lambda _: 1
) -> Contexts:
    """As they are set."""
    return Contexts(
        search=search,
        clock=clock,
        office=settings.office,
        language=settings.language,
        admins=senders(settings.roles.admins),
        editors=senders(settings.roles.editors),
        rules=settings.exchange.rules(),
        announcing=settings.announcements.rules(),
        retention=settings.retention.kept(),
        in_messages=in_messages,
        late_after=timedelta(minutes=settings.limits.late_after_minutes),
        time_zone=settings.time_zone,
    )


def _platforms(app: App, clock: Clock, *, console: bool) -> Iterator[Platform]:
    """A line for every platform; the terminal only where there is no other.

    Only what is used is imported: a platform's libraries take as much memory as all the rest.
    """
    settings = app.settings
    handle: Handle = app.dispatcher.handle
    if settings.matrix:
        from bot.platforms.matrix.platform import Kept, MatrixPlatform  # noqa: PLC0415

        kept = Kept(
            inbox=DatabaseInbox(app.database),
            places=DatabasePlaces(app.database),
            ledger=DatabaseLedger(app.database),
        )
        admins = frozenset(ids_on(PlatformName.MATRIX, settings.roles.admins))
        yield MatrixPlatform(settings.matrix, settings.data_dir, kept, handle, clock, admins)
    if settings.telegram:
        from bot.platforms.telegram.platform import TelegramPlatform  # noqa: PLC0415

        inbox, places = DatabaseInbox(app.database), DatabasePlaces(app.database)
        editors = ids_on(PlatformName.TELEGRAM, settings.roles.editors)
        yield TelegramPlatform(settings.telegram, inbox, places, handle, app.dispatcher.look_up, clock, editors)
    if console and not settings.has_platform:
        from bot.platforms.console.platform import open_console  # noqa: PLC0415

        yield open_console(handle, clock)


async def _run(platform: Platform, stop: asyncio.Event) -> None:
    await platform.run()
    stop.set()


async def _set(event: asyncio.Event) -> None:
    event.set()


@contextmanager
def _stopped_by_signals(stop: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
