"""Reading of a spreadsheet into rows whose cells are told by their columns."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from knowledge.spreadsheets.columns import ID, REVISION, Column, find_column
from knowledge.spreadsheets.csv_files import read_csv
from knowledge.spreadsheets.faults import FaultKind, Notice, NoticeKind, SpreadsheetError
from knowledge.spreadsheets.limits import MAX_COLUMNS, MAX_ROWS
from knowledge.spreadsheets.tables import Cell, Row, Sheet, name_cell, name_column

# Lists often have a heading above the names of the columns.
_HEADER_WITHIN = 20
_EMPTY = Cell(text="")


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """The known columns of a sheet by position; `sheet` is empty where a file has only one to tell apart."""

    sheet: str
    columns: Mapping[int, Column]
    positions: Mapping[str, int]

    def find(self, column: Column) -> int | None:
        """Return the position of a column; None if the sheet lacks it."""
        return self.positions.get(column.field)


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryRow:
    """One filled row below the header."""

    layout: Layout
    number: int
    cells: Mapping[int, Cell]

    def get(self, column: Column) -> Cell:
        """Return the cell of a column, empty where there is none."""
        at = self.layout.find(column)
        return _EMPTY if at is None else self.cells.get(at, _EMPTY)

    def name(self, column: Column) -> str:
        """Return the name of the cell of a column, such as C12; empty if the sheet lacks the column."""
        at = self.layout.find(column)
        return "" if at is None else name_cell(self.number, at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """The rows of a file, and what was passed over."""

    rows: tuple[EntryRow, ...]
    notices: tuple[Notice, ...] = ()

    def name_revisions(self) -> frozenset[int]:
        """Return the revisions that rows were exported with."""
        texts = (row.get(REVISION).text for row in self.rows)
        return frozenset(int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19)


def read_spreadsheet(content: bytes, name: str) -> Reading:
    """Return the rows of a file, whose name tells the format. Raises SpreadsheetError."""
    if name.casefold().endswith((".xlsx", ".xlsm")):
        # Only a workbook needs the parsers.
        from knowledge.spreadsheets.xlsx_reading import read_xlsx  # noqa: PLC0415

        return _read_sheets(read_xlsx(content))
    if name.casefold().endswith((".csv", ".txt")):
        return _read_sheets(read_csv(content))
    raise SpreadsheetError(FaultKind.UNKNOWN_FORMAT, value=name)


def _read_sheets(sheets: Sequence[Sheet]) -> Reading:
    notices = [notice for sheet in sheets for notice in sheet.notices]
    found = [(sheet, header) for sheet in sheets if (header := _find_header(sheet)) is not None]
    if not found:
        raise SpreadsheetError(FaultKind.NO_HEADER if any(sheet.rows for sheet in sheets) else FaultKind.EMPTY_FILE)
    with_header = [sheet for sheet, _ in found]
    notices += [
        Notice(kind=NoticeKind.IGNORED_SHEET, value=sheet.name)
        for sheet in sheets
        if sheet.rows and not any(sheet is each for each in with_header)
    ]
    rows: list[EntryRow] = []
    for sheet, header in found:
        layout = _read_layout(header, sheet.name if len(found) > 1 else "")
        notices += _notice_columns(layout, header)
        rows += _read_rows(sheet, header, layout)
    if len(rows) > MAX_ROWS:
        raise SpreadsheetError(FaultKind.TOO_MANY_ROWS, limit=MAX_ROWS)
    return Reading(rows=tuple(rows), notices=tuple(dict.fromkeys(notices)))


def _find_header(sheet: Sheet) -> Row | None:
    for row in islice(sheet.rows, _HEADER_WITHIN):
        if any(find_column(cell.text) == ID for cell in row.cells.values()):
            return row
    return None


def _read_layout(header: Row, sheet: str) -> Layout:
    columns: dict[int, Column] = {}
    for at, cell in sorted(header.cells.items()):
        column = find_column(cell.text)
        if column in columns.values():
            raise SpreadsheetError(
                FaultKind.REPEATED_COLUMN, sheet=sheet, cell=name_cell(header.number, at), value=cell.text
            )
        if column is not None:
            columns[at] = column
    return Layout(sheet=sheet, columns=columns, positions={column.field: at for at, column in columns.items()})


def _notice_columns(layout: Layout, header: Row) -> Iterator[Notice]:
    for at, cell in sorted(header.cells.items()):
        if at not in layout.columns:
            yield Notice(kind=NoticeKind.UNKNOWN_COLUMN, value=f"{name_column(at)} ({cell.text})")
    if layout.find(REVISION) is None:
        yield Notice(kind=NoticeKind.NO_REVISIONS)


def _read_rows(sheet: Sheet, header: Row, layout: Layout) -> Iterable[EntryRow]:
    below = [row for row in sheet.rows if row.number > header.number]
    merged = _find_merged(sheet, [row.number for row in below])
    for row in below:
        cells = {
            at: row.cells.get(at, _EMPTY) for at in layout.columns if at in row.cells or (row.number, at) in merged
        }
        for at, cell in cells.items():
            if (row.number, at) in merged:
                cells[at] = replace(cell, fault=FaultKind.MERGED)
        # A row that has only unknown columns, such as a remark below the table, is no entry.
        if cells:
            yield EntryRow(layout=layout, number=row.number, cells=cells)


def _find_merged(sheet: Sheet, numbers: Sequence[int]) -> set[tuple[int, int]]:
    """Return the places of merged cells in the rows of these numbers."""
    places: set[tuple[int, int]] = set()
    visited = 0
    for area in sheet.merged:
        rows = numbers[bisect_left(numbers, area.top) : bisect_right(numbers, area.bottom)]
        columns = range(area.left, min(area.right + 1, MAX_COLUMNS))
        visited += len(rows) * len(columns)
        if visited > MAX_ROWS * MAX_COLUMNS // 4:
            # Merged cells don't overlap, so that no sheet of this size has so many.
            raise SpreadsheetError(FaultKind.DAMAGED)
        places.update((row, column) for row in rows for column in columns)
    return places
