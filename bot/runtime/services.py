"""The parts of the service that run in every process on a database, and those of the leader alone."""

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.delivery.outbox import Outbox
from bot.jobs.alerts import AlertJob
from bot.jobs.calendar_events import GAPS, OWNERS, ROUNDS, WISHES, CalendarEvents
from bot.jobs.due_events import DueEvents
from bot.jobs.field_rounds import FieldRounds
from bot.jobs.history import JobHistory
from bot.jobs.knowledge_reload import KnowledgeIndex
from bot.jobs.retention import RetentionJob
from bot.jobs.scheduler import Job, run_scheduler
from bot.monitoring.health import Heartbeats
from bot.monitoring.metrics import Metrics
from bot.platforms.base.contract import Platform, PlatformRefused
from bot.platforms.base.space_members import SpaceMembers
from bot.platforms.table import polling_platforms, traits_of
from bot.runtime.dispatcher import Dispatcher
from bot.runtime.lock import AlreadyRunning, lock_data_dir
from bot.settings.formats import parse_senders
from bot.settings.loading import Settings
from bot.storage.cluster.replicas import Notification, Replica
from bot.storage.database import Database
from bot.storage.engine.failures import DatabaseUnusable, DiskFailed, LeadershipLost
from bot.system.clock import Clock
from bot.system.optional_imports import hide_modules
from bot.system.tracebacks import format_trace, log_level, unwrap_group
from handlers.alerts import Cause
from handlers.core.events import PlatformName

log = logging.getLogger(__name__)

DELIVERY_INTERVAL = timedelta(seconds=2)
_ALERT_TIMEOUT_SECONDS = 10
_LOCK_RETRY_SECONDS = 1


@dataclass(frozen=True, kw_only=True)
class App:
    """All parts of a service; `reachable_platforms` are those of `platforms` that this process may send to."""

    settings: Settings
    clock: Clock
    replica: Replica
    database: Database
    knowledge: KnowledgeIndex
    outbox: Outbox
    dispatcher: Dispatcher
    platforms: dict[PlatformName, Platform]
    reachable_platforms: dict[PlatformName, Platform]
    knowledge_check: asyncio.Event
    metrics: Metrics
    heartbeats: Heartbeats
    space_members: SpaceMembers
    alerts: AlertJob
    job_history: JobHistory = field(default_factory=JobHistory)

    async def run(self, stop: asyncio.Event) -> None:
        """Run everything until stopped, or until a platform ends.

        Raises PlatformRefused, DiskFailed or LeadershipLost, or DatabaseUnusable at the start.
        """
        self.replica.mark_started()
        try:
            async with asyncio.TaskGroup() as tasks:
                running: list[asyncio.Task[None]] = []

                def begin(work: Coroutine[None, None, None]) -> None:
                    running.append(tasks.create_task(work))

                begin(self.database.wait_for_failure())
                for name, platform in self.platforms.items():
                    if traits_of(name).is_shared:
                        begin(self._run_platform(platform, stop))
                begin(self._lead(begin, stop))
                begin(_call_on_event(self.knowledge_check, self._reload_knowledge))
                begin(_call_on_event(self.replica.notifications[Notification.OUTBOX], self._start_due))
                await stop.wait()
                for task in running:
                    task.cancel()
        except* (PlatformRefused, DatabaseUnusable, DiskFailed) as ended:
            raise unwrap_group(ended) from None
        except* LeadershipLost:
            # A platform noticed the loss before the service was told to stop.
            raise LeadershipLost from None

    async def _lead(self, begin: Callable[[Coroutine[None, None, None]], None], stop: asyncio.Event) -> None:
        """Start the parts of the leader as soon as this process leads."""
        await self.replica.leadership.wait()
        async with AsyncExitStack() as stack:
            if not self.replica.is_alone:
                # The earlier leader may take a moment to end; one that hangs is killed.
                await _wait_for_lock(stack, self.settings.data_dir, self.replica)
            others = {name: platform for name, platform in self.platforms.items() if not traits_of(name).is_shared}
            self.reachable_platforms.update(others)
            await self.outbox.recover(others)
            self.heartbeats.expect(self.platforms.keys() & polling_platforms(self.settings))
            await stack.enter_async_context(run_scheduler(leader_jobs(self), self.job_history))
            for platform in others.values():
                begin(self._run_platform(platform, stop))
            self.replica.is_active = True
            self.metrics.set_leading()
            _freeze_garbage_collection()
            log.info("Lotse is running (%s)", ", ".join(self.platforms) or "no platform")
            await stop.wait()

    async def _run_platform(self, platform: Platform, stop: asyncio.Event) -> None:
        try:
            await platform.run()
        except PlatformRefused:
            # Alert over the other platform if possible; the service ends in any case.
            with suppress(Exception):
                async with asyncio.timeout(_ALERT_TIMEOUT_SECONDS):
                    await self.alerts.send(Cause.REFUSED, platform.name.title())
            raise
        stop.set()

    async def _reload_knowledge(self) -> None:
        """Reload the knowledge if it has changed. Does not raise."""
        try:
            await self.knowledge.reload_if_changed()
        except Exception as error:  # noqa: BLE001
            self.metrics.count_error("knowledge")
            log.log(log_level(error), "The knowledge could not be reloaded: %s", format_trace(error))

    async def _start_due(self) -> None:
        """Send what another process has added to the outbox. Does not raise."""
        try:
            await self.outbox.start_due()
        except Exception as error:  # noqa: BLE001
            log.log(log_level(error), "Sending was put off until the next poll: %s", format_trace(error))


