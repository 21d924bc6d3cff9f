"""What is exported as a spreadsheet comes back as it was, whatever stands in it."""

import csv
import io
import sys
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.entries import AnyEntry, Centre, Contact, ContactPoint, Faq, Knowledge, Offer, Source
from knowledge.spreadsheets.columns import COLUMNS, ID, REVISION
from knowledge.spreadsheets.comparison import RowState
from knowledge.spreadsheets.csv_files import protect, read_csv, unprotect
from knowledge.spreadsheets.exporting import export_csv, export_xlsx
from knowledge.spreadsheets.faults import FaultKind, SpreadsheetError
from knowledge.spreadsheets.in_force import InForce
from knowledge.spreadsheets.points import LABELS
from knowledge.spreadsheets.preview import Preview, preview_import
from knowledge.spreadsheets.reading import read_spreadsheet
from knowledge.spreadsheets.xlsx_reading import read_xlsx
from tests.prepared import bundle

_SOURCE = Source(name="Amt", url="https://example.org/?a=1&b=2#c")
_EXPORTS = {"t.xlsx": export_xlsx, "t.csv": export_csv}
_TRAPS = st.sampled_from(
    [
        "=1+1",
        "+49 234",
        "-x",
        "@SUM(A1)",
        "'x",
        "''",
        "'=1",
        "05911",
        "2025-04",
        "1E5",
        "3/4",
        "wahr",
        "Mai 25",
        "_x0041_",
        "a;b",
        'a"b',
        "a,b",
        "<b>&amp;</b>",
        "a\tb",
        "\ufeffx",
        "https://example.org",
        "=HYPERLINK(1)",
        "00",
        "1,5",
        "\ufffe",
    ]
)
_ANYTHING = st.text(min_size=1, max_size=40)
_TEXTS = st.one_of(_TRAPS, _ANYTHING, st.lists(_TRAPS, min_size=1, max_size=4).map("\n".join)).filter(str.strip)
# A list has one item a line, so that no item of it can hold an end of line.
_ITEMS = st.one_of(
    _TRAPS, st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=30)
).filter(lambda text: bool(text.replace("\ufffe", "").strip()))
_LISTS = st.lists(_ITEMS, max_size=4).map(tuple)


def _entries(text: str, line: str, names: tuple[str, ...], day: date | None) -> list[AnyEntry]:
    common = {"title": line, "text": text, "source": _SOURCE, "as_of": line, "synonyms": names, "review_by": day}
    centre = Centre.model_validate(
        {
            **common,
            "id": "centre/bochum",
            "area": line,
            "area_kind": line,
            "ags": "05911",
            "regierungsbezirk": line,
            "seat": line,
            "municipalities": names,
            "focus": names,
            "curation": text,
            "visibility": "network" if day else "public",
            "checked": [{"field": "contact.phone", "on": each} for each in [day] if each],
            "contact": Contact(
                postal_code="01234",
                phone="0234 1234",
                note=text,
                stale=day is None,
                parts=tuple(ContactPoint(name=name, phone=name, as_of=line) for name in names),
                administration=ContactPoint(name=line, postal_code="01234", website="https://example.org/"),
            ),
        }
    )
    sources = (_SOURCE, Source(name="Zwei, drei"))
    offer = Offer.model_validate({**common, "id": "offer/eins", "status": line, "further_sources": sources})
    faq = Faq.model_validate(
        {
            **common,
            "id": "faq/eins",
            "about": "offer/eins",
            "owner": "centre/bochum",
            "keywords": names,
            "valid_until": day,
        }
    )
    return [centre, offer, faq]


def _import(entries: list[AnyEntry], name: str, in_force: InForce, revisions: dict[str, int]) -> Preview:
    return preview_import(read_spreadsheet(_EXPORTS[name](entries, revisions), name), in_force)


@pytest.mark.parametrize("name", _EXPORTS)
def test_the_shipped_entries_come_back_as_they_were(name: str) -> None:
    shipped = bundle()
    without = InForce(knowledge=Knowledge(topics=shipped.topics), revisions={})
    preview = _import(list(shipped.entries), name, without, {})
    assert preview.count() == {RowState.NEW: len(shipped.entries)}
    assert [row.record for row in preview.rows] == list(shipped.entries)


@pytest.mark.parametrize("name", _EXPORTS)
@given(text=_TEXTS, line=_TEXTS, names=_LISTS, day=st.none() | st.dates())
@example(text="a\r\nb\x0b", line="a\x85b", names=("a\u2028b",), day=date(1, 1, 1))
@example(text="a\rb", line="\ta", names=("a\nb", "c"), day=date(9999, 12, 31))
@settings(max_examples=60, deadline=None)
def test_an_export_that_nobody_edits_changes_nothing(
    name: str, text: str, line: str, names: tuple[str, ...], day: date | None
) -> None:
    entries = _entries(text, line, names, day)
    revisions = {entry.id: number for number, entry in enumerate(entries, 1)}
    in_force = InForce(knowledge=Knowledge.from_records(entries), revisions=revisions)
    assert _import(entries, name, in_force, revisions).count() == {RowState.UNCHANGED: 3}


