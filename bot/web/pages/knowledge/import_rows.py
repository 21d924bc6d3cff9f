"""The rows of an import as a table: what each would change, with tabs, a search, order and pages in the address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.settings.web import PATH
from bot.web.base.desk import Page, make_query
from bot.web.base.tables import Table, TableQuery
from bot.web.pages.knowledge.differences import Piece, compare_words
from knowledge.finding import Language
from knowledge.spreadsheets.comparison import PreviewRow, RowState
from knowledge.spreadsheets.sentences import describe_fault
from knowledge.text import fold

_MAX_FIELDS, _MAX_CHARACTERS = 40, 300
_ORDER = (RowState.ERROR, RowState.CONFLICT, RowState.CHANGED, RowState.NEW, RowState.UNCHANGED)
_TABS: Mapping[str, RowState] = {
    "fehler": RowState.ERROR,
    "neuer": RowState.CONFLICT,
    "geaendert": RowState.CHANGED,
    "neu": RowState.NEW,
    "gleich": RowState.UNCHANGED,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownRow:
    """A row with what is wrong with it, and by column the words that lead from the old to the new text.

    `values` are those of a new entry, by column.
    """

    row: PreviewRow
    title: str
    sentences: Sequence[str]
    words: Sequence[tuple[str, Sequence[Piece]]] = ()
    values: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RowPage:
    """One page of the rows; `counts` are the numbers of rows by tab, `start` is the address without any choice."""

    query: TableQuery
    start: str
    rows: Sequence[ShownRow]
    counts: Mapping[str, int]
    next_after: tuple[str, str] | None


def _place(row: PreviewRow) -> str:
    return f"{row.sheet} {row.number:07}"


def _is_in(state: RowState) -> Callable[[PreviewRow], bool]:
    return lambda row: row.state is state


_TABLE: Table[PreviewRow] = Table(
    tabs={
        "": lambda row: row.state is not RowState.UNCHANGED,
        **{tab: _is_in(state) for tab, state in _TABS.items()},
    },
    columns={
        "was": lambda row: f"{_ORDER.index(row.state)}",
        "zeile": _place,
        "eintrag": lambda row: fold(row.title or row.id),
    },
    turned=frozenset(),
    identify=_place,
    describe=lambda row: " ".join((row.id, row.title, *(change.new for change in row.changes))),
    place=f"{PATH}/wissen/einspielen/vorschau",
)


def select_rows(page: Page, rows: Sequence[PreviewRow], kept: Mapping[str, str]) -> RowPage:
    """Return the page of the rows that the address asks for; `kept` are further values for the addresses of others."""
    query = _TABLE.parse_query(page)
    found = _TABLE.select(rows, query)
    return RowPage(
        query=replace(query, chosen=kept),
        start=f"{_TABLE.place}{make_query(**kept)}",
        rows=[_describe(row, page.language) for row in found.rows],
        counts=found.counts,
        next_after=found.next_after,
    )


def _describe(row: PreviewRow, language: Language) -> ShownRow:
    changes = row.changes[:_MAX_FIELDS]
    shown = ShownRow(row=row, title=row.title, sentences=[describe_fault(fault, language) for fault in row.faults])
    if row.state is RowState.NEW:
        return replace(shown, values=[(change.column, _shorten(change.new)) for change in changes])
    return replace(shown, words=[(change.column, tuple(compare_words(change.old, change.new))) for change in changes])


def _shorten(text: str) -> str:
    return text if len(text) <= _MAX_CHARACTERS else f"{text[: _MAX_CHARACTERS - 1]}…"
