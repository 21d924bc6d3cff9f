"""One row of an import, compared with the entry in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from knowledge.entries import AnyEntry
from knowledge.spreadsheets.columns import FIELDS, ID, REVISION, WITH_LEADING_ZEROS, Column
from knowledge.spreadsheets.faults import Fault, FaultKind
from knowledge.spreadsheets.in_force import InForce
from knowledge.spreadsheets.reading import EntryRow
from knowledge.spreadsheets.validation import check_value, make_fault, validate
from knowledge.spreadsheets.values import (
    CellRefused,
    canonicalise,
    dump,
    parse_cell,
    render_field,
    replace_field,
)


class RowState(StrEnum):
    """The treatment of a row by an import."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldChange:
    """The old and the new text of a cell; `column` is its header."""

    column: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviewRow:
    """One row of the preview; `record` is what would be written over `revision`, None if there is no record yet."""

    sheet: str
    number: int
    id: str
    title: str
    state: RowState = RowState.ERROR
    changes: tuple[FieldChange, ...] = ()
    faults: tuple[Fault, ...] = ()
    record: AnyEntry | None = None
    revision: int | None = None


@dataclass(kw_only=True, slots=True)
class _Edit:
    """An entry as a row would leave it."""

    document: dict[str, Any]
    changes: list[tuple[Column, FieldChange]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def compare_row(row: EntryRow, kind: type[AnyEntry], old: AnyEntry | None, in_force: InForce) -> PreviewRow:
    """Return what a row would change; `old` is the entry in force with its id."""
    id_ = row.get(ID).text
    own = FIELDS[kind] - {ID.field, REVISION.field}
    columns = [column for column in row.layout.columns.values() if column.field in own]
    edit = _apply(row, columns, dump(old) if old else {"id": id_, "kind": id_.partition("/")[0]})
    shown = PreviewRow(
        sheet=row.layout.sheet,
        number=row.number,
        id=id_,
        title=old.title if old else "",
        changes=tuple(change for _, change in edit.changes),
        revision=in_force.revisions.get(id_),
    )
    against = _find_conflict(row, old, in_force)
    if edit.faults or (against and against.kind in (FaultKind.BAD_REVISION, FaultKind.UNKNOWN_ID)):
        return replace(shown, faults=(*edit.faults, *([against] if against else ())))
    if _is_untouched(row, columns, edit, old, in_force):
        return replace(shown, changes=(), state=RowState.UNCHANGED)
    if against:
        return replace(shown, faults=(against,), state=RowState.CONFLICT)
    return _validate(row, kind, edit, shown, is_new=old is None)


def _apply(row: EntryRow, columns: Sequence[Column], before: Mapping[str, Any]) -> _Edit:
    """Set the fields that the row has a column for; a value that is written otherwise but the same stays as it is."""
    edit = _Edit(
        document={**before, "source": dict(before.get("source", {})), "contact": dict(before.get("contact", {}))}
    )
    for column in columns:
        text = row.get(column).text
        try:
            old = render_field(before, column)
            # As it was exported, which most cells are.
            new = old if text == old else canonicalise(text, column)
        except CellRefused as error:
            edit.faults.append(make_fault(row, column, error.kind, value=text))
            continue
        if new != old and not _has_lost_zeros(old, new, column):
            edit.changes.append((column, FieldChange(column=column.header, old=old, new=new)))
            replace_field(edit.document, column, parse_cell(text, column))
    edit.document = {name: value for name, value in edit.document.items() if value or name not in ("source", "contact")}
    return edit


def _has_lost_zeros(old: str, new: str, column: Column) -> bool:
    """Return whether a program has taken the text for a number."""
    return column.field in WITH_LEADING_ZEROS and old.isdigit() and old != new and old.lstrip("0") == new


def _find_conflict(row: EntryRow, old: AnyEntry | None, in_force: InForce) -> Fault | None:
    """Return why a row must not be written over what is there; None if it may."""
    id_, text = row.get(ID).text, row.get(REVISION).text
    present = in_force.revisions.get(id_)
    try:
        revision = int(parse_cell(text, REVISION) or 0)
    except CellRefused as error:
        return make_fault(row, REVISION, error.kind, value=text)
    if old is None and id_ not in in_force.archived:
        return make_fault(row, ID, FaultKind.UNKNOWN_ID, value=id_) if revision else None
    if row.layout.find(REVISION) is None or (revision == present and old is not None):
        return None
    if old is None:
        return make_fault(row, ID, FaultKind.ARCHIVED, value=id_) if revision else None
    return make_fault(row, REVISION, FaultKind.NEWER_EDIT if revision else FaultKind.ALREADY_THERE, value=id_)


def _is_untouched(
    row: EntryRow, columns: Sequence[Column], edit: _Edit, old: AnyEntry | None, in_force: InForce
) -> bool:
    """Return whether the row says what is in force, or what was when it was exported: nobody has edited it."""
    if old is not None and not edit.changes:
        return True
    text = row.get(REVISION).text
    base = in_force.earlier.get(int(text)) if text.isdigit() else None
    if base is None or base.id != row.get(ID).text:
        return False
    document = base.model_dump(mode="json")
    texts = ((column, render_field(document, column)) for column in columns)
    return all(_is_same(before, canonicalise(row.get(column).text, column), column) for column, before in texts)


def _is_same(old: str, new: str, column: Column) -> bool:
    return new == old or _has_lost_zeros(old, new, column)


def _validate(row: EntryRow, kind: type[AnyEntry], edit: _Edit, shown: PreviewRow, *, is_new: bool) -> PreviewRow:
    record, faults = validate(kind, edit.document, row)
    for column, change in edit.changes:
        faults += check_value(row, column, change.new)
    if record is None or faults:
        return replace(shown, faults=tuple(faults))
    title = record.title if is_new else shown.title
    return replace(shown, record=record, title=title, state=RowState.NEW if is_new else RowState.CHANGED)
