"""The composition root: builds every part of the service and closes them in reverse order."""

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
from bot.monitoring.health import HealthCheck, Heartbeats
from bot.monitoring.metrics import Metrics
from bot.monitoring.server import claim_monitoring, serve_monitoring
from bot.platforms import table
from bot.platforms.base.contract import Platform
from bot.platforms.base.registration import Host
from bot.platforms.base.space_members import SpaceMembers
from bot.runtime.contexts import Contexts
from bot.runtime.desk_deliveries import DeskDeliveries
from bot.runtime.dispatcher import Dispatcher, FallbackReplies
from bot.runtime.doctor import Doctor
from bot.runtime.launch import Launch
from bot.runtime.lock import lock_data_dir
from bot.runtime.services import App, common_jobs
from bot.runtime.watchdog import notify, watch_event_loop
from bot.settings.formats import parse_senders
from bot.settings.loading import Settings
from bot.settings.web import PATH
from bot.storage.adapters.inbox import DatabaseInbox
from bot.storage.adapters.knowledge import DatabaseKnowledge
from bot.storage.adapters.matrix import DatabaseOfferedChoices, DatabaseVerifications
from bot.storage.adapters.menus import DatabaseMenus
from bot.storage.adapters.room_changes import DatabaseRoomChanges
from bot.storage.cluster import join_cluster
from bot.storage.cluster.replicas import Replica
from bot.storage.database import Database, open_database
from bot.storage.web.link_checks import LinkResult
from bot.system.clock import Clock, monotonic_now, now
from bot.system.http.listener import CannotListen
from bot.system.http.server import HttpServer
from bot.system.optional_imports import hide_modules
from bot.system.redaction import Redactor
from bot.system.throttle import Throttle
from handlers import routes
from handlers.core.events import PlatformName
from handlers.i18n import TEXTS
from knowledge.search import Search

log = logging.getLogger(__name__)


async def serve(settings: Settings, launch: Launch) -> bool:
    """Run the service until it is told to stop; return whether it should be started again. Raises LeadershipLost."""
    stop, anew, service = asyncio.Event(), asyncio.Event(), settings.service
    with _handle_signals(stop, anew):
        async with (
            watch_event_loop(service.watchdog_seconds),
            join_cluster(settings.database_url, stop, service.lease_seconds) as replica,
        ):
            await _run(settings, replica, stop, launch)
    log.info("Lotse has stopped")
    return anew.is_set()


async def _run(settings: Settings, replica: Replica, stop: asyncio.Event, launch: Launch) -> None:
    async with build(settings, replica, launch=launch) as app:
        notify("READY=1")
        try:
            await app.run(stop)
        finally:
            notify("STOPPING=1")


@asynccontextmanager
async def build(
    settings: Settings,
    replica: Replica | None = None,
    *,
    clock: Clock = now,
    launch: Launch | None = None,
) -> AsyncIterator[App]:
    """Yield a service that is ready to run. Raises AlreadyRunning, DatabaseTooNew or PathTaken."""
    async with AsyncExitStack() as stack:
        replica, launch = replica or Replica.alone(), launch or Launch()
        if replica.is_alone:
            stack.enter_context(lock_data_dir(settings.data_dir))
        database = await stack.enter_async_context(open_database(settings.database_url, replica))
        app = await _assemble(settings, replica, database, clock, launch.similar)
        http = HttpServer()
        monitoring = claim_monitoring(settings, http)
        for platform in _create_platforms(_host(app, http, console=launch.console)):
            app.platforms[platform.name] = platform
            stack.push_async_callback(platform.close)
        shared = {name: platform for name, platform in app.platforms.items() if table.traits_of(name).is_shared}
        app.reachable_platforms.update(shared)
        stack.push_async_callback(app.outbox.close)
        await app.outbox.recover()
        await stack.enter_async_context(run_scheduler(common_jobs(app), app.job_history))
        if monitoring is not None:
            await stack.enter_async_context(serve_monitoring(monitoring, app.alerts.health_check, app.metrics))
        await stack.enter_async_context(_serve_desk(app, http, Doctor(launch.config, settings.data_dir)))
        yield app


@asynccontextmanager
async def _serve_desk(app: App, http: HttpServer, doctor: Doctor) -> AsyncIterator[None]:
    """Serve the web desk, if there is one, while the context is open; a taken address does not stop the service."""
    web = app.settings.web
    if web is None:
        yield
        return
    # Imported only where it is configured.
    from bot.web.admission import MAX_BODY  # noqa: PLC0415
    from bot.web.app import create_app  # noqa: PLC0415
    from bot.web.base.desk import Desk  # noqa: PLC0415

    desk = Desk(
        settings=app.settings,
        web=web,
        database=app.database,
        contexts=app.dispatcher.contexts,
        search=app.knowledge.search,
        deliveries=DeskDeliveries(app.outbox),
        health_check=app.alerts.health_check,
        check_link=_check_link,
        run_doctor=doctor.run,
        clock=app.clock,
        platforms=app.platforms.keys(),
        job_history=app.job_history,
    )
    async with AsyncExitStack() as stack:
        mounted = http.mount(create_app(desk), listen=web.listen, owner="the web desk", below=PATH, most_bytes=MAX_BODY)
        try:
            await stack.enter_async_context(mounted)
        except CannotListen as error:
            log.warning("The web desk can't be served on %s (%s)", web.listen, error)
        else:
            log.info("The web desk is at %s, served on %s", web.address, web.listen)
        yield


