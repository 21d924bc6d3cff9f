"""Lists in the order of time, a page at a time from the database: tabs, filters and order, all in the address."""

from collections.abc import Callable, Collection, Container, Mapping
from dataclasses import dataclass, replace

from bot.web.base.desk import MOST_DIGITS, keep_known, make_query, parse_number

# The order of time as the address names it where it is not the one at first.
_OLDEST, _NEWEST = "alt", "neu"


@dataclass(frozen=True, kw_only=True, slots=True)
class TimelineQuery:
    """The query of the address; `chosen` are the values of filters by name, empty where one does not matter.

    `sort` is the column that sorts, empty for time. `turned` are the columns of which the largest value comes first,
    with the empty name among them if the newest row does. `after` is the number of the last row of the page before.
    """

    chosen: Mapping[str, str]
    tab: str = ""
    sort: str = ""
    is_descending: bool = True
    turned: frozenset[str] = frozenset(("",))
    after: int | None = None

    @property
    def words(self) -> str:
        return self.chosen.get("suche", "")

    @property
    def is_filtered(self) -> bool:
        return any(self.chosen.values())

    def sorted_as(self, sort: str) -> str:
        """Return the order of a column for `aria-sort`."""
        if sort != self.sort:
            return "none"
        return "descending" if self.is_descending else "ascending"

    @property
    def order(self) -> str:
        """The order as the address has it; empty for the one at first."""
        if self.sort:
            return "-" * self.is_descending + self.sort
        if self.is_descending == ("" in self.turned):
            return ""
        return _NEWEST if self.is_descending else _OLDEST

    def link(self, *, tab: str | None = None, after: int | None = None, sort: str | None = None, **chosen: str) -> str:
        """Return the address of this list with another tab, order or filter, or of its next page."""
        wanted = replace(self, tab=self.tab if tab is None else tab)
        if sort is not None:
            turned = not self.is_descending if sort == self.sort else sort in self.turned
            wanted = replace(wanted, sort=sort, is_descending=turned)
        filters = {**self.chosen, **chosen}
        return make_query(zustand=wanted.tab, **filters, sort=wanted.order, nach=str(after or ""))


def parse_timeline_query(
    read: Callable[[str], str],
    filters: Mapping[str, Container[str] | int],
    tabs: Container[str] = (),
    columns: Collection[str] = (),
    turned: frozenset[str] = frozenset(("",)),
    digits: int = MOST_DIGITS,
) -> TimelineQuery:
    """Return what the address asks for; `read` returns one of its values, or of those of a form.

    `filters` are the known values by name, or the length of a text at most. `columns` are those that sort besides time;
    numbers of rows have at most so many `digits`.
    """
    sort = read("sort")
    is_known = bool(sort) and sort.removeprefix("-") in columns
    is_descending = sort == _NEWEST or ("" in turned and sort != _OLDEST)
    return TimelineQuery(
        chosen={name: _read_filter(read(name), fitting) for name, fitting in filters.items()},
        tab=keep_known(read("zustand"), tabs),
        sort=sort.removeprefix("-") if is_known else "",
        is_descending=sort.startswith("-") if is_known else is_descending,
        turned=turned,
        after=parse_number(read("nach"), digits=digits),
    )


def _read_filter(value: str, fitting: Container[str] | int) -> str:
    return value[:fitting] if isinstance(fitting, int) else keep_known(value, fitting)
