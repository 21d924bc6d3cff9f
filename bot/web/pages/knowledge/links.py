"""Addresses in entries that lead nowhere, have moved or can't be checked, by entry."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web

from bot.settings.web import PATH
from bot.storage.web.link_checks import LinkCheck
from bot.web.base.catalogue import Catalogue, EntrySummary
from bot.web.base.desk import Page, redirect
from bot.web.base.link_results import try_link
from bot.web.base.tables import Table

# A browser gives up after some time.
_PATIENCE_SECONDS = 30


class LinkTab(StrEnum):
    """The lists of this page, by their names in its address."""

    BROKEN = ""
    MOVED = "umgezogen"
    UNKNOWN = "ungewiss"


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkLine:
    """An address in an entry in force, with its last check."""

    entry: EntrySummary
    check: LinkCheck

    @property
    def tab(self) -> LinkTab:
        if self.check.result.is_broken:
            return LinkTab.BROKEN
        return LinkTab.MOVED if self.check.result.fault is None else LinkTab.UNKNOWN


def _is_on(tab: LinkTab) -> Callable[[LinkLine], bool]:
    return lambda line: line.tab is tab


_TABLE: Table[LinkLine] = Table(
    tabs={tab.value: _is_on(tab) for tab in LinkTab},
    columns={
        "eintrag": lambda line: line.entry.folded_title,
        "adresse": lambda line: line.check.url,
        "seit": lambda line: line.check.failing_since.isoformat() if line.check.failing_since else "",
        "neu": lambda line: line.check.result.moved_to or "",
        "warum": lambda line: line.check.result.fault or "",
        "geprueft": lambda line: line.check.checked_at.isoformat(),
    },
    turned=frozenset(("geprueft",)),
    identify=lambda line: f"{line.entry.id} {line.check.url}",
    describe=lambda line: f"{line.entry.title} {line.check.url}",
    place=f"{PATH}/wissen/links",
)


async def show(page: Page) -> web.StreamResponse:
    """Show a page of the addresses of one tab."""
    catalogue = await page.desk.catalogue.read(page.desk.database)
    async with page.begin() as (_, unit):
        checks = await unit.link_checks.list_faulty()
        last_at = await unit.link_checks.find_last()
    query = _TABLE.parse_query(page)
    return page.render(
        "knowledge/links.html",
        query=query,
        found=_TABLE.select(list_lines(catalogue, checks), query),
        last_at=last_at,
        outcome=page.query("ergebnis"),
        every_days=page.desk.settings.knowledge.links_days,
    )


async def check_again(page: Page) -> web.StreamResponse:
    """Check an address in an entry in force now."""
    url = page.field("url")
    catalogue = await page.desk.catalogue.read(page.desk.database)
    if not any(url in entry.links for entry in catalogue.list_in_force()):
        raise web.HTTPNotFound
    result = await try_link(url, page.desk.check_link, _PATIENCE_SECONDS)
    async with page.begin_change() as change:
        await change.unit.link_checks.record({url: result}, page.now)
        await change.log("link_checked", url)
    outcome = result.fault or ("moved" if result.moved_to else "ok")
    return redirect(f"/wissen/links?ergebnis={outcome.replace(' ', '+')}")


def list_lines(catalogue: Catalogue, checks: Iterable[LinkCheck]) -> Sequence[LinkLine]:
    """Return a line for each entry in force that holds a checked address, in the order of the checks."""
    by_url = {check.url: check for check in checks}
    holders: defaultdict[str, list[EntrySummary]] = defaultdict(list)
    for entry in catalogue.entries.values():
        for url in entry.links:
            if url in by_url and not entry.is_archived:
                holders[url].append(entry)
    return [LinkLine(entry=entry, check=check) for url, check in by_url.items() for entry in holders[url]]