async def _check_link(url: str) -> LinkResult:
    with hide_modules("httpx._main"):
        from bot.jobs.links.checking import LinkChecker  # noqa: PLC0415

    return await LinkChecker().check(url)


async def _assemble(
    settings: Settings, replica: Replica, database: Database, clock: Clock, similar: Search | None
) -> App:
    knowledge = await KnowledgeIndex.open(DatabaseKnowledge(database), clock(), similar)
    within_reach: dict[PlatformName, Platform] = {}
    metrics, pulses = Metrics(), Heartbeats(monotonic_now)
    space_members = SpaceMembers(PlatformName.MATRIX, settings.roles.member_spaces, monotonic_now)
    texts = TEXTS[settings.language]
    sentences = DeliveryTexts(repeated=texts.maybe_repeated, only_privately=texts.only_privately)
    outbox = Outbox(database, within_reach, clock, metrics, sentences=sentences, replica=replica)
    dispatcher = Dispatcher(
        database=database,
        outbox=outbox,
        contexts=replace(
            create_contexts(settings, knowledge.search, clock),
            in_messages=outbox.count_messages,
            observe=lambda platform, finding: metrics.count_question(platform, finding.kind),
            pseudonymise=Redactor.load(settings.data_dir, table.id_pattern()).redact_id,
            is_in_member_space=space_members.includes,
            list_space_members=space_members.list_accounts,
        ),
        respond=routes.respond,
        fallbacks=FallbackReplies(apology=routes.make_apology, slow_down=routes.ask_to_wait),
        throttle=Throttle(burst=settings.limits.burst, per_minute=settings.limits.per_minute, clock=monotonic_now),
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
        reachable_platforms=within_reach,
        knowledge_check=asyncio.Event(),
        metrics=metrics,
        heartbeats=pulses,
        space_members=space_members,
        alerts=AlertJob(
            database=database,
            outbox=outbox,
            health_check=HealthCheck(database, pulses, settings.data_dir, clock, replica, settings.announcements.feeds),
            is_knowledge_failing=lambda: knowledge.is_failing,
            admins=parse_senders(settings.roles.admins),
            room=settings.monitoring.room(),
            language=settings.language,
            clock=clock,
        ),
    )


def create_contexts(settings: Settings, search: Callable[[], Search], clock: Clock) -> Contexts:
    """Return the contexts of handlers as the settings have them."""
    return Contexts(
        search=search,
        clock=clock,
        office=settings.office,
        language=settings.language,
        member_domains=settings.roles.member_domains,
        admins=parse_senders(settings.roles.admins),
        editors=parse_senders(settings.roles.editors),
        rules=settings.exchange.rules(),
        announcement_policy=settings.announcements.rules(),
        retention=settings.retention.retention(),
        care_rules=settings.knowledge.rules(),
        late_after=timedelta(minutes=settings.limits.late_after_minutes),
        time_zone=settings.time_zone,
        desk_url=settings.web.address if settings.web else None,
    )


def _host(app: App, http: HttpServer, *, console: bool) -> Host:
    settings, database, dispatcher = app.settings, app.database, app.dispatcher
    return Host(
        settings=settings,
        clock=app.clock,
        http=http,
        handle=dispatcher.handle,
        find=dispatcher.look_up,
        unreadable=app.metrics.count_unreadable,
        inbox=DatabaseInbox(database, app.heartbeats.beat, app.replica, app.outbox.count_added),
        room_changes=DatabaseRoomChanges(database),
        verifications=DatabaseVerifications(database),
        offers=DatabaseOfferedChoices(database),
        menus=DatabaseMenus(database, parse_senders(settings.roles.editors), settings.exchange.rules()),
        space_members=app.space_members,
        console=console,
    )


def _create_platforms(host: Host) -> Iterator[Platform]:
    """Open every platform that is configured."""
    for registration in table.PLATFORMS:
        platform = registration.open(host)
        if platform is not None:
            yield platform


@contextmanager
def _handle_signals(stop: asyncio.Event, anew: asyncio.Event) -> Iterator[None]:
    """Set `stop` on SIGTERM and SIGINT, and `restart` as well on SIGHUP: settings are read at the start only."""
    loop = asyncio.get_running_loop()

    def hang_up() -> None:
        anew.set()
        stop.set()

    handled: dict[signal.Signals, Callable[[], None]] = {signal.SIGTERM: stop.set, signal.SIGINT: stop.set}
    # Under `nohup` the signal stays ignored.
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        handled[signal.SIGHUP] = hang_up
    for number, handler in handled.items():
        loop.add_signal_handler(number, handler)
    try:
        yield
    finally:
        for number in handled:
            loop.remove_signal_handler(number)