@pytest.mark.parametrize("name", _EXPORTS)
@given(line=_ITEMS, names=_LISTS, day=st.none() | st.dates())
@settings(max_examples=60, deadline=None)
def test_entries_come_back_into_an_empty_knowledge_base(
    name: str, line: str, names: tuple[str, ...], day: date | None
) -> None:
    # A bar divides the details of an office, so that none comes back inside of them.
    line, *clean = ("".join(each.split("\ufffe")).replace("|", "/").strip() for each in (line, *names))
    entries = _entries(f"{line}\n\n- {line}", line, tuple(each for each in clean if each), day)
    preview = _import(entries, name, InForce(knowledge=Knowledge(), revisions={}), {})
    assert [row.record for row in preview.rows] == entries


@given(st.one_of(_TEXTS, st.from_regex(r"'{0,3}[=+@\d-].*")))
def test_protection_is_reversible(text: str) -> None:
    assert unprotect(protect(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+49",
        "-1",
        "@x",
        "\tx",
        "＝1",
        "05911",
        "2025-04",
        "1.10.",
        "3/4",
        "1E5",
        "Mai 25",
        "12. März",
        "wahr",
        "10:30",
    ],
)
def test_what_a_program_would_calculate_or_reformat_is_protected(text: str) -> None:
    assert protect(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["0234 Bochum", "KI Bochum", "Maier", "Marl", "Juni-Treffen", "12 Monate", "a=b", "5 Kinder", "n'a"]
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert protect(text) == text


def test_an_apostrophe_that_somebody_typed_stays() -> None:
    assert unprotect("'n Abend") == "'n Abend"


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_field_has_a_column(kind: type[AnyEntry]) -> None:
    """Or it would be lost in a spreadsheet; columns begin with the id and the revision."""
    fields = {column.field.split(".")[0] for column in COLUMNS[kind]}
    assert fields == {*kind.model_fields, "revision"} - {"kind"}
    assert COLUMNS[kind][:2] == (ID, REVISION)


def test_every_field_of_a_contact_point_has_a_label() -> None:
    assert {"name", *LABELS} == set(ContactPoint.model_fields)


def test_every_field_of_a_contact_has_a_column() -> None:
    fields = {column.field for column in COLUMNS[Centre]}
    assert {f"contact.{name}" for name in Contact.model_fields} < fields


def test_csv_is_as_german_programs_expect_it() -> None:
    content = export_csv(_entries("=1\nzwei", "05911", ("a", "b"), date(2027, 3, 31)), {"faq/eins": 7})
    assert content.startswith(b"\xef\xbb\xbfID;Fassung;Titel;")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    row = rows[2]
    assert (row["ID"], row["Fassung"], row["Text"]) == ("faq/eins", "7", "'=1\nzwei")
    assert (row["Titel"], row["Prüfen bis"], row["Synonyme"]) == ("'05911", "2027-03-31", "a\nb")


def test_cells_of_a_workbook_are_text_and_dates_are_dates() -> None:
    sheets = read_xlsx(export_xlsx(_entries("=1+1", "05911", (), date(2027, 3, 31)), {}))
    assert [sheet.name for sheet in sheets] == ["Zentren", "Angebote", "FAQs"]
    texts = [cell.text for cell in sheets[2].rows[1].cells.values()]
    assert {"=1+1", "05911", "2027-03-31"} <= set(texts)
    assert all(cell.fault is None for sheet in sheets for row in sheet.rows for cell in row.cells.values())


@pytest.mark.parametrize("export", [export_csv, export_xlsx])
def test_a_value_that_no_cell_can_hold_is_told(export: type[object]) -> None:
    names = tuple("x" * 300 for _ in range(120))
    faq = Faq(id="faq/a", title="A", text="B", source=_SOURCE, as_of="2025", synonyms=names)
    with pytest.raises(SpreadsheetError) as error:
        export([faq], {})  # type: ignore[call-arg]
    assert error.value.fault.kind is FaultKind.CELL_TOO_LONG
    assert error.value.fault.cell


def test_nothing_makes_tables_with_headers_only() -> None:
    assert [len(sheet.rows) for sheet in read_xlsx(export_xlsx([], {}))] == [1, 1, 1]
    assert [len(sheet.rows) for sheet in read_csv(export_csv([], {}))] == [1]


def test_the_library_is_loaded_by_an_export_only() -> None:
    """`tests/cli/test_imports.py` shows that neither the service nor a question does."""
    read_spreadsheet(export_csv([], {}), "t.csv")
    assert "xlsxwriter" not in vars(sys.modules["knowledge.spreadsheets.exporting"])
