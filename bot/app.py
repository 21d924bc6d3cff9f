"""The composition root: builds every part of a running Lotse, and closes them in reverse order."""

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import handlers
from bot.accounts import ids_on, senders
from bot.cleaning import Cleaning
from bot.clock import Clock, now, steady
from bot.config import Settings
from bot.contexts import Contexts
from bot.dispatcher import Dispatcher, Voices
from bot.due import Due
from bot.faults import trace
from bot.feeds.polling import Feeds
from bot.flood import Flood
from bot.knowledge_in_force import KnowledgeInForce
from bot.lock import AlreadyRunning, locked
from bot.monitoring.metrics import Metrics
from bot.monitoring.pulses import Pulses
from bot.monitoring.server import OFF, served
from bot.monitoring.vitals import Examination
from bot.monitoring.watch import Watch
from bot.outbox import Outbox
from bot.platforms import SHARED, Handle, Platform, PlatformRefused
from bot.scheduler import Job, scheduled
from bot.storage.database import Database, open_database
from bot.storage.inbox import DatabaseInbox
from bot.storage.knowledge import KnowledgeStore
from bot.storage.places import DatabasePlaces
from bot.storage.replicas import News, Replica, joined
from bot.storage.verifications import DatabaseLedger
from handlers.alerts import Cause
from handlers.events import PlatformName
from handlers.texts import TEXTS
from knowledge.search import Search

log = logging.getLogger(__name__)

DELIVERIES_EVERY = timedelta(seconds=2)
_LAST_WORD_SECONDS = 10
_LOCK_AGAIN_SECONDS = 1
_NOTHING_CONFIGURED = (
    "No platform is configured, so nobody can reach Lotse: "
    "run `lotse setup`, or set [matrix] or [telegram] in lotse.toml."
)


@dataclass(frozen=True, kw_only=True)
class App:
    """Everything that runs; `platforms` are all, `within_reach` those that this process may send to by now."""

    settings: Settings
    clock: Clock
    replica: Replica
    database: Database
    knowledge: KnowledgeInForce
    outbox: Outbox
    dispatcher: Dispatcher
    platforms: dict[PlatformName, Platform]
    within_reach: dict[PlatformName, Platform]
    look: asyncio.Event
    metrics: Metrics
    pulses: Pulses
    watch: Watch

    async def run(self, stop: asyncio.Event) -> None:
        """Until stopped, or until a platform ends; raises PlatformRefused."""
        try:
            async with asyncio.TaskGroup() as tasks:
                running: list[asyncio.Task[None]] = []

                def begin(work: Coroutine[None, None, None]) -> None:
                    running.append(tasks.create_task(work))

                for platform in (platform for name, platform in self.platforms.items() if name in SHARED):
                    begin(self._run(platform, stop))
                begin(self._lead(begin, stop))
                begin(_each_time(self.look, self._keep_up))
                begin(_each_time(self.replica.brought[News.OUTBOX], self._send))
                await stop.wait()
                for task in running:
                    task.cancel()
        except* PlatformRefused as refused:
            raise refused.exceptions[0] from None

    async def _lead(self, begin: Callable[[Coroutine[None, None, None]], None], stop: asyncio.Event) -> None:
        """What one process alone may do, as soon as it is this one's turn."""
        await self.replica.leads.wait()
        async with AsyncExitStack() as stack:
            if not self.replica.is_alone:
                # Whoever led before may take a moment to end.
                await _lock_soon(stack, self.settings.data_dir)
            others = {name: platform for name, platform in self.platforms.items() if name not in SHARED}
            self.within_reach.update(others)
            await self.outbox.recover(others)
            # The terminal and a webhook bring nothing while nobody writes.
            self.pulses.expect([name for name in self.platforms if self.settings.polls(name)])
            await stack.enter_async_context(scheduled(_leading_jobs(self)))
            for platform in others.values():
                begin(self._run(platform, stop))
            _settle()
            log.info("Lotse is running (%s)", ", ".join(self.platforms) or "no platform")
            await stop.wait()

    async def _run(self, platform: Platform, stop: asyncio.Event) -> None:
        try:
            await platform.run()
        except PlatformRefused:
            # As long as the other platform is there; whether it can be said or not, this is the end.
            with suppress(Exception):
                async with asyncio.timeout(_LAST_WORD_SECONDS):
                    await self.watch.tell(Cause.REFUSED, platform.name.title())
            raise
        stop.set()

    async def _keep_up(self) -> None:
        """Looks whether the knowledge has changed."""
        try:
            await self.knowledge.look()
        except Exception as error:  # noqa: BLE001
            self.metrics.failed("knowledge")
            log.error("The knowledge stays as it is for now: %s", trace(error))  # noqa: TRY400

    async def _send(self) -> None:
        """What another process has written down."""
        try:
            await self.outbox.look()
        except Exception as error:  # noqa: BLE001
            log.error("What was written down waits for the next look: %s", trace(error))  # noqa: TRY400


