"""The data protection officer's folder: what is processed, where it goes and when it is deleted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from urllib.parse import urlsplit

from aiohttp import web

from bot.web.base.desk import Page
from bot.web.base.times import format_month

_YEAR = timedelta(days=365)


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """A service that Lotse exchanges data with, and these data, in words of the person's language.

    `host` has neither path nor password; it is empty where there is none, and None where Lotse does not know it.
    """

    name: str
    host: str | None
    data: str


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
        flows=[*_list_flows(page)],
        retention=settings.retention.retention(),
        deleted={count.kind: count for count in deleted},
        months=months,
        month=lambda first: format_month(first, page.language),
        editors=editors,
        admins=admins,
        moderators=len(context.rules.all_moderators),
    )


def _list_flows(page: Page) -> Iterator[Flow]:
    """Yield all services that the configuration names."""
    settings = page.desk.settings
    if settings.matrix is not None:
        yield Flow(
            name=page.say("Matrix-Server"),
            host=_name_host(settings.matrix.homeserver),
            data=page.say(
                "Nachrichten von und an Menschen auf Matrix; in verschlüsselten Räumen kann der Server sie nicht lesen"
            ),
        )
    if settings.telegram is not None:
        yield Flow(
            name=page.say("Telegram"),
            host=_name_host(settings.telegram.base_url),
            data=page.say(
                "Nachrichten von und an Menschen auf Telegram; Telegram kann sie lesen und verarbeitet sie auch "
                "außerhalb der EU"
            ),
        )
    is_server = settings.database_url.startswith("postgresql")
    yield Flow(
        name=page.say("Datenbankserver") if is_server else page.say("Datenbank auf demselben Rechner"),
        host=_name_host(settings.database_url),
        data=page.say("alles, was unter 5 steht"),
    )
    if settings.web is not None:
        yield Flow(
            name=page.say("Redaktion im Browser"),
            host=_name_host(settings.web.url),
            data=page.say("was die Redaktion sieht und schreibt; kein Inhalt von fremden Servern"),
        )
    for feed in settings.announcements.feeds.values():
        yield Flow(
            name=page.say("Feed"),
            host=_name_host(feed.url.get_secret_value()),
            data=page.say("Lotse ruft den Feed ab und schickt keine personenbezogenen Daten hin"),
        )
    if settings.knowledge.links_days:
        yield Flow(
            name=page.say("Seiten, auf die Einträge verweisen"),
            host="",
            data=page.say("Lotse fragt regelmäßig, ob es sie noch gibt, und schickt keine personenbezogenen Daten hin"),
        )
    yield Flow(
        name=page.say("Ablage der Sicherungen"),
        host=None,
        data=page.say("alles, was unter 5 steht, mit einer Passphrase verschlüsselt"),
    )


def _name_host(url: str) -> str:
    """Return the host of an address, without user, password and path; empty if it has none."""
    return urlsplit(url).hostname or ""
