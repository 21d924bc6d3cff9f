"""The state of the service: platforms, outbox, holds, jobs, backups, checks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version

from aiohttp import web

from bot.jobs.history import JobRun
from bot.monitoring.checks import (
    Check,
    Finding,
    check_data_dir,
    check_knowledge,
    check_retention,
    check_revision,
    check_time_zone,
)
from bot.monitoring.health import Health
from bot.platforms.table import PLATFORMS
from bot.storage.engine.schema import SchemaVersion, read_version
from bot.web.base.desk import Desk, Page

# A backup is made every night.
BACKUP_OVERDUE_AFTER = timedelta(hours=48)
_DELETED_SINCE = timedelta(days=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlatformState:
    """A platform: `lag` is for how long it has brought nothing, None if it is not asked but tells by itself."""

    name: str
    is_connected: bool
    lag: timedelta | None


@dataclass(frozen=True, kw_only=True, slots=True)
class JobLine:
    """A job and its last run in this process."""

    name: str
    run: JobRun


async def show(page: Page) -> web.StreamResponse:
    desk, settings = page.desk, page.desk.settings
    health = await desk.health_check.run()
    async with page.begin() as (_, unit):
        counts = await unit.stuck_deliveries.count()
        holds = await unit.rate_limit_holds.summarise(page.now)
        found = await unit.connection.run_sync(read_version)
        expired = await unit.inbox.count_expired()
        deleted = await unit.deletion_log.sum_since((page.now - _DELETED_SINCE).date())
    return page.render(
        "operations/status.html",
        version=version("lotse"),
        health=health,
        platforms=_list_platforms(desk, health),
        counts=counts,
        holds=holds,
        jobs=[JobLine(name=name, run=run) for name, run in sorted(desk.job_history.list().items())],
        is_backup_due=_is_backup_due(health.backup_at, page.now),
        checks=_run_checks(page, found, expired),
        retention=settings.retention.retention(),
        deleted={count.kind: count for count in deleted},
    )


def _is_backup_due(backup_at: datetime | None, now: datetime) -> bool:
    return backup_at is None or now - backup_at > BACKUP_OVERDUE_AFTER


def _list_platforms(desk: Desk, health: Health) -> Sequence[PlatformState]:
    """Return the platforms that are configured, and those that the service runs on without."""
    running = desk.platforms | health.lags.keys()
    shown = (each for each in PLATFORMS if each.is_configured(desk.settings) or each.traits.name in running)
    return [
        PlatformState(name=name.title(), is_connected=health.connected.get(name, True), lag=health.lags.get(name))
        for name in (each.traits.name for each in shown)
    ]


def _run_checks(page: Page, found: SchemaVersion, expired: int) -> Sequence[Check]:
    """Run those checks of `lotse doctor` that ask no other service."""
    settings = page.desk.settings
    findings: Mapping[str, Finding] = {
        "time zone": check_time_zone(settings, page.now),
        "data_dir": check_data_dir(settings.data_dir.absolute()),
        "database": check_revision(found, expired),
        "knowledge": check_knowledge(page.desk.search().knowledge, page.today),
        "retention": check_retention(settings),
    }
    return [Check(name=name, outcome=outcome, detail=detail) for name, (outcome, detail) in findings.items()]
