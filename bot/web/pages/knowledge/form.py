"""The form of an entry: its fields as text, written as in the cells of an exported table, and what is wrong with them.

A text is checked by the same rules as an import.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.platforms.base.sanitising import sanitise_text
from bot.web.base.catalogue import Catalogue
from bot.web.base.desk import Page
from handlers.core.sanitising import neutralise
from handlers.curation.values.checking import describe_refusal, refuse_tricks
from handlers.curation.values.findings import ValueRefused
from handlers.i18n import DEFAULT_LANGUAGE
from handlers.i18n.editing import EDITING
from knowledge.entries import AnyEntry
from knowledge.finding import Language
from knowledge.references import list_references
from knowledge.spreadsheets.columns import COLUMNS, ID, KINDS, REVISION, Column, Form
from knowledge.spreadsheets.faults import Fault, FaultKind
from knowledge.spreadsheets.reading import EntryRow, Layout
from knowledge.spreadsheets.sentences import describe_fault
from knowledge.spreadsheets.validation import check_value, make_fault, validate
from knowledge.spreadsheets.values import CellRefused, dump, parse_cell, render_field, replace_field
from knowledge.text import fold

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_NO_LETTER = re.compile(r"[^a-z0-9]+")
_MAX_SLUG = 60
_MAX_ROWS = 500
_PLACEHOLDERS = {"title": "(Titel)", "text": "(Text)", "as_of": "…"}


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryForm:
    """The fields of an entry as text, by their paths such as "contact.phone"; `id` is empty for a new one."""

    kind: str
    id: str
    texts: Mapping[str, str]

    @property
    def entry_type(self) -> type[AnyEntry]:
        return KINDS[self.kind]

    @property
    def columns(self) -> Sequence[Column]:
        return list_columns(self.entry_type)

    def get(self, field: str) -> str:
        return self.texts.get(field, "")

    def lines(self, field: str) -> Sequence[str]:
        """Return the lines of a list that are not empty."""
        return [line.strip() for line in self.get(field).splitlines() if line.strip()]

    def without_line(self, field: str, number: str) -> "EntryForm":
        """Return the form without one line of a list, counted from 0; as it is if there is no such line."""
        kept = [line for at, line in enumerate(self.lines(field)) if str(at) != number]
        return replace(self, texts={**self.texts, field: "\n".join(kept)})


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckedForm:
    """The entry that a form makes, or a sentence for each field with a fault."""

    entry: AnyEntry | None
    errors: Mapping[str, str]


def list_columns(entry_type: type[AnyEntry]) -> Sequence[Column]:
    """Return what people edit of an entry; when a field was checked is noted as it is confirmed."""
    edited = [column for column in COLUMNS[entry_type] if column not in (ID, REVISION)]
    return [column for column in edited if column.form is not Form.CHECKED]


def read_form(page: Page, kind: str, id_: str) -> EntryForm:
    """Return the form that was sent."""
    texts = {column.field: _read_field(page, column) for column in list_columns(KINDS[kind])}
    return EntryForm(kind=kind, id=id_, texts=texts)


def fill_form(entry: AnyEntry) -> EntryForm:
    document = dump(entry)
    texts = {column.field: render_field(document, column) for column in list_columns(type(entry))}
    return EntryForm(kind=entry.kind, id=entry.id, texts=texts)


def _read_field(page: Page, column: Column) -> str:
    """Return the text of a field; a list may come with a field for each of its lines."""
    texts = [page.field(column.field)]
    if column.field == "topics":
        texts += [name.removeprefix("topics.") for name in page.fields if name.startswith("topics.")]
    elif column.form is Form.LINES:
        rows = [f"{column.field}.{number}" for number in range(_MAX_ROWS)]
        texts = [*(page.field(row) for row in rows if row in page.fields), *texts]
    return neutralise(sanitise_text("\n".join(text for text in texts if text))).replace("\r\n", "\n")


def check_form(
    form: EntryForm, id_: str, old: AnyEntry | None, catalogue: Catalogue, language: Language
) -> CheckedForm:
    """Return the entry with this id that a form makes; what `old` has already is not held against it."""
    form = _resolve_titles(form, catalogue)
    document, faults = _parse(form, dump(old) if old else {"kind": form.kind}, id_)
    row = _make_row(form.entry_type)
    before = fill_form(old).texts if old else {}
    changed = [column for column in form.columns if form.get(column.field) != before.get(column.field, "")]
    entry, found = validate(form.entry_type, document, row)
    faults += [fault for fault in found if fault.column not in {each.column for each in faults}]
    for column in changed:
        faults += check_value(row, column, form.get(column.field))
    if entry is not None:
        faults += _find_unknown(entry, old, catalogue, row)
    headers = {column.header: column.field for column in form.columns}
    errors = {headers.get(each.column, "title"): describe_fault(replace(each, cell=""), language) for each in faults}
    errors = {**dict(_find_tricks(form, changed, language)), **errors}
    return CheckedForm(entry=None if errors else entry, errors=errors)


def _find_tricks(form: EntryForm, changed: Sequence[Column], language: Language) -> Iterator[tuple[str, str]]:
    """Yield the path of each changed field that pretends to lead elsewhere, with a sentence about it."""
    for column in changed:
        try:
            refuse_tricks(column.field, form.get(column.field))
        except ValueRefused as refused:
            yield (
                column.field,
                describe_refusal(refused, EDITING[language if language in EDITING else DEFAULT_LANGUAGE]),
            )


def draft_entry(form: EntryForm, id_: str, old: AnyEntry | None, catalogue: Catalogue) -> AnyEntry | None:
    """Return the entry as far as it is written, with placeholders for what must not be empty; None if more is wrong."""
    filled = {**form.texts, **{name: form.get(name) or placeholder for name, placeholder in _PLACEHOLDERS.items()}}
    filled["source.name"] = form.get("source.name") or "(Quelle)"
    document, faults = _parse(_resolve_titles(replace(form, texts=filled), catalogue), dump(old) if old else {}, id_)
    entry, _ = validate(form.entry_type, {**document, "kind": form.kind}, _make_row(form.entry_type))
    return None if faults else entry


def make_id(form: EntryForm, catalogue: Catalogue) -> str:
    """Return an id for a new entry after its title that no other entry has or had."""
    slug = make_slug(form.get("title"))
    number, id_ = 1, f"{form.kind}/{slug}"
    while id_ in catalogue.entries:
        number += 1
        id_ = f"{form.kind}/{slug}-{number}"
    return id_


def make_slug(title: str) -> str:
    """Return the part of an id that is made from a title."""
    spelt = title.lower().translate(_UMLAUTS)
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", errors="ignore").decode()
    return _NO_LETTER.sub("-", plain)[:_MAX_SLUG].strip("-") or "eintrag"


def _parse(form: EntryForm, before: Mapping[str, Any], id_: str) -> tuple[dict[str, Any], list[Fault]]:
    row, faults = _make_row(form.entry_type), list[Fault]()
    outer = {"source": dict(before.get("source") or {}), "contact": dict(before.get("contact") or {})}
    document: dict[str, Any] = {**before, **outer, "id": id_}
    for column in form.columns:
        try:
            replace_field(document, column, parse_cell(form.get(column.field), column))
        except CellRefused as error:
            faults.append(make_fault(row, column, error.kind, value=form.get(column.field)))
    return {name: value for name, value in document.items() if value or name not in outer}, faults


def _resolve_titles(form: EntryForm, catalogue: Catalogue) -> EntryForm:
    """Return the form with the ids of entries that it names by their titles."""
    named = {field: form.get(field) for field in ("about", "successor") if form.get(field)}
    unknown = {field: fold(name) for field, name in named.items() if name not in catalogue.entries}
    if not unknown:
        return form
    by_title = {entry.folded_title: entry.id for entry in catalogue.list_in_force()}
    found = {field: by_title[title] for field, title in unknown.items() if title in by_title}
    return replace(form, texts={**form.texts, **found})


def _find_unknown(entry: AnyEntry, old: AnyEntry | None, catalogue: Catalogue, row: EntryRow) -> Iterator[Fault]:
    """Yield a fault for each topic or entry that is named anew and that is not there."""
    before = {*list_references(old)} if old else set()
    columns = {column.field: column for column in list_columns(type(entry))}
    topics = {f"topic/{slug}" for slug in catalogue.topics}
    for field, reference in list_references(entry):
        known = catalogue.entries.get(reference)
        if (field, reference) in before or reference in topics or (known is not None and not known.is_archived):
            continue
        kind = FaultKind.UNKNOWN_TOPIC if field == "topics" else FaultKind.UNKNOWN_ENTRY
        yield make_fault(row, columns[field], kind, value=reference.removeprefix("topic/"))


def _make_row(entry_type: type[AnyEntry]) -> EntryRow:
    """Return a row that has all columns, as a form has all fields."""
    columns = dict(enumerate(list_columns(entry_type)))
    positions = {column.field: at for at, column in columns.items()}
    return EntryRow(layout=Layout(sheet="", columns=columns, positions=positions), number=1, cells={})