def common_jobs(app: App) -> Iterator[Job]:
    """Yield the jobs of every process."""
    yield Job(name="deliveries", run=app.outbox.start_due, every=DELIVERY_INTERVAL)
    yield Job(name="watch", run=app.alerts.check, every=timedelta(seconds=30))
    yield Job(name="knowledge", run=partial(_set, app.knowledge_check), every=timedelta(seconds=0.5))


def leader_jobs(app: App) -> Iterator[Job]:
    """Yield the jobs that only the leader runs."""
    database, handle, clock, settings = app.database, app.dispatcher.handle, app.clock, app.settings
    cleaning = RetentionJob(database, clock, settings.retention.retention())
    # Run at once, as an announcement may have come due while the service was down.
    yield Job(
        name="due", run=DueEvents(database, handle, clock).dispatch, every=timedelta(seconds=5), first=timedelta()
    )
    if settings.announcements.feeds:
        # Imported only where feeds are configured.
        from bot.jobs.feeds.polling import FeedPoller  # noqa: PLC0415

        feeds = FeedPoller(database, settings.announcements.feeds, handle, clock, settings.time_zone)
        yield Job(name="feeds", run=feeds.poll, every=timedelta(seconds=30))
    if settings.knowledge.links_days:
        yield Job(name="links", run=partial(_check_links, app), every=timedelta(hours=1))
    questions = FieldRounds(
        database,
        lambda: app.knowledge.search().knowledge,
        parse_senders(settings.roles.editors),
        handle,
        clock,
        settings.time_zone,
        settings.knowledge.rules(),
    )
    yield Job(name="fields", run=questions.run, every=timedelta(minutes=30))
    owners = CalendarEvents(OWNERS, handle, clock, settings.time_zone)
    yield Job(name="owners", run=owners.run, every=timedelta(minutes=30), first=timedelta(minutes=5))
    digests = CalendarEvents(GAPS, handle, clock, settings.time_zone)
    yield Job(name="gaps", run=digests.run, every=timedelta(minutes=30), first=timedelta(minutes=6))
    rounds = CalendarEvents(ROUNDS, handle, clock, settings.time_zone)
    yield Job(name="rounds", run=rounds.run, every=timedelta(minutes=30), first=timedelta(minutes=7))
    wishes = CalendarEvents(WISHES, handle, clock, settings.time_zone)
    yield Job(name="wishes", run=wishes.run, every=timedelta(minutes=30), first=timedelta(minutes=8))
    # The first run is early, as a service may not last for an hour.
    yield Job(name="cleaning", run=cleaning.delete_old, every=timedelta(hours=1), first=timedelta(minutes=1))
    yield Job(name="erasures", run=cleaning.finish_erasures, every=timedelta(seconds=30))


async def _check_links(app: App) -> None:
    # Imported when it is first used, an hour after the start; httpx would load libraries for a terminal.
    with hide_modules("httpx._main"):
        from bot.jobs.links.rounds import LinkRounds  # noqa: PLC0415

    every = timedelta(days=app.settings.knowledge.links_days)
    await LinkRounds(app.database, lambda: app.knowledge.search().knowledge.entries, app.clock, every).run()


def _freeze_garbage_collection() -> None:
    """Exempt all present objects from garbage collection: a full collection would block the event loop for too long."""
    gc.collect()
    gc.freeze()


async def _set(event: asyncio.Event) -> None:
    event.set()


async def _call_on_event(event: asyncio.Event, does: Callable[[], Awaitable[None]]) -> None:
    """Call `does`, which must not raise, each time the event is set, until cancelled."""
    while await event.wait():
        event.clear()
        await does()


async def _wait_for_lock(stack: AsyncExitStack, data_dir: Path, replica: Replica) -> None:
    """Lock the data directory as soon as no other process that may still work holds it."""
    while True:
        try:
            stack.enter_context(lock_data_dir(data_dir, replica.number, replica.has_ended))
        except AlreadyRunning:
            await asyncio.sleep(_LOCK_RETRY_SECONDS)
        else:
            return
