"""Cells, rows and sheets, as they are read from a file of either format."""

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.spreadsheets.faults import FaultKind, Notice, SpreadsheetError
from knowledge.spreadsheets.limits import MAX_CELL, MAX_CELLS, MAX_CHARACTERS, MAX_COLUMNS, MAX_ROWS
from knowledge.spreadsheets.normalising import normalise


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """The text of a cell as people see it; `fault` if it has none that counts."""

    text: str
    fault: FaultKind | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A row, counted from 1 as spreadsheet programs do, and its filled cells by column, counted from 0."""

    number: int
    cells: Mapping[int, Cell]


@dataclass(frozen=True, kw_only=True, slots=True)
class Range:
    """A rectangle of cells; rows count from 1, columns from 0, and both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A sheet with its filled rows; a CSV file is one without a name."""

    name: str = ""
    rows: tuple[Row, ...] = ()
    merged: tuple[Range, ...] = ()
    notices: tuple[Notice, ...] = ()


class TableBuilder:
    """Collects the cells of one sheet within the limits."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, Cell]] = {}
        self._characters = self._cells = 0

    def add(self, row: int, column: int, text: str, fault: FaultKind | None = None) -> None:
        """Add a cell unless it is empty. Raises SpreadsheetError where a limit is passed."""
        text = normalise(text)
        if not text and fault is None:
            return
        if column >= MAX_COLUMNS:
            raise SpreadsheetError(FaultKind.TOO_MANY_COLUMNS, limit=MAX_COLUMNS)
        if row not in self._rows and len(self._rows) > MAX_ROWS:  # one more for the header
            raise SpreadsheetError(FaultKind.TOO_MANY_ROWS, limit=MAX_ROWS)
        if len(text) > MAX_CELL:
            text, fault = text[:100], FaultKind.CELL_TOO_LONG
        self._characters += len(text)
        self._cells += 1
        if self._characters > MAX_CHARACTERS or self._cells > MAX_CELLS:
            raise SpreadsheetError(FaultKind.UNPACKED_TOO_LARGE)
        self._rows.setdefault(row, {})[column] = Cell(text=text, fault=fault)

    def build(self) -> tuple[Row, ...]:
        """Return the rows in order."""
        return tuple(Row(number=number, cells=cells) for number, cells in sorted(self._rows.items()))


def name_column(column: int) -> str:
    """Return the letters of a column: A for 0, AA for 26."""
    outer, inner = divmod(column, 26)
    return (name_column(outer - 1) if outer else "") + chr(ord("A") + inner)


def name_cell(row: int, column: int) -> str:
    """Return the name of a cell, such as C12 for row 12 and column 2."""
    return f"{name_column(column)}{row}"
