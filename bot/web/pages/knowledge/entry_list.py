"""The list of entries: tabs by state, filters, sorting and pages, all in the address."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nlargest, nsmallest
from typing import TypeAlias

from aiohttp import web

from bot.printing.pdf import can_print
from bot.web.base import tables
from bot.web.base.catalogue import Catalogue, EntrySummary, State
from bot.web.base.desk import Page
from bot.web.base.tables import TableQuery
from bot.web.pages.knowledge.dates import make_range, read_date
from handlers.core.slices import iterate_in_slices
from handlers.curation.model.freshness import parse_as_of
from handlers.i18n import TEXTS
from handlers.rendering.origins import describe_as_of

_PER_PAGE = 50
_KINDS = ("faq", "offer", "centre")
# The first and last date of the source, and of the next review.
_DATES = ("stand-ab", "stand-bis", "pruefen-ab", "pruefen-bis")
_TABS: Mapping[str, State | None] = {
    "": None,
    "faellig": State.DUE,
    "veraltet": State.STALE,
    "niegefragt": None,
    "archiv": State.ARCHIVED,
}
_Counts: TypeAlias = Mapping[str, int]
_SortKey: TypeAlias = Callable[[EntrySummary, State, int], str]
# What one wants to see the largest or latest of first.
_DESCENDING = frozenset({"gefragt", "geaendert"})
_NEVER = "9999"
_URGENCY = (State.STALE, State.DUE, State.REVIEWED, State.ARCHIVED)
_SORT_KEYS: Mapping[str, _SortKey] = {
    "titel": lambda entry, _, __: entry.folded_title,
    "art": lambda entry, _, __: f"{_KINDS.index(entry.kind)}",
    "status": lambda _, state, __: f"{_URGENCY.index(state)}",
    "stand": lambda entry, _, __: entry.as_of,
    "pruefen": lambda entry, _, __: entry.review_by.isoformat() if entry.review_by else _NEVER,
    "geaendert": lambda entry, _, __: entry.updated_at.isoformat(),
    "gefragt": lambda _, __, times: f"{times:09}",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryPage:
    """One page of a list: its entries, how many the whole list has, and where the next page begins.

    `restricted` are those of the whole list that not everybody may read, which no export contains.
    """

    entries: Sequence[EntrySummary]
    total: int
    restricted: int
    counts: Mapping[str, int]
    next_after: tuple[str, str] | None


async def show(page: Page) -> web.StreamResponse:
    """Show a page of the list of entries."""
    catalogue = await page.desk.catalogue.read(page.desk.database)
    query = parse_query(page, catalogue)
    asked = await page.count_asked()
    found = await select_entries(catalogue, asked, query, page.today)
    centres = sorted(
        (entry for entry in catalogue.list_in_force() if entry.kind == "centre"), key=lambda entry: entry.folded_title
    )
    return page.render(
        "knowledge/list.html",
        found=found,
        query=query,
        topics=catalogue.topics,
        centres=centres,
        asked=asked,
        can_print=can_print(),
        describe=lambda as_of: describe_as_of(as_of, TEXTS[page.language]),
    )


def parse_query(page: Page, catalogue: Catalogue) -> TableQuery:
    """Return what the address asks for."""
    filters: Mapping[str, Collection[str] | Callable[[str], str]] = {
        "art": _KINDS,
        "thema": catalogue.topics,
        "zentrum": catalogue.entries,
        **dict.fromkeys(_DATES, read_date),
    }
    return tables.parse_query(page, [*_SORT_KEYS], filters, _DESCENDING, _TABS)


def select_ids(catalogue: Catalogue, asked: _Counts, query: TableQuery, today: date) -> Sequence[str]:
    """Return the ids of all entries that a query asks for, on whatever page."""
    matches = _make_filter(query, catalogue)
    return [
        entry.id
        for entry in catalogue.entries.values()
        if matches(entry) and _is_in_tab(entry, entry.get_state(today), query.tab, asked)
    ]


async def select_entries(catalogue: Catalogue, asked: _Counts, query: TableQuery, today: date) -> EntryPage:
    """Return a page of the entries that a query asks for."""
    states: Counter[State] = Counter()
    keyed, never_asked, restricted, key = [], 0, 0, _SORT_KEYS[query.sort]
    matches = _make_filter(query, catalogue)
    async for entry in iterate_in_slices(catalogue.entries.values()):
        if not matches(entry):
            continue
        state = entry.get_state(today)
        states[state] += 1
        never_asked += state is not State.ARCHIVED and entry.id not in asked
        if _is_in_tab(entry, state, query.tab, asked):
            keyed.append((key(entry, state, asked.get(entry.id, 0)), entry.id))
            restricted += not entry.is_public
    following = keyed if query.after is None else _select_following(keyed, query.after, query)
    choose = nlargest if query.is_descending else nsmallest
    shown = choose(_PER_PAGE, following)
    return EntryPage(
        entries=[catalogue.entries[id_] for _, id_ in shown],
        total=len(keyed),
        restricted=restricted,
        counts={**_count_tabs(states), "niegefragt": never_asked},
        next_after=shown[-1] if len(following) > _PER_PAGE else None,
    )


def _count_tabs(states: Counter[State]) -> Mapping[str, int]:
    in_force = states.total() - states[State.ARCHIVED]
    return {tab: in_force if state is None else states[state] for tab, state in _TABS.items()}


def _select_following(
    keyed: Sequence[tuple[str, str]], last: tuple[str, str], query: TableQuery
) -> Sequence[tuple[str, str]]:
    return [each for each in keyed if (each < last if query.is_descending else each > last)]


def _is_in_tab(entry: EntrySummary, state: State, tab: str, asked: _Counts) -> bool:
    wanted = _TABS[tab]
    if tab == "niegefragt" and entry.id in asked:
        return False
    return state is not State.ARCHIVED if wanted is None else state is wanted


def _make_filter(query: TableQuery, catalogue: Catalogue) -> Callable[[EntrySummary], bool]:
    """Return the condition for entries that a query asks for, in whatever tab."""
    conditions = [*_list_conditions(query, catalogue)]
    if len(conditions) > 1:
        return lambda entry: all(fits(entry) for fits in conditions)
    return conditions[0] if conditions else lambda _: True


def _list_conditions(query: TableQuery, catalogue: Catalogue) -> Iterator[Callable[[EntrySummary], bool]]:
    """Yield a condition for each filter that is set, as thousands of entries are asked for each of them."""
    chosen, words = query.chosen, query.folded_words
    if kind := chosen["art"]:
        yield lambda entry: entry.kind == kind
    if topic := chosen["thema"]:
        yield lambda entry: topic in entry.topics
    if centre := catalogue.entries.get(chosen["zentrum"]):
        yield lambda entry: entry.concerns(centre)
    if chosen["stand-ab"] or chosen["stand-bis"]:
        sourced = make_range(chosen["stand-ab"], chosen["stand-bis"])
        yield lambda entry: sourced.contains(parse_as_of(entry.as_of))
    if chosen["pruefen-ab"] or chosen["pruefen-bis"]:
        reviewed = make_range(chosen["pruefen-ab"], chosen["pruefen-bis"])
        yield lambda entry: reviewed.contains(entry.review_by)
    if words:
        yield lambda entry: all(word in entry.words for word in words)
