"""The preview of an import: what its rows would change, what stands against them, and what may be written."""

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.entries import AnyEntry
from knowledge.references import list_references
from knowledge.spreadsheets.columns import COLUMNS, FIELDS, ID, KINDS, Column
from knowledge.spreadsheets.comparison import PreviewRow, RowState, compare_row
from knowledge.spreadsheets.faults import Fault, FaultKind, Notice
from knowledge.spreadsheets.in_force import InForce
from knowledge.spreadsheets.reading import EntryRow, Reading
from knowledge.spreadsheets.validation import make_fault

_WRITTEN = (RowState.NEW, RowState.CHANGED)
_MAX_HINTS = 50
# By whether a topic is named, which goes by its slug.
_KIND_OF_REFERENCE = {True: ("topic/", FaultKind.UNKNOWN_TOPIC), False: ("", FaultKind.UNKNOWN_ENTRY)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """All rows in the order of the file, and what was passed over while reading it."""

    rows: tuple[PreviewRow, ...]
    notices: tuple[Notice, ...] = ()

    def count(self) -> Counter[RowState]:
        """Return how many rows are in each state."""
        return Counter(row.state for row in self.rows)

    @property
    def has_errors(self) -> bool:
        return any(row.state is RowState.ERROR for row in self.rows)

    def list_writable(self) -> list[PreviewRow]:
        """Return the new and the changed rows; if others have errors, a person has to ask for these alone."""
        return [row for row in self.rows if row.state in _WRITTEN]


def preview_import(reading: Reading, in_force: InForce) -> Preview:
    """Return what the rows of a file would change, without changing anything."""
    entries = {entry.id: entry for entry in in_force.knowledge.entries}
    repeated = Counter(row.get(ID).text for row in reading.rows)
    rows = [_preview_row(row, entries, in_force, repeated) for row in reading.rows]
    return Preview(rows=tuple(_check_references(rows, reading.rows, in_force)), notices=reading.notices)


def _preview_row(
    row: EntryRow, entries: Mapping[str, AnyEntry], in_force: InForce, repeated: Mapping[str, int]
) -> PreviewRow:
    id_ = row.get(ID).text
    old, kind = entries.get(id_), KINDS.get(id_.partition("/")[0])
    faults = tuple(_check_row(row, kind, repeated))
    if kind is None or faults:
        title = old.title if old else ""
        return PreviewRow(sheet=row.layout.sheet, number=row.number, id=id_, title=title, faults=faults)
    return compare_row(row, kind, old, in_force)


def _check_row(row: EntryRow, kind: type[AnyEntry] | None, repeated: Mapping[str, int]) -> Iterator[Fault]:
    """Yield the faults that can be seen without the knowledge in force."""
    for at, cell in row.cells.items():
        column = row.layout.columns[at]
        if cell.fault is not None:
            yield make_fault(row, column, cell.fault, value=cell.text)
        elif kind is not None and cell.text and column.field not in FIELDS[kind]:
            yield make_fault(row, column, FaultKind.COLUMN_OF_OTHER_KIND, value=row.get(ID).text)
    id_ = row.get(ID)
    if id_.fault is None and kind is None:
        yield make_fault(row, ID, FaultKind.BAD_ID if id_.text else FaultKind.MISSING_ID, value=id_.text)
    elif id_.fault is None and repeated[id_.text] > 1:
        yield make_fault(row, ID, FaultKind.REPEATED_ID, value=id_.text)


def _check_references(
    rows: Sequence[PreviewRow], sources: Sequence[EntryRow], in_force: InForce
) -> Iterator[PreviewRow]:
    """Turn rows into errors that name what neither is there nor can be written."""
    present = frozenset(record.id for record in in_force.knowledge)
    known = present | _find_written(rows, present)
    hints = _Hints(known)
    for row, source in zip(rows, sources, strict=True):
        faults = tuple(
            make_fault(source, column, kind, value=reference.removeprefix(prefix), hint=hints.find(reference, prefix))
            for column, reference in _list_references(row)
            if reference not in known
            for prefix, kind in [_KIND_OF_REFERENCE[column.field == "topics"]]
        )
        yield replace(row, state=RowState.ERROR, faults=faults, record=None) if faults else row


def _find_written(rows: Sequence[PreviewRow], present: frozenset[str]) -> set[str]:
    """Return the ids of the rows that can be written: all but those that name one that can't, and so on."""
    written = {row.id for row in rows if row.state in _WRITTEN}
    named_by: dict[str, list[str]] = {}
    for row in rows:
        for _, reference in _list_references(row):
            if reference not in present:
                named_by.setdefault(reference, []).append(row.id)
    lost = [reference for reference in named_by if reference not in written]
    while lost:
        for id_ in named_by.get(lost.pop(), ()):
            if id_ in written:
                written.discard(id_)
                lost.append(id_)
    return written


class _Hints:
    """The nearest ids to those that are not there; no more than anybody reads, as the search for them takes long."""

    def __init__(self, known: frozenset[str]) -> None:
        self._known = known
        self._left = _MAX_HINTS

    def find(self, reference: str, prefix: str) -> str:
        """Return the id that may be meant, without its prefix; empty if none is near."""
        self._left -= 1
        if self._left < 0:
            return ""
        near = difflib.get_close_matches(reference, [id_ for id_ in self._known if id_.startswith(prefix)], n=1)
        return near[0].removeprefix(prefix) if near else ""


def _list_references(row: PreviewRow) -> Iterator[tuple[Column, str]]:
    """Yield what the changed fields of a row refer to: the column, and the id that has to be there."""
    if row.record is None or row.state not in _WRITTEN:
        return
    changed = {change.column for change in row.changes}
    columns = {column.field: column for column in COLUMNS[type(row.record)] if column.header in changed}
    for field, reference in list_references(row.record):
        if field in columns:
            yield columns[field], reference
