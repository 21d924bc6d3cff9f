"""The data protection officer's folder: what is processed, where it goes and when it is deleted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from urllib.parse import urlsplit

from aiohttp import web

from bot.settings.loading import Settings
from bot.web.base.desk import Page
from bot.web.base.times import format_month

_YEAR = timedelta(days=365)


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """A service that Lotse exchanges data with, by its kind.

    `host` has neither path nor password; it is empty where there is none, and None where Lotse does not know it.
    """

    kind: str
    host: str | None


async def show(page: Page) -> web.StreamResponse:
    """Show the record of processing as a page that can be printed."""
    settings = page.desk.settings
    async with page.begin() as (context, unit):
        since = (page.now - _YEAR).date()
        deleted = await unit.deletion_log.sum_since(since)
        months = await unit.deletion_log.sum_by_month(since)
        editors, admins = len(context.editors), len(context.admins)
    return page.render(
        "operations/data_protection.html",
        settings=settings,
        version=version("lotse"),
        flows=[*_list_flows(settings)],
        retention=settings.retention.retention(),
        deleted={count.kind: count for count in deleted},
        months=months,
        month=lambda first: format_month(first, page.language),
        editors=editors,
        admins=admins,
        moderators=len(context.rules.all_moderators),
    )


def _list_flows(settings: Settings) -> Iterator[Flow]:
    """Yield all services that the configuration names."""
    if settings.matrix is not None:
        yield Flow(kind="matrix", host=_name_host(settings.matrix.homeserver))
    if settings.telegram is not None:
        yield Flow(kind="telegram", host=_name_host(settings.telegram.base_url))
    server = settings.database_url.startswith("postgresql")
    yield Flow(kind="database_server" if server else "database_file", host=_name_host(settings.database_url))
    if settings.web is not None:
        yield Flow(kind="desk", host=_name_host(settings.web.url))
    for feed in settings.announcements.feeds.values():
        yield Flow(kind="feed", host=_name_host(feed.url.get_secret_value()))
    if settings.knowledge.links_days:
        yield Flow(kind="links", host="")
    yield Flow(kind="backups", host=None)


def _name_host(url: str) -> str:
    """Return the host of an address, without user, password and path; empty if it has none."""
    return urlsplit(url).hostname or ""
