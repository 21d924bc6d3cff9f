"""Workbooks by XlsxWriter; nothing but the export imports this."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from knowledge.spreadsheets.columns import Column, Form
from knowledge.spreadsheets.faults import FaultKind, SpreadsheetError
from knowledge.spreadsheets.limits import MAX_CELL
from knowledge.spreadsheets.tables import name_cell

# Programs count days from here; they would show an earlier date wrongly, so that it is written as text.
_FIRST_DAY = datetime(1900, 3, 1)  # noqa: DTZ001
# Without these a text that looks like a formula, a link or a number would become one.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_xlsx(sheets: Iterable[tuple[str, Sequence[Column], Sequence[Sequence[str]]]]) -> bytes:
    """Return a workbook of sheets, each with its name, columns and rows. Raises SpreadsheetError."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as workbook:
        for name, columns, rows in sheets:
            _write_sheet(workbook, workbook.add_worksheet(name), columns, rows)
    return file.getvalue()


def _write_sheet(
    workbook: Workbook, sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Sequence[str]]
) -> None:
    head = workbook.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "num_format": "@"})
    # Marked as text, a cell stays text when somebody edits it.
    text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    day = workbook.add_format({"num_format": "dd.mm.yyyy", "align": "left", "valign": "top"})
    number = workbook.add_format({"num_format": "0", "font_color": "#808080", "valign": "top"})
    formats = {Form.DATE: day, Form.REVISION: number}
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width, formats.get(column.form, text))
        sheet.write_string(0, at, column.header, head)
    for row, cells in enumerate(rows, start=1):
        for at, (value, column) in enumerate(zip(cells, columns, strict=True)):
            _write_cell(sheet, row, at, value, column, formats.get(column.form, text))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)


def _write_cell(sheet: Worksheet, row: int, at: int, value: str, column: Column, form: Format) -> None:
    if len(value) > MAX_CELL:
        raise SpreadsheetError(FaultKind.CELL_TOO_LONG, cell=name_cell(row + 1, at), limit=MAX_CELL)
    if not value:
        return
    if column.form is Form.REVISION:
        sheet.write_number(row, at, int(value), form)
    elif column.form is Form.DATE and datetime.fromisoformat(value) >= _FIRST_DAY:
        sheet.write_datetime(row, at, datetime.fromisoformat(value), form)
    else:
        sheet.write_string(row, at, value, form)
