"""The first page: what is to be done, most urgent first, and how it goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aiohttp import web

from bot.settings.web import PATH
from bot.storage.unit_of_work import UnitOfWork
from bot.storage.web.gaps import Gap
from bot.storage.web.link_checks import LinkCheck
from bot.storage.web.to_do import Waiting
from bot.web.base.catalogue import Catalogue, EntrySummary, State
from bot.web.base.desk import Page
from bot.web.pages.gaps.gap_list import list_weeks
from bot.web.pages.knowledge.links import list_lines
from bot.web.pages.overview_metrics import PERIODS, read_metrics
from handlers.announcements.cards import render_beginning
from handlers.context.context import Context
from handlers.curation.model.fields import FieldName
from handlers.i18n.editing import EDITING
from knowledge.search.phrasing_checks import SharedPhrasing

_MOST = 99
_MOST_DELIVERIES = 1_000
# More phrasings that several entries hold than anybody puts right in a day.
_MOST_COMPARED = 500
_MAX_TITLE = 90


@dataclass(frozen=True, kw_only=True, slots=True)
class DueEntries:
    """The number of entries past their review date; `worst` is the most asked of them, asked `times` times."""

    number: int
    worst: EntrySummary | None
    times: int


@dataclass(frozen=True, kw_only=True, slots=True)
class BrokenLinks:
    """The number of addresses in entries in force that lead nowhere, and the one that does so for longest."""

    number: int
    worst: LinkCheck | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Shared:
    """The number of phrasings that several entries hold, and that of the most asked entries."""

    number: int
    worst: SharedPhrasing | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Conflicts:
    """Values proposed for one field that differ, and phrasings that several entries hold, with the worst of each.

    The worst phrasing is one of the entries that are asked for most.
    """

    proposed: Waiting
    entry_title: str
    field: str
    shared: int
    phrasing: SharedPhrasing | None
    titles: Sequence[str]

    @property
    def number(self) -> int:
        return self.proposed.number + self.shared


@dataclass(frozen=True, kw_only=True, slots=True)
class ToDo:
    """The numbers that wait, by kind; `gap` is the one asked for most this week, else the most asked."""

    approvals: Waiting
    approval_title: str
    lessons: Waiting
    proposals: Waiting
    proposal_title: str
    conflicts: Conflicts
    gaps: int
    gap: Gap | None
    gap_is_of_this_week: bool
    exchanges: Waiting
    failed: Waiting
    due: DueEntries
    links: BrokenLinks
    feeds: Waiting
    feed_name: str


async def show(page: Page) -> web.StreamResponse:
    """Show what is to be done, and the metrics of the period in the address."""
    period = page.query("zeitraum") if page.query("zeitraum") in PERIODS else "monat"
    catalogue = await page.desk.catalogue.read(page.desk.database)
    due, shared = await _find_due(page, catalogue), await _find_shared(page)
    async with page.begin() as (context, unit):
        links = _find_broken(catalogue, await unit.link_checks.list_faulty())
        to_do = await _find_to_do(page, context, unit, catalogue, due, links, shared)
    return page.render(
        "overview.html",
        to_do=to_do,
        metrics=await read_metrics(page, period),
        periods=PERIODS,
        shorten=_shorten,
        has_page=_find_pages(page).__contains__,
        kept_days=page.desk.settings.retention.unanswered_days,
    )


async def count_waiting(context: Context, unit: UnitOfWork) -> dict[str, int]:
    """Return how much waits in each area of the menu, by the area's path."""
    approvals, exchanges, proposals = await unit.to_do.count_waiting(context.accounts, _MOST)
    gaps = await unit.gaps.count(_MOST)
    return {"wissen": proposals, "luecken": gaps, "austausch": exchanges, "ankuendigungen": approvals}