async def serve(settings: Settings, *, console: bool = False) -> None:
    """Runs Lotse until it is told to stop, or raises LeadershipLost.

    `console` opens the chat here if no platform is configured.
    """
    stop = asyncio.Event()
    with _stopped_by_signals(stop):
        async with joined(settings.database_url, stop) as replica:
            await _work(settings, replica, stop, console=console)
    log.info("Lotse has stopped")


async def _work(settings: Settings, replica: Replica, stop: asyncio.Event, *, console: bool) -> None:
    async with build(settings, replica, console=console) as app:
        if not app.platforms:
            log.warning(_NOTHING_CONFIGURED)
        await app.run(stop)


@asynccontextmanager
async def build(
    settings: Settings, replica: Replica | None = None, *, console: bool = False, clock: Clock = now
) -> AsyncIterator[App]:
    """A Lotse that is ready to run; raises AlreadyRunning or DatabaseTooNew."""
    async with AsyncExitStack() as stack:
        replica = replica or Replica.alone()
        if replica.is_alone:
            stack.enter_context(locked(settings.data_dir))
        database = await stack.enter_async_context(open_database(settings.database_url))
        app = await _assembled(settings, replica, database, clock)
        for platform in _platforms(app, console=console):
            app.platforms[platform.name] = platform
            stack.push_async_callback(platform.close)
        app.within_reach.update((name, platform) for name, platform in app.platforms.items() if name in SHARED)
        stack.push_async_callback(app.outbox.close)
        await app.outbox.recover()
        await stack.enter_async_context(scheduled(_jobs(app)))
        listen = settings.monitoring.listen if settings.has_platform else OFF
        await stack.enter_async_context(served(listen, app.watch.examination, app.metrics))
        yield app


async def _assembled(settings: Settings, replica: Replica, database: Database, clock: Clock) -> App:
    knowledge = await KnowledgeInForce.opened(KnowledgeStore(database), clock())
    within_reach: dict[PlatformName, Platform] = {}
    metrics, pulses = Metrics(), Pulses(steady)
    repeated = TEXTS[settings.language].maybe_repeated
    outbox = Outbox(database, within_reach, clock, metrics, repeated=repeated, replica=replica)
    dispatcher = Dispatcher(
        database=database,
        outbox=outbox,
        contexts=replace(
            contexts(settings, knowledge.search, clock), in_messages=outbox.in_messages, count=metrics.question
        ),
        respond=handlers.respond,
        voices=Voices(apology=handlers.apology, slow_down=handlers.slow_down),
        flood=Flood(burst=settings.limits.burst, per_minute=settings.limits.per_minute, clock=steady),
        metrics=metrics,
        answer_within=timedelta(hours=settings.limits.answer_within_hours),
    )
    return App(
        settings=settings,
        clock=clock,
        replica=replica,
        database=database,
        knowledge=knowledge,
        outbox=outbox,
        dispatcher=dispatcher,
        platforms={},
        within_reach=within_reach,
        look=asyncio.Event(),
        metrics=metrics,
        pulses=pulses,
        watch=Watch(
            database=database,
            outbox=outbox,
            examination=Examination(database, pulses, settings.data_dir, clock),
            knowledge_fails=lambda: knowledge.fails,
            admins=senders(settings.roles.admins),
            room=settings.monitoring.room(),
            language=settings.language,
            clock=clock,
        ),
    )


