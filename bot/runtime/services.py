"""What runs: a part of it in every process that works on the database, the rest in the one that leads."""

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.delivery.outbox import Outbox
from bot.jobs.alerts import AlertJob
from bot.jobs.due_events import DueEvents
from bot.jobs.knowledge_reload import KnowledgeIndex
from bot.jobs.retention import RetentionJob
from bot.jobs.scheduler import Job, run_scheduler
from bot.monitoring.heartbeats import Heartbeats
from bot.monitoring.metrics import Metrics
from bot.platforms import SHARED, Platform, PlatformRefused
from bot.runtime.dispatcher import Dispatcher
from bot.runtime.lock import AlreadyRunning, lock_data_dir
from bot.settings.loading import Settings
from bot.storage.cluster.replicas import Notification, Replica
from bot.storage.database import Database
from bot.storage.engine.failures import DatabaseUnusable, DiskFailed, LeadershipLost
from bot.system.clock import Clock
from bot.system.tracebacks import format_trace, log_level, unwrap_group
from handlers.account.alerts import Cause
from handlers.core.events import PlatformName

log = logging.getLogger(__name__)

DELIVERY_INTERVAL = timedelta(seconds=2)
_ALERT_TIMEOUT_SECONDS = 10
_LOCK_RETRY_SECONDS = 1


@dataclass(frozen=True, kw_only=True)
class App:
    """Everything that runs; `platforms` are all, `within_reach` those that this process may send to by now."""

    settings: Settings
    clock: Clock
    replica: Replica
    database: Database
    knowledge: KnowledgeIndex
    outbox: Outbox
    dispatcher: Dispatcher
    platforms: dict[PlatformName, Platform]
    within_reach: dict[PlatformName, Platform]
    look: asyncio.Event
    metrics: Metrics
    pulses: Heartbeats
    watch: AlertJob

    async def run(self, stop: asyncio.Event) -> None:
        """Run everything until stopped, or until a platform ends.

        Raises PlatformRefused, DiskFailed or LeadershipLost, or DatabaseUnusable at the start.
        """
        self.replica.started()
        try:
            async with asyncio.TaskGroup() as tasks:
                running: list[asyncio.Task[None]] = []

                def begin(work: Coroutine[None, None, None]) -> None:
                    running.append(tasks.create_task(work))

                begin(self.database.failure())
                for platform in (platform for name, platform in self.platforms.items() if name in SHARED):
                    begin(self._run(platform, stop))
                begin(self._lead(begin, stop))
                begin(_call_on_event(self.look, self._keep_up))
                begin(_call_on_event(self.replica.brought[Notification.OUTBOX], self._send))
                await stop.wait()
                for task in running:
                    task.cancel()
        except* (PlatformRefused, DatabaseUnusable, DiskFailed) as ended:
            raise unwrap_group(ended) from None
        except* LeadershipLost:
            # A platform has met it before the stop came.
            raise LeadershipLost from None

    async def _lead(self, begin: Callable[[Coroutine[None, None, None]], None], stop: asyncio.Event) -> None:
        """What one process alone may do, as soon as it is this one's turn."""
        await self.replica.leads.wait()
        async with AsyncExitStack() as stack:
            if not self.replica.is_alone:
                # Whoever led before may take a moment to end; one that hangs does not end.
                await _wait_for_lock(stack, self.settings.data_dir, self.replica)
            others = {name: platform for name, platform in self.platforms.items() if name not in SHARED}
            self.within_reach.update(others)
            await self.outbox.recover(others)
            # The terminal and a webhook bring nothing while nobody writes.
            self.pulses.expect([name for name in self.platforms if self.settings.polls(name)])
            await stack.enter_async_context(run_scheduler(_leader_jobs(self)))
            for platform in others.values():
                begin(self._run(platform, stop))
            self.replica.acts = True
            self.metrics.leads()
            _freeze_garbage_collection()
            log.info("Lotse is running (%s)", ", ".join(self.platforms) or "no platform")
            await stop.wait()

    async def _run(self, platform: Platform, stop: asyncio.Event) -> None:
        try:
            await platform.run()
        except PlatformRefused:
            # As long as the other platform is there; whether it can be said or not, this is the end.
            with suppress(Exception):
                async with asyncio.timeout(_ALERT_TIMEOUT_SECONDS):
                    await self.watch.tell(Cause.REFUSED, platform.name.title())
            raise
        stop.set()

    async def _keep_up(self) -> None:
        """Looks whether the knowledge has changed."""
        try:
            await self.knowledge.look()
        except Exception as error:  # noqa: BLE001
            self.metrics.failed("knowledge")
            log.log(log_level(error), "The knowledge stays as it is for now: %s", format_trace(error))

    async def _send(self) -> None:
        """What another process has written down."""
        try:
            await self.outbox.look()
        except Exception as error:  # noqa: BLE001
            log.log(log_level(error), "What was written down waits for the next look: %s", format_trace(error))


def common_jobs(app: App) -> Iterator[Job]:
    """What every process looks at."""
    yield Job(name="deliveries", look=app.outbox.look, every=DELIVERY_INTERVAL)
    yield Job(name="watch", look=app.watch.look, every=timedelta(seconds=30))
    yield Job(name="knowledge", look=partial(_set, app.look), every=timedelta(seconds=0.5))


def _leader_jobs(app: App) -> Iterator[Job]:
    """What several processes would do several times."""
    database, handle, clock, settings = app.database, app.dispatcher.handle, app.clock, app.settings
    cleaning = RetentionJob(database, clock, settings.retention.kept())
    # An announcement that came due meanwhile does not wait for the first interval.
    yield Job(name="due", look=DueEvents(database, handle, clock).look, every=timedelta(seconds=5), first=timedelta())
    if settings.announcements.feeds:
        # Nobody else fetches anything from the web.
        from bot.jobs.feeds.polling import Feeds  # noqa: PLC0415

        feeds = Feeds(database, settings.announcements.feeds, handle, clock, settings.time_zone)
        yield Job(name="feeds", look=feeds.look, every=timedelta(seconds=30))
    # A service may not last for an hour.
    yield Job(name="cleaning", look=cleaning.look, every=timedelta(hours=1), first=timedelta(minutes=1))
    yield Job(name="erasures", look=cleaning.forget, every=timedelta(seconds=30))


def _freeze_garbage_collection() -> None:
    """What is there by now stays: looking for garbage in it would hold up everything for longer than a pace allows."""
    gc.collect()
    gc.freeze()


async def _set(event: asyncio.Event) -> None:
    event.set()


async def _call_on_event(event: asyncio.Event, does: Callable[[], Awaitable[None]]) -> None:
    """Call `does`, which does not raise, each time the event is set, until cancelled."""
    while await event.wait():
        event.clear()
        await does()


async def _wait_for_lock(stack: AsyncExitStack, data_dir: Path, replica: Replica) -> None:
    """As soon as no other process holds the folder that may still work."""
    while True:
        try:
            stack.enter_context(lock_data_dir(data_dir, replica.number, replica.has_seen_the_end_of))
        except AlreadyRunning:
            await asyncio.sleep(_LOCK_RETRY_SECONDS)
        else:
            return
