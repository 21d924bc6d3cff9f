"""Spreadsheets from outside: read, or refused with a sentence."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from knowledge.entries import Faq, Knowledge, Source
from knowledge.spreadsheets.exporting import export_csv, export_xlsx
from knowledge.spreadsheets.faults import SpreadsheetError
from knowledge.spreadsheets.in_force import InForce
from knowledge.spreadsheets.preview import preview_import
from knowledge.spreadsheets.reading import read_spreadsheet
from knowledge.spreadsheets.sentences import describe_fault, describe_notice
from tests.fuzz.mutations import damaged, fuzzed
from tests.workbooks import head, pack, parts, text

_FAQ = Faq(id="faq/a", title="Größe?", text="05911", source=Source(name="Amt"), as_of="2025", keywords=("a", "b"))
_IN_FORCE = InForce(knowledge=Knowledge(faqs=(_FAQ,)), revisions={"faq/a": 1})
_CSV = export_csv([_FAQ], {"faq/a": 1})
_XLSX = export_xlsx([_FAQ], {"faq/a": 1})
_PARTS = parts(
    head("ID", "Fassung", "Titel", "Stand") + f'<row r="2">{text("A2", "faq/a")}<c r="B2"><f>1</f><v>1</v></c>'
    '<c r="C2" t="s"><v>0</v></c><c r="D2" s="1"><v>4</v></c></row>',
    '<mergeCells><mergeCell ref="C2:D3"/></mergeCells>',
    strings="<si><r><t>_x0041_</t></r></si>",
    styles='<numFmts><numFmt numFmtId="164" formatCode="[Red]00&quot;x&quot;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>',
)


def _preview(content: bytes, name: str) -> None:
    with suppress(SpreadsheetError):
        preview = preview_import(read_spreadsheet(content, name), _IN_FORCE)
        assert all(describe_notice(notice) for notice in preview.notices)
        assert all(describe_fault(fault) for row in preview.rows for fault in row.faults)


@st.composite
def _scratched(draw: st.DrawFn, content: bytes) -> bytes:
    """A file of which some bytes are others, or an end is missing."""
    scratched = bytearray(content)
    for at in draw(st.lists(st.integers(0, len(content) - 1), max_size=8)):
        scratched[at] = draw(st.integers(0, 255))
    return bytes(scratched[: draw(st.integers(0, len(content)) | st.just(len(content)))])


@fuzzed
@given(_scratched(_XLSX))
def test_a_damaged_workbook(content: bytes) -> None:
    _preview(content, "t.xlsx")


@fuzzed
@given(st.sampled_from(sorted(_PARTS)), st.data())
def test_a_workbook_with_a_damaged_part(name: str, data: st.DataObject) -> None:
    part = data.draw(damaged([str(_PARTS[name])]))
    _preview(pack({**_PARTS, name: part.encode("utf-8", "replace")}), "t.xlsx")


@fuzzed
@given(_scratched(_CSV) | st.binary(max_size=200).map(b"ID;Titel\n".__add__))
def test_a_damaged_table(content: bytes) -> None:
    _preview(content, "t.csv")
