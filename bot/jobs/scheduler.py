"""A scheduler of jobs at intervals. It keeps no state: what is due is read from the database."""

import logging
from asyncio import Task, current_task, gather, sleep
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.jobs.history import JobHistory
from bot.system.tracebacks import format_trace, log_level

log = logging.getLogger(__name__)

JobFunction: TypeAlias = Callable[[], Awaitable[None]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A function to run at an interval, first after one interval or after `first`."""

    name: str
    run: JobFunction
    every: timedelta
    first: timedelta | None = None


@asynccontextmanager
async def run_scheduler(jobs: Iterable[Job], history: JobHistory | None = None) -> AsyncIterator[AsyncIOScheduler]:
    """Run the jobs while the context is open; a job never overlaps itself, and missed runs are made up for once."""
    defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
    running = RunningJobs(history)
    for job in jobs:
        running.history.expect(job.name, job.every)
        at = datetime.now(UTC) + (job.every if job.first is None else job.first)
        seconds = job.every.total_seconds()
        scheduler.add_job(running.run, "interval", (job.name, job.run), seconds=seconds, id=job.name, next_run_time=at)
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.shutdown(wait=False)
        await sleep(0)  # the scheduler stops at the next turn of the loop
        await running.wait()


class RunningJobs:
    """The jobs in progress, awaited at shutdown so that none leaves a connection open."""

    def __init__(self, history: JobHistory | None = None) -> None:
        self.history = history or JobHistory()
        self._running: set[Task[Any]] = set()

    async def run(self, name: str, function: JobFunction) -> None:
        """Run a job and log its failure. Does not raise."""
        task = current_task()
        assert task is not None  # noqa: S101
        self._running.add(task)
        try:
            await function()
            self.history.note(name, datetime.now(UTC), has_failed=False)
        except Exception as error:  # noqa: BLE001
            self.history.note(name, datetime.now(UTC), has_failed=True)
            log.log(log_level(error), "The job %s failed: %s", name, format_trace(error))
        finally:
            self._running.discard(task)

    async def wait(self) -> None:
        """Wait for the jobs that are being cancelled."""
        await gather(*self._running, return_exceptions=True)
