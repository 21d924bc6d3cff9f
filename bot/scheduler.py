"""Says "look now" at intervals; what is due is known to the database alone."""

import logging
from asyncio import Task, current_task, gather, sleep
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.cleaning import Cleaning
from bot.due import Due
from bot.faults import trace
from bot.feeds.polling import Feeds
from bot.outbox import Outbox

log = logging.getLogger(__name__)

Look: TypeAlias = Callable[[], Awaitable[None]]

DELIVERIES_EVERY = timedelta(seconds=2)
DUE_EVERY = timedelta(seconds=5)
FEEDS_EVERY = timedelta(seconds=30)
ERASURES_EVERY = timedelta(seconds=30)
FIRST_CLEANING_AFTER = timedelta(minutes=1)
CLEANING_EVERY = timedelta(hours=1)


@asynccontextmanager
async def scheduled(outbox: Outbox, due: Due, feeds: Feeds, cleaning: Cleaning) -> AsyncIterator[AsyncIOScheduler]:
    """Runs while the context is open."""
    defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
    looks = Looks()
    scheduler.add_job(
        looks.at, "interval", ("deliveries", outbox.look), seconds=DELIVERIES_EVERY.total_seconds(), id="deliveries"
    )
    scheduler.add_job(looks.at, "interval", ("what is due", due.look), seconds=DUE_EVERY.total_seconds(), id="due")
    scheduler.add_job(looks.at, "interval", ("feeds", feeds.look), seconds=FEEDS_EVERY.total_seconds(), id="feeds")
    scheduler.add_job(
        looks.at, "interval", ("cleaning", cleaning.look), seconds=CLEANING_EVERY.total_seconds(), id="cleaning"
    )
    scheduler.add_job(
        looks.at, "interval", ("erasures", cleaning.forget), seconds=ERASURES_EVERY.total_seconds(), id="erasures"
    )
    # An announcement that came due meanwhile does not wait for the first interval.
    scheduler.modify_job("due", next_run_time=datetime.now(UTC))
    # Nor does cleaning wait for an hour that a service may not last.
    scheduler.modify_job("cleaning", next_run_time=datetime.now(UTC) + FIRST_CLEANING_AFTER)
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.shutdown(wait=False)
        await sleep(0)  # the scheduler stops at the next turn of the loop
        await looks.ended()


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
