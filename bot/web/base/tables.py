"""Tables whose rows are in memory: tabs, a search, sorting and pages, all in the address."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Generic, TypeVar

from bot.web.base.desk import Page, keep_known, make_query
from knowledge.text import fold

_PER_PAGE = 50
_MAX_WORDS = 200

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class TableQuery:
    """The query of the address; what is as it is at first is left out there.

    `after` is the sort key and the id of the last row of the page before. `turned` are the columns of which the largest
    value comes first, and `first` is the one that sorts if the address names none. `chosen` are the values of filters.
    """

    words: str
    sort: str
    is_descending: bool
    after: tuple[str, str] | None
    first: str
    turned: frozenset[str]
    chosen: Mapping[str, str]
    tab: str = ""
    place: str = ""

    @property
    def is_filtered(self) -> bool:
        return bool(self.words or any(self.chosen.values()))

    @cached_property
    def folded_words(self) -> Sequence[str]:
        return fold(self.words).split()

    def link(self, *, tab: str | None = None, sort: str | None = None, after: tuple[str, str] | None = None) -> str:
        """Return the address of this table with another tab or order, or of its next page."""
        wanted = replace(self, after=after, tab=self.tab if tab is None else tab)
        if sort is not None:
            turned = not self.is_descending if sort == self.sort else sort in self.turned
            wanted = replace(wanted, sort=sort, is_descending=turned)
        return wanted.address

    def sorted_as(self, sort: str) -> str:
        """Return the order of a column for `aria-sort`."""
        if sort != self.sort:
            return "none"
        return "descending" if self.is_descending else "ascending"

    @property
    def order(self) -> str:
        """The order as the address has it; empty for the one at first."""
        is_first = self.sort == self.first and self.is_descending == (self.first in self.turned)
        return "" if is_first else "-" * self.is_descending + self.sort

    @property
    def address(self) -> str:
        after = "|".join(self.after) if self.after else ""
        query = make_query(zustand=self.tab, suche=self.words, **self.chosen, sort=self.order, nach=after)
        path, mark, anchor = self.place.partition("#")
        return f"{path}{query}{mark}{anchor}"


def parse_query(
    page: Page,
    columns: Sequence[str],
    filters: Mapping[str, Collection[str] | Callable[[str], str]],
    turned: frozenset[str] = frozenset(),
    tabs: Collection[str] = (),
) -> TableQuery:
    """Return what the address asks of a table; `filters` are the known values by name, or what reads one.

    Values that mean nothing are as good as none; the first column and the first tab stand for them.
    """
    first, sort = columns[0], page.query("sort")
    key, mark, id_ = page.query("nach").rpartition("|")
    is_known = sort.removeprefix("-") in columns
    return TableQuery(
        words=page.query("suche")[:_MAX_WORDS],
        sort=sort.removeprefix("-") if is_known else first,
        is_descending=sort.startswith("-") if is_known else first in turned,
        chosen={name: _read_filter(page.query(name), fitting) for name, fitting in filters.items()},
        after=(key, id_) if mark else None,
        first=first,
        turned=turned,
        tab=keep_known(page.query("zustand"), tabs) or next(iter(tabs), ""),
    )


def _read_filter(value: str, fitting: Collection[str] | Callable[[str], str]) -> str:
    return fitting(value) if callable(fitting) else keep_known(value, fitting)


@dataclass(frozen=True, kw_only=True, slots=True)
class TablePage(Generic[T]):
    """One page of a table: its rows, how many each tab has, and where the next page begins."""

    rows: Sequence[T]
    counts: Mapping[str, int]
    next_after: tuple[str, str] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Table(Generic[T]):
    """A table; `tabs` choose its rows, `columns` are the sort keys by name, the first of which sorts at first.

    `identify` returns what tells rows apart, in their order where their keys are the same, `describe` what a search
    looks through. `filters` are conditions by name and value in the address. `place` is where the table stands, such
    as "/redaktion/menschen#rollen"; without one it is the page that is open, from its beginning.
    """

    tabs: Mapping[str, Callable[[T], bool]]
    columns: Mapping[str, Callable[[T], str]]
    turned: frozenset[str]
    identify: Callable[[T], str]
    describe: Callable[[T], str]
    filters: Mapping[str, Mapping[str, Callable[[T], bool]]] = field(default_factory=dict)
    place: str = ""

    def parse_query(self, page: Page) -> TableQuery:
        """Return what the address asks for."""
        return replace(parse_query(page, [*self.columns], self.filters, self.turned, self.tabs), place=self.place)

    def select(self, rows: Sequence[T], query: TableQuery) -> TablePage[T]:
        """Return the page of the rows that a query asks for."""
        found = [row for row in rows if self._matches(row, query)]
        wanted = [row for row in found if self.tabs[query.tab](row)]
        following = [row for row in self._sort(wanted, query) if self._comes_after(row, query)]
        shown = following[:_PER_PAGE]
        return TablePage(
            rows=shown,
            counts={tab: sum(map(belongs, found)) for tab, belongs in self.tabs.items()},
            next_after=self._locate(shown[-1], query) if len(following) > _PER_PAGE else None,
        )

    def _matches(self, row: T, query: TableQuery) -> bool:
        text = fold(self.describe(row)) if query.folded_words else ""
        fits = all(self.filters[name][value](row) for name, value in query.chosen.items() if value)
        return fits and all(word in text for word in query.folded_words)

    def _sort(self, rows: Sequence[T], query: TableQuery) -> Sequence[T]:
        by_id = sorted(rows, key=self._identify)
        return sorted(by_id, key=self.columns[query.sort], reverse=query.is_descending)

    def _locate(self, row: T, query: TableQuery) -> tuple[str, str]:
        return self.columns[query.sort](row), self._identify(row)

    def _identify(self, row: T) -> str:
        """Return the id of a row without the mark that ends the key in the address."""
        return self.identify(row).replace("|", " ")

    def _comes_after(self, row: T, query: TableQuery) -> bool:
        if query.after is None:
            return True
        (key, id_), (last_key, last_id) = self._locate(row, query), query.after
        if key == last_key:
            return id_ > last_id
        return key < last_key if query.is_descending else key > last_key
