"""Faults of values: what the records refuse, by cell, and values that stand in the wrong field."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from knowledge.entries import AnyEntry
from knowledge.pretended_links import has_pretended_link, hides_target
from knowledge.spreadsheets.columns import COLUMNS, ID, Column
from knowledge.spreadsheets.faults import Fault, FaultKind
from knowledge.spreadsheets.reading import EntryRow

_BY_FIELD: Final[Mapping[str, FaultKind]] = {
    "id": FaultKind.BAD_ID,
    "contact.postal_code": FaultKind.BAD_POSTAL_CODE,
    "ags": FaultKind.BAD_AGS,
    "topics": FaultKind.UNKNOWN_TOPIC,
    "source.url": FaultKind.BAD_URL,
    "further_sources": FaultKind.BAD_URL,
    "contact.website": FaultKind.BAD_URL,
    "contact.persons": FaultKind.BAD_PERSONS,
}
_PHONE = re.compile(r"(?=(?:\D*\d){5})[+(0-9][^@]*")
_MOSTLY_LETTERS = re.compile(r"(?:[^\W\d_][^\w]*){25}")
_EMAIL = re.compile(r"[^\s@<>()\",;:]+@[^\s@<>()\",;:]+\.[^\W\d_]{2,}")


def make_fault(row: EntryRow, column: Column, kind: FaultKind, **more: Any) -> Fault:
    """Return a fault of the cell of a column; one of the row's id if the sheet lacks the column."""
    place = row.name(column) or row.name(ID)
    return Fault(kind=kind, sheet=row.layout.sheet, cell=place, column=column.header, **more)


def validate(kind: type[AnyEntry], document: Mapping[str, Any], row: EntryRow) -> tuple[AnyEntry | None, list[Fault]]:
    """Return the record of a document, or the faults of the cells that are not valid."""
    try:
        return kind.model_validate(document), []
    except ValidationError as error:
        problems = error.errors(include_url=False)
        return None, list(dict.fromkeys(_to_fault(problem, kind, row) for problem in problems))


def check_value(row: EntryRow, column: Column, text: str) -> Iterable[Fault]:
    """Yield a fault if a new value belongs in another field or pretends; older ones may have been written otherwise."""
    if column.field == "contact.phone" and text and (not _PHONE.fullmatch(text) or _MOSTLY_LETTERS.search(text)):
        yield make_fault(row, column, FaultKind.BAD_PHONE, value=text)
    elif column.field == "contact.email" and text and not _EMAIL.fullmatch(text):
        yield make_fault(row, column, FaultKind.BAD_EMAIL, value=text)
    elif has_pretended_link(text):
        yield make_fault(row, column, FaultKind.PRETENDED_LINK)
    elif column.field == "contact.website" and text and _hides_target(text):
        yield make_fault(row, column, FaultKind.HIDES_TARGET, value=text)


def _hides_target(address: str) -> bool:
    try:
        return hides_target(address)
    except ValueError:
        return True


def _to_fault(problem: Any, kind: type[AnyEntry], row: EntryRow) -> Fault:
    column = _find_column(problem["loc"], COLUMNS[kind])
    value = str(problem.get("input", ""))
    match problem["type"]:
        case "missing" | "string_too_short":
            absent = row.layout.find(column) is None
            return make_fault(row, column, FaultKind.MISSING_COLUMN if absent else FaultKind.MISSING)
        case "string_too_long":
            return make_fault(row, column, FaultKind.TOO_LONG, value=value, limit=problem["ctx"]["max_length"])
        case "string_pattern_mismatch":
            return make_fault(row, column, _BY_FIELD.get(column.field, FaultKind.INVALID), value=value)
        case _:
            return make_fault(row, column, FaultKind.INVALID, value=value)


def _find_column(path: Sequence[int | str], columns: Sequence[Column]) -> Column:
    """Return the column of a field, of the list that it belongs to, or of the first field inside of it."""
    for length in range(len(path), 0, -1):
        name = ".".join(map(str, path[:length]))
        for column in columns:
            if column.field == name or column.field.startswith(f"{name}."):
                return column
    return ID
