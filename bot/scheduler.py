"""Says "look now" at intervals; what is due is known to the database alone."""

import logging
from asyncio import Task, current_task, gather, sleep
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.due import Due
from bot.faults import trace
from bot.feeds.polling import Feeds
from bot.outbox import GIVEN_UP_AFTER, Clock, Outbox
from bot.storage.database import Database

log = logging.getLogger(__name__)

Look: TypeAlias = Callable[[], Awaitable[None]]

DELIVERIES_EVERY = timedelta(seconds=2)
DUE_EVERY = timedelta(seconds=5)
FEEDS_EVERY = timedelta(seconds=30)
ERASURES_EVERY = timedelta(seconds=30)
CLEANING_EVERY = timedelta(hours=1)
KEPT_FOR = timedelta(days=30)
EXCHANGES_KEPT_FOR = timedelta(days=730)
TOLD_ONCE_IN = timedelta(days=365)
BATCH = 500


@asynccontextmanager
async def scheduled(
    database: Database, outbox: Outbox, due: Due, feeds: Feeds, clock: Clock
) -> AsyncIterator[AsyncIOScheduler]:
    """Runs while the context is open."""
    defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
    looks = Looks()
    scheduler.add_job(
        looks.at, "interval", ("deliveries", outbox.look), seconds=DELIVERIES_EVERY.total_seconds(), id="deliveries"
    )
    scheduler.add_job(looks.at, "interval", ("what is due", due.look), seconds=DUE_EVERY.total_seconds(), id="due")
    scheduler.add_job(looks.at, "interval", ("feeds", feeds.look), seconds=FEEDS_EVERY.total_seconds(), id="feeds")
    cleaning = Cleaning(database, clock)
    scheduler.add_job(
        looks.at, "interval", ("cleaning", cleaning.look), seconds=CLEANING_EVERY.total_seconds(), id="cleaning"
    )
    scheduler.add_job(
        looks.at, "interval", ("erasures", cleaning.forget), seconds=ERASURES_EVERY.total_seconds(), id="erasures"
    )
    # An announcement that came due meanwhile does not wait for the first interval.
    scheduler.modify_job("due", next_run_time=datetime.now(UTC))
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.shutdown(wait=False)
        await sleep(0)  # the scheduler stops at the next turn of the loop
        await looks.ended()


class Cleaning:
    """Deletes what has expired, in small transactions, so that nobody waits for an answer meanwhile."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def look(self) -> None:
        while await self._batch() >= BATCH:
            pass

    async def forget(self) -> None:
        """What was still on its way to people who have been forgotten; with the files that were for nobody else."""
        async with self._database.begin() as unit:
            if await unit.erasures.finish(BATCH):
                await unit.files.delete_unused(self._clock(), BATCH)

    async def _batch(self) -> int:
        """The largest number of rows taken from one table."""
        now = self._clock()
        async with self._database.begin() as unit:
            return max(
                await unit.conversations.delete_expired(now, BATCH),
                await unit.inbox.delete_old(now - KEPT_FOR, BATCH),
                await unit.outbox.clear_old(now - KEPT_FOR, BATCH),
                await unit.holds.delete_expired(now, BATCH),
                await unit.drafts.delete_expired(now, BATCH),
                await unit.exchanges.delete_old(now - EXCHANGES_KEPT_FOR, BATCH),
                await unit.people.delete_expired(now, BATCH),
                await unit.announcements.delete_old(now - EXCHANGES_KEPT_FOR, BATCH),
                await unit.files.delete_unused(now - GIVEN_UP_AFTER, BATCH),
                await unit.notices.delete_old(now - TOLD_ONCE_IN, BATCH),
            )


class Looks:
    """The jobs at work, so that none is left behind with a connection in its hands."""

    def __init__(self) -> None:
        self._running: set[Task[Any]] = set()

    async def at(self, name: str, look: Look) -> None:
        """Does not raise."""
        task = current_task()
        assert task is not None  # noqa: S101
        self._running.add(task)
        try:
            await look()
        except Exception as error:  # noqa: BLE001
            log.error("The look at %s failed: %s", name, trace(error))  # noqa: TRY400
        finally:
            self._running.discard(task)

    async def ended(self) -> None:
        """Waits for the jobs that are being cancelled."""
        await gather(*self._running, return_exceptions=True)