async def _find_to_do(
    page: Page,
    context: Context,
    unit: UnitOfWork,
    catalogue: Catalogue,
    due: DueEntries,
    links: BrokenLinks,
    shared: Shared,
) -> ToDo:
    this_week = await unit.gaps.find_most_asked(list_weeks(page, 1)[0])
    gap = this_week or next(iter(await unit.gaps.list(None, 1)), None)
    approvals = await unit.to_do.find_approvals(context.accounts, _MOST)
    first = await unit.announcements.get(approvals.worst.number) if approvals.worst else None
    proposals = await unit.to_do.find_proposals(_MOST)
    configured = page.desk.settings.announcements.rules().feeds
    feeds = await unit.to_do.find_failing_feeds(configured, _MOST)
    return ToDo(
        approvals=approvals,
        approval_title=render_beginning(first, _MAX_TITLE) if first else "",
        lessons=await unit.to_do.find_lessons(_MOST),
        proposals=proposals,
        proposal_title=_find_title(proposals, catalogue),
        conflicts=_describe_conflicts(page, catalogue, await unit.to_do.find_contradictions(_MOST), shared),
        gaps=page.waiting["luecken"],
        gap=gap,
        gap_is_of_this_week=this_week is not None,
        exchanges=await unit.to_do.find_overdue_exchanges(_MOST),
        failed=await unit.to_do.find_failed_deliveries(_MOST_DELIVERIES),
        due=due,
        links=links,
        feeds=feeds,
        feed_name=configured[feeds.worst.name].name if feeds.worst else "",
    )


async def _find_due(page: Page, catalogue: Catalogue) -> DueEntries:
    today = page.today
    dated = (entry for entry in catalogue.entries.values() if entry.review_by is not None and entry.review_by < today)
    due = [entry for entry in dated if entry.get_state(today) is State.DUE]
    times = await page.count_asked() if due else {}
    worst = max(due, key=lambda entry: (times.get(entry.id, 0), -_review_day(entry)), default=None)
    return DueEntries(number=len(due), worst=worst, times=times.get(worst.id, 0) if worst else 0)


async def _find_shared(page: Page) -> Shared:
    shared = await page.desk.shared_phrasings.read(page.desk.search())
    times = await page.count_asked() if shared else {}
    compared = shared[:_MOST_COMPARED]
    worst = max(compared, key=lambda each: sum(times.get(id_, 0) for id_ in each.entries), default=None)
    return Shared(number=len(shared), worst=worst)


def _describe_conflicts(page: Page, catalogue: Catalogue, proposed: Waiting, shared: Shared) -> Conflicts:
    texts = EDITING[page.language if page.language in EDITING else page.desk.settings.language]
    phrasing = shared.worst
    named = [catalogue.entries[id_].title for id_ in phrasing.entries if id_ in catalogue.entries] if phrasing else []
    return Conflicts(
        proposed=proposed,
        entry_title=_find_title(proposed, catalogue),
        field=texts.fields[FieldName(proposed.worst.text)] if proposed.worst else "",
        shared=shared.number,
        phrasing=phrasing,
        titles=named,
    )


def _find_title(waiting: Waiting, catalogue: Catalogue) -> str:
    """Return the title of the entry that the worst case is about; empty if there is none."""
    entry = catalogue.entries.get(waiting.worst.name) if waiting.worst else None
    return entry.title if entry else ""


def _find_broken(catalogue: Catalogue, checks: Sequence[LinkCheck]) -> BrokenLinks:
    lines = list_lines(catalogue, (check for check in checks if check.result.is_broken))
    urls = {line.check.url for line in lines}
    return BrokenLinks(number=len(urls), worst=lines[0].check if lines else None)


def _review_day(entry: EntrySummary) -> int:
    return (entry.review_by or date.max).toordinal()


def _find_pages(page: Page) -> Sequence[str]:
    """Return the paths of all pages, so that nothing leads to an area that there is not."""
    return [resource.canonical.removeprefix(PATH) for resource in page.request.app.router.resources()]


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MAX_TITLE else f"{line[: _MAX_TITLE - 1].rstrip()}…"
