"""Lists in the order of time, a page at a time from the database: tabs, filters and pages, all in the address."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace

from bot.web.base.desk import Page, keep_known, make_query, parse_number

_OLDEST_FIRST = "alt"


@dataclass(frozen=True, kw_only=True, slots=True)
class TimelineQuery:
    """The query of the address; `chosen` are the values of filters by name, empty where one does not matter.

    `after` is the number of the last row of the page before.
    """

    chosen: Mapping[str, str]
    tab: str = ""
    oldest_first: bool = False
    after: int | None = None

    @property
    def words(self) -> str:
        return self.chosen.get("suche", "")

    @property
    def is_filtered(self) -> bool:
        return any(self.chosen.values())

    @property
    def order(self) -> str:
        """The order as the address has it; empty for the one at first."""
        return _OLDEST_FIRST if self.oldest_first else ""

    def link(self, *, tab: str | None = None, after: int | None = None, turned: bool = False, **chosen: str) -> str:
        """Return the address of this list with another tab, order or filter, or of its next page."""
        wanted = replace(self, tab=self.tab if tab is None else tab, oldest_first=self.oldest_first != turned)
        filters = {**self.chosen, **chosen}
        return make_query(zustand=wanted.tab, **filters, sort=wanted.order, nach=str(after or ""))


def parse_timeline_query(
    page: Page, filters: Mapping[str, Container[str] | int], tabs: Container[str] = ()
) -> TimelineQuery:
    """Return what the address asks for; `filters` are the known values by name, or the length of a text at most."""
    return TimelineQuery(
        chosen={name: _read_filter(page.query(name), fitting) for name, fitting in filters.items()},
        tab=keep_known(page.query("zustand"), tabs),
        oldest_first=page.query("sort") == _OLDEST_FIRST,
        after=parse_number(page.query("nach")),
    )


def _read_filter(value: str, fitting: Container[str] | int) -> str:
    return value[:fitting] if isinstance(fitting, int) else keep_known(value, fitting)
