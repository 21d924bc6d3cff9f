"""Addresses in entries that lead nowhere, have moved or can't be checked, by entry."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web

from bot.storage.web.link_checks import LinkCheck
from bot.web.base.catalogue import Catalogue, EntrySummary
from bot.web.base.desk import Page, redirect
from bot.web.base.link_results import try_link

_PER_PAGE = 50
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


async def show(page: Page) -> web.StreamResponse:
    """Show the addresses of one tab, by the titles of their entries."""
    catalogue = await page.desk.catalogue.read(page.desk.database)
    async with page.begin() as (_, unit):
        checks = await unit.link_checks.list_faulty()
        last_at = await unit.link_checks.find_last()
    lines = list_lines(catalogue, checks)
    tab = LinkTab(page.query("zustand")) if page.query("zustand") in tuple(LinkTab) else LinkTab.BROKEN
    wanted = sorted((line for line in lines if line.tab is tab), key=_sort_key)
    start = _find_start(wanted, page.query("nach"))
    shown = wanted[start : start + _PER_PAGE]
    return page.render(
        "knowledge/links.html",
        tab=tab,
        counts={each: sum(line.tab is each for line in lines) for each in LinkTab},
        lines=shown,
        next_after=_name(shown[-1]) if start + _PER_PAGE < len(wanted) else "",
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


def _sort_key(line: LinkLine) -> tuple[str, str, str]:
    return line.entry.folded_title, line.entry.id, line.check.url


def _name(line: LinkLine) -> str:
    return f"{line.entry.id} {line.check.url}"


def _find_start(lines: Sequence[LinkLine], after: str) -> int:
    """Return the index of the line after the named one; 0 if there is none."""
    places: Mapping[str, int] = {_name(line): place for place, line in enumerate(lines)}
    return places.get(after, -1) + 1
