"""Entries as a spreadsheet: one table in CSV, one sheet for each kind in XLSX."""

from collections.abc import Iterable, Mapping, Sequence

from knowledge.entries import AnyEntry
from knowledge.spreadsheets.columns import COLUMNS, KINDS, REVISION, SHEET_NAMES, Column, unite_columns
from knowledge.spreadsheets.csv_files import write_csv
from knowledge.spreadsheets.values import dump, render_field


def export_csv(entries: Iterable[AnyEntry], revisions: Mapping[str, int]) -> bytes:
    """Return entries of any kinds as one table; a column that a kind does not have stays empty."""
    every = list(entries)
    kinds = [kind for kind in COLUMNS if any(isinstance(entry, kind) for entry in every)]
    columns = unite_columns(*(kinds or COLUMNS))
    return write_csv(columns, [_render_row(entry, columns, revisions) for entry in every])


def export_xlsx(entries: Iterable[AnyEntry], revisions: Mapping[str, int]) -> bytes:
    """Return entries as a workbook with a sheet for each kind among them, or for all if there are none."""
    # Only an export needs the library.
    from knowledge.spreadsheets.xlsx_writing import write_xlsx  # noqa: PLC0415

    every = list(entries)
    sheets = [
        (
            SHEET_NAMES[kind],
            COLUMNS[kind],
            [_render_row(entry, COLUMNS[kind], revisions) for entry in every if entry.kind == name],
        )
        for name, kind in KINDS.items()
    ]
    return write_xlsx([sheet for sheet in sheets if sheet[2] or not every])


def _render_row(entry: AnyEntry, columns: Sequence[Column], revisions: Mapping[str, int]) -> list[str]:
    document, known = dump(entry), set(COLUMNS[type(entry)])
    return [
        str(revisions.get(entry.id, ""))
        if column == REVISION
        else render_field(document, column)
        if column in known
        else ""
        for column in columns
    ]
