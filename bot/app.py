"""The composition root: builds every part of a running Lotse, and closes them in reverse order."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import timedelta

from bot.delivery.outbox import Outbox
from bot.delivery.results import DeliveryTexts
from bot.jobs.alerts import AlertJob
from bot.jobs.knowledge_reload import KnowledgeIndex
from bot.jobs.scheduler import run_scheduler
from bot.monitoring.health import HealthCheck
from bot.monitoring.heartbeats import Heartbeats
from bot.monitoring.metrics import Metrics
from bot.monitoring.server import serve_monitoring
from bot.platforms import SHARED, Handle, Platform
from bot.runtime.contexts import Contexts
from bot.runtime.dispatcher import Dispatcher, FallbackReplies
from bot.runtime.lock import lock_data_dir
from bot.runtime.services import App, common_jobs
from bot.runtime.throttle import Throttle
from bot.runtime.watchdog import notify, watch_event_loop
from bot.settings.accounts import ids_on, senders
from bot.settings.addresses import OFF
from bot.settings.loading import Settings
from bot.storage.adapters.inbox import DatabaseInbox
from bot.storage.adapters.knowledge import DatabaseKnowledge
from bot.storage.adapters.offers import DatabaseOffers
from bot.storage.adapters.room_changes import DatabaseRoomChanges
from bot.storage.adapters.verifications import DatabaseVerifications
from bot.storage.cluster.replicas import Replica, join_cluster
from bot.storage.database import Database, open_database
from bot.system.clock import Clock, monotonic_now, now
from bot.system.optional_imports import hide_modules
from handlers import routes
from handlers.core.events import PlatformName
from handlers.i18n import TEXTS
from knowledge.search import Search

log = logging.getLogger(__name__)


async def serve(settings: Settings, *, console: bool = False) -> bool:
    """Run Lotse until it is told to stop, and return whether it is to be started anew; or raise LeadershipLost.

    `console` opens the chat here if no platform is configured.
    """
    stop, anew, service = asyncio.Event(), asyncio.Event(), settings.service
    with _handle_signals(stop, anew):
        async with (
            watch_event_loop(service.watchdog_seconds),
            join_cluster(settings.database_url, stop, service.lease_seconds) as replica,
        ):
            await _run(settings, replica, stop, console=console)
    log.info("Lotse has stopped")
    return anew.is_set()


async def _run(settings: Settings, replica: Replica, stop: asyncio.Event, *, console: bool) -> None:
    async with build(settings, replica, console=console) as app:
        notify("READY=1")
        try:
            await app.run(stop)
        finally:
            notify("STOPPING=1")


@asynccontextmanager
async def build(
    settings: Settings, replica: Replica | None = None, *, console: bool = False, clock: Clock = now
) -> AsyncIterator[App]:
    """A Lotse that is ready to run; raises AlreadyRunning or DatabaseTooNew."""
    async with AsyncExitStack() as stack:
        replica = replica or Replica.alone()
        if replica.is_alone:
            stack.enter_context(lock_data_dir(settings.data_dir))
        database = await stack.enter_async_context(open_database(settings.database_url, replica))
        app = await _assemble(settings, replica, database, clock)
        for platform in _create_platforms(app, console=console):
            app.platforms[platform.name] = platform
            stack.push_async_callback(platform.close)
        app.within_reach.update((name, platform) for name, platform in app.platforms.items() if name in SHARED)
        stack.push_async_callback(app.outbox.close)
        await app.outbox.recover()
        await stack.enter_async_context(run_scheduler(common_jobs(app)))
        is_watched = settings.has_platform or settings.monitoring.is_asked_for
        listen = settings.monitoring.listen if is_watched else OFF
        await stack.enter_async_context(serve_monitoring(listen, app.watch.examination, app.metrics))
        yield app


async def _assemble(settings: Settings, replica: Replica, database: Database, clock: Clock) -> App:
    knowledge = await KnowledgeIndex.opened(DatabaseKnowledge(database), clock())
    within_reach: dict[PlatformName, Platform] = {}
    metrics, pulses = Metrics(), Heartbeats(monotonic_now)
    texts = TEXTS[settings.language]
    sentences = DeliveryTexts(repeated=texts.maybe_repeated, only_privately=texts.only_privately)
    outbox = Outbox(database, within_reach, clock, metrics, sentences=sentences, replica=replica)
    dispatcher = Dispatcher(
        database=database,
        outbox=outbox,
        contexts=replace(
            create_contexts(settings, knowledge.search, clock), in_messages=outbox.in_messages, count=metrics.question
        ),
        respond=routes.respond,
        voices=FallbackReplies(apology=routes.apology, slow_down=routes.slow_down),
        flood=Throttle(burst=settings.limits.burst, per_minute=settings.limits.per_minute, clock=monotonic_now),
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
        watch=AlertJob(
            database=database,
            outbox=outbox,
            examination=HealthCheck(database, pulses, settings.data_dir, clock, replica),
            knowledge_fails=lambda: knowledge.fails,
            admins=senders(settings.roles.admins),
            room=settings.monitoring.room(),
            language=settings.language,
            clock=clock,
        ),
    )


def create_contexts(settings: Settings, search: Callable[[], Search], clock: Clock) -> Contexts:
    """As they are set."""
    return Contexts(
        search=search,
        clock=clock,
        office=settings.office,
        language=settings.language,
        admins=senders(settings.roles.admins),
        editors=senders(settings.roles.editors),
        rules=settings.exchange.rules(),
        announcement_policy=settings.announcements.rules(),
        retention=settings.retention.kept(),
        late_after=timedelta(minutes=settings.limits.late_after_minutes),
        time_zone=settings.time_zone,
    )


def _create_platforms(app: App, *, console: bool) -> Iterator[Platform]:
    """A line for every platform; the terminal only where there is no other.

    Only what is used is imported: a platform's libraries take as much memory as all the rest.
    """
    settings, clock = app.settings, app.clock
    handle: Handle = app.dispatcher.handle
    inbox = DatabaseInbox(app.database, app.pulses.beat, app.replica, app.outbox.added)
    places = DatabaseRoomChanges(app.database)
    if settings.matrix:
        # The library of its store looks for the drivers of other databases.
        with hide_modules("psycopg"):
            from bot.platforms.matrix.platform import Kept, MatrixPlatform  # noqa: PLC0415

        ledger, offers = DatabaseVerifications(app.database), DatabaseOffers(app.database)
        kept = Kept(inbox=inbox, places=places, ledger=ledger, offers=offers)
        admins = frozenset(ids_on(PlatformName.MATRIX, settings.roles.admins))
        yield MatrixPlatform(settings.matrix, settings.data_dir, kept, handle, clock, admins)
    if settings.telegram:
        # The library of HTTP brings a command line with it.
        with hide_modules("httpx._main"):
            from bot.platforms.telegram.platform import TelegramPlatform  # noqa: PLC0415
        from bot.storage.adapters.menus import DatabaseMenus  # noqa: PLC0415

        menus = DatabaseMenus(app.database, senders(settings.roles.editors), settings.exchange.rules())
        find, unreadable = app.dispatcher.look_up, app.metrics.unreadable
        yield TelegramPlatform(settings.telegram, inbox, places, handle, find, clock, menus, unreadable)
    if console and not settings.has_platform:
        from bot.platforms.console.platform import open_console  # noqa: PLC0415

        yield open_console(handle, clock)


@contextmanager
def _handle_signals(stop: asyncio.Event, anew: asyncio.Event) -> Iterator[None]:
    """A hang-up ends it in order as well; settings are read at the start only."""
    loop = asyncio.get_running_loop()

    def hang_up() -> None:
        anew.set()
        stop.set()

    handled: dict[signal.Signals, Callable[[], None]] = {signal.SIGTERM: stop.set, signal.SIGINT: stop.set}
    # Under `nohup` it is to be ignored.
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        handled[signal.SIGHUP] = hang_up
    for number, handler in handled.items():
        loop.add_signal_handler(number, handler)
    try:
        yield
    finally:
        for number in handled:
            loop.remove_signal_handler(number)