def _jobs(app: App) -> Iterator[Job]:
    yield Job(name="deliveries", look=app.outbox.look, every=DELIVERIES_EVERY)
    yield Job(name="watch", look=app.watch.look, every=timedelta(seconds=30))
    yield Job(name="knowledge", look=partial(_set, app.look), every=timedelta(seconds=0.5))


def _leading_jobs(app: App) -> Iterator[Job]:
    """What several processes would do several times."""
    database, handle, clock, settings = app.database, app.dispatcher.handle, app.clock, app.settings
    feeds = Feeds(database, settings.announcements.feeds, handle, clock, settings.time_zone)
    cleaning = Cleaning(database, clock, settings.retention.kept())
    # An announcement that came due meanwhile does not wait for the first interval.
    yield Job(name="due", look=Due(database, handle, clock).look, every=timedelta(seconds=5), first=timedelta())
    yield Job(name="feeds", look=feeds.look, every=timedelta(seconds=30))
    # A service may not last for an hour.
    yield Job(name="cleaning", look=cleaning.look, every=timedelta(hours=1), first=timedelta(minutes=1))
    yield Job(name="erasures", look=cleaning.forget, every=timedelta(seconds=30))


def contexts(settings: Settings, search: Callable[[], Search], clock: Clock) -> Contexts:
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
        late_after=timedelta(minutes=settings.limits.late_after_minutes),
        time_zone=settings.time_zone,
    )


def _platforms(app: App, *, console: bool) -> Iterator[Platform]:
    """A line for every platform; the terminal only where there is no other.

    Only what is used is imported: a platform's libraries take as much memory as all the rest.
    """
    settings, clock = app.settings, app.clock
    handle: Handle = app.dispatcher.handle
    inbox, places = DatabaseInbox(app.database, app.pulses.beat, app.replica), DatabasePlaces(app.database)
    if settings.matrix:
        from bot.platforms.matrix.platform import Kept, MatrixPlatform  # noqa: PLC0415

        kept = Kept(inbox=inbox, places=places, ledger=DatabaseLedger(app.database))
        admins = frozenset(ids_on(PlatformName.MATRIX, settings.roles.admins))
        yield MatrixPlatform(settings.matrix, settings.data_dir, kept, handle, clock, admins)
    if settings.telegram:
        from bot.platforms.telegram.platform import TelegramPlatform  # noqa: PLC0415

        editors = ids_on(PlatformName.TELEGRAM, settings.roles.editors)
        yield TelegramPlatform(settings.telegram, inbox, places, handle, app.dispatcher.look_up, clock, editors)
    if console and not settings.has_platform:
        from bot.platforms.console.platform import open_console  # noqa: PLC0415

        yield open_console(handle, clock)


def _settle() -> None:
    """What is there by now stays: looking for garbage in it would hold up everything for longer than a pace allows."""
    gc.collect()
    gc.freeze()


async def _set(event: asyncio.Event) -> None:
    event.set()


async def _each_time(event: asyncio.Event, does: Callable[[], Awaitable[None]]) -> None:
    """Until cancelled; `does` does not raise."""
    while await event.wait():
        event.clear()
        await does()


async def _lock_soon(stack: AsyncExitStack, data_dir: Path) -> None:
    """As soon as no other process holds the folder."""
    while True:
        try:
            stack.enter_context(locked(data_dir))
        except AlreadyRunning:
            await asyncio.sleep(_LOCK_AGAIN_SECONDS)
        else:
            return


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
