"""Files that are damaged, hostile, too large, or written by a program in its own way."""

import codecs
import struct
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_BZIP2, ZipFile

import pytest

from knowledge.spreadsheets import limits
from knowledge.spreadsheets.columns import Column, find_column
from knowledge.spreadsheets.faults import FaultKind, NoticeKind, SpreadsheetError
from knowledge.spreadsheets.reading import EntryRow, Reading, read_spreadsheet
from knowledge.spreadsheets.xlsx_reading import read_xlsx
from tests.workbooks import head, pack, parts, text

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_HEAD = head("ID", "Fassung", "Telefon")


def _column(name: str) -> Column:
    column = find_column(name)
    assert column is not None
    return column


def _refused(content: bytes, name: str = "t.xlsx") -> FaultKind:
    with pytest.raises(SpreadsheetError) as error:
        read_spreadsheet(content, name)
    return error.value.fault.kind


def _read(rows: str, after: str = "", **more: str) -> Reading:
    return read_spreadsheet(pack(parts(_HEAD + rows, after, **more)), "t.xlsx")


def _phone(rows: str, **more: str) -> tuple[str, FaultKind | None]:
    """The text and the fault of the phone in the one row of a file."""
    (row,) = _read(rows, **more).rows
    cell = row.get(_column("Telefon"))
    return cell.text, cell.fault


def _row(cell: str) -> str:
    return f'<row r="2">{text("A2", "centre/bochum")}{cell}</row>'


def _big(size: int) -> bytes:
    return pack({**parts(_HEAD), "xl/media/image.png": b"\0" * size})


def _encrypted() -> bytes:
    content = bytearray(pack(parts(_HEAD)))
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def _compressed_otherwise() -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_BZIP2) as archive:
        for name, part in parts(_HEAD).items():
            archive.writestr(name, part)
    return file.getvalue()


def _with_doctype() -> bytes:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    content = parts(_HEAD)
    return pack({**content, "xl/worksheets/sheet1.xml": bomb + str(content["xl/worksheets/sheet1.xml"])})


def _with_endless_element() -> bytes:
    attributes = " ".join(f"a{n}='{n}'" for n in range(300_000))
    return pack(parts(f"{_HEAD}<c {attributes}/>"))


def _damaged_inside() -> bytes:
    content = bytearray(pack(parts(_HEAD)))
    at = content.find(b"xl/worksheets/sheet1.xml") + 30
    content[at : at + 40] = b"\xff" * 40
    return bytes(content)


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: b"", FaultKind.EMPTY_FILE),
        (lambda: b"ID;Telefon\n", FaultKind.NOT_XLSX),
        (lambda: b"<html>", FaultKind.NOT_XLSX),
        (lambda: b"PK\x03\x04", FaultKind.DAMAGED),
        (lambda: pack(parts(_HEAD))[:-200], FaultKind.DAMAGED),
        (_damaged_inside, FaultKind.DAMAGED),
        (lambda: pack({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), FaultKind.NOT_XLSX),
        (lambda: pack(parts("<row>")), FaultKind.DAMAGED),
        (lambda: pack(parts(_HEAD + _row('<c r="C2" t="s"><v>5</v></c>'))), FaultKind.DAMAGED),
        (lambda: pack(parts(_HEAD + _row('<c r="C2" t="s"><v>-1</v></c>'))), FaultKind.DAMAGED),
        (_with_doctype, FaultKind.DAMAGED),
        (_with_endless_element, FaultKind.DAMAGED),
        (_compressed_otherwise, FaultKind.DAMAGED),
        (_encrypted, FaultKind.PASSWORD),
        (lambda: _OLE + "EncryptedPackage".encode("utf-16-le"), FaultKind.PASSWORD),
        (lambda: _OLE + b"Workbook", FaultKind.OLD_XLS),
        (lambda: _big(6_000_000), FaultKind.UNPACKED_TOO_LARGE),
        (lambda: pack({f"{n}": "" for n in range(limits.MAX_PARTS + 1)}), FaultKind.UNPACKED_TOO_LARGE),
        (lambda: b"PK" + b"\0" * limits.MAX_FILE_BYTES, FaultKind.FILE_TOO_LARGE),
        (lambda: pack(parts("")), FaultKind.EMPTY_FILE),
        (lambda: pack(parts(head("Name", "Telefon"))), FaultKind.NO_HEADER),
        (lambda: pack(parts(head("ID", "Telefon", "telefon"))), FaultKind.REPEATED_COLUMN),
        (lambda: pack(parts(_HEAD + f'<row r="2">{text("XFD2", "x")}</row>')), FaultKind.TOO_MANY_COLUMNS),
    ],
)
def test_an_unreadable_workbook_is_refused(make: Callable[[], bytes], kind: FaultKind) -> None:
    assert _refused(make()) is kind


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(_big(limits.MAX_UNPACKED_BYTES + 1))
    at = content.rfind(b"PK\x01\x02", 0, content.rfind(b"xl/media"))
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    # What is stated bounds what is unpacked, and nobody asks for a picture.
    assert read_spreadsheet(bytes(content), "t.xlsx").rows == ()


@pytest.mark.parametrize("name", ["t.ods", "t.xls", "t", "t.yaml"])
def test_other_formats_are_refused(name: str) -> None:
    assert _refused(b"x", name) is FaultKind.UNKNOWN_FORMAT


def test_too_many_rows_are_refused() -> None:
    rows = "".join(f"faq/a{n}\n" for n in range(100_000))
    assert _refused(f"ID\n{rows}".encode(), "t.csv") is FaultKind.TOO_MANY_ROWS
    rows = "".join(f'<row r="{n}">{text(f"A{n}", "faq/a")}</row>' for n in range(2, 100_002))
    assert _refused(pack(parts(_HEAD + rows))) is FaultKind.TOO_MANY_ROWS


def test_too_many_cells_are_refused() -> None:
    rows = (b"x;" * 200 + b"\n") * (limits.MAX_CELLS // 200 + 1)
    assert _refused(b"ID\n" + rows, "t.csv") is FaultKind.UNPACKED_TOO_LARGE


def test_as_many_rows_as_are_allowed_are_read_and_empty_ones_do_not_count() -> None:
    filled = "".join(f"faq/a{n}\n;\n" for n in range(limits.MAX_ROWS))
    assert len(read_spreadsheet(f"ID;Titel\n{filled}".encode(), "t.csv").rows) == limits.MAX_ROWS
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(3, 60_000))
    assert len(_read(_row("") + empty).rows) == 1


def test_a_cell_far_away_takes_no_memory() -> None:
    rows = _row("") + f'<row r="1048576">{text("A1048576", "faq/a")}</row>'
    assert [row.number for row in _read(rows).rows] == [2, 1_048_576]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (text("C2", "0234 1"), ("0234 1", None)),
        (text("C2", " _x000D_a_x005F_x0041_ "), ("a_x0041_", None)),
        (text("C2", "_xD83D__xDE00_ _xD83D_"), ("😀 \ufffd", None)),
        ('<c r="C2" t="inlineStr"><is><r><t>02</t></r><r><t>34</t></r><rPh><t>x</t></rPh></is></c>', ("0234", None)),
        ('<c r="C2" t="s"><v>0</v></c>', ("geteilt 1", None)),
        ('<c r="C2"><v>2341234</v></c>', ("2341234", None)),
        ('<c r="C2"><v>2.341234E6</v></c>', ("2341234", None)),
        ('<c r="C2"><v>1.5</v></c>', ("1.5", None)),
        ('<c r="C2"><v>1e999</v></c>', ("1e999", None)),
        ('<c r="C2" t="b"><v>1</v></c>', ("ja", None)),
        ('<c r="C2" t="d"><v>2027-03-31T00:00:00</v></c>', ("2027-03-31", None)),
        ('<c r="C2" s="1"><v>46477</v></c>', ("2027-03-31", None)),
        ('<c r="C2" s="1"><v>46477.5</v></c>', ("2027-03-31 12:00", None)),
        ('<c r="C2" s="1"><v>1e99</v></c>', ("1e99", None)),
        ('<c r="C2" s="2"><v>1067</v></c>', ("01067", None)),
        ('<c r="C2" s="3"><v>46477</v></c>', ("2027-03-31", None)),
        ('<c r="C2" s="4"><v>46477</v></c>', ("46477", None)),
        ('<c r="C2" s="99"><v>5</v></c>', ("5", None)),
        ('<c r="C2"/>', ("", None)),
        ('<c r="C2"><f>1+1</f><v>2</v></c>', ("2", None)),
        ('<c r="C2" t="str"><f>A1</f><v>0234</v></c>', ("0234", None)),
        ('<c r="C2" t="str"><f>""</f><v></v></c>', ("", None)),
        ('<c r="C2"><f>1+1</f></c>', ("", FaultKind.FORMULA_WITHOUT_VALUE)),
        ('<c r="C2"><f>1+1</f><v></v></c>', ("", FaultKind.FORMULA_WITHOUT_VALUE)),
        ('<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', ("#DIV/0!", FaultKind.ERROR_VALUE)),
        (text("C2", "x" * (limits.MAX_CELL + 1)), ("x" * 100, FaultKind.CELL_TOO_LONG)),
    ],
)
def test_cells_are_read_as_they_are_shown(cell: str, expected: tuple[str, FaultKind | None]) -> None:
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="00000"/><numFmt numFmtId="165" formatCode="dd\\.mm\\.yyyy;@"/>'
        '<numFmt numFmtId="166" formatCode="0&quot; Tage&quot;[Red]"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
        '<xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs>'
    )
    strings = "<si><r><t>geteilt</t></r><r><t> 1</t></r></si>"
    assert _phone(_row(cell), styles=styles, strings=strings) == expected


def test_dates_count_from_1904_where_the_file_says_so() -> None:
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    cell = _row('<c r="C2" s="0"><v>45015</v></c>')
    assert _phone(cell, styles=styles, properties='date1904="1"') == ("2027-03-31", None)


def test_cells_and_rows_without_names_follow_one_another() -> None:
    rows = "<row><c t='inlineStr'><is><t>faq/a</t></is></c><c/><c><v>5</v></c></row>"
    (row,) = _read(rows).rows
    assert (row.number, row.get(_column("Telefon")).text) == (2, "5")


def test_merged_cells_are_told_where_they_hide_values() -> None:
    rows = _row(text("C2", "0234")) + f'<row r="3">{text("A3", "centre/herne")}</row>'
    merged = '<mergeCells><mergeCell ref="C2:C3"/><mergeCell ref="E2:F3"/><mergeCell ref="A1:B1"/></mergeCells>'
    found = [row.get(_column("Telefon")).fault for row in _read(rows, merged).rows]
    assert found == [FaultKind.MERGED, FaultKind.MERGED]
    assert [row.get(_column("ID")).fault for row in _read(rows, merged).rows] == [None, None]


def test_more_merged_cells_than_a_sheet_can_have_are_refused() -> None:
    rows = "".join(f'<row r="{n}">{text(f"A{n}", "faq/a")}</row>' for n in range(2, 1002))
    merged = "".join(f'<mergeCell ref="A1:IV{1000 + n}"/>' for n in range(100))
    assert _refused(pack(parts(_HEAD + rows, f"<mergeCells>{merged}</mergeCells>"))) is FaultKind.DAMAGED


def test_links_to_other_files_and_macros_are_left_alone() -> None:
    content = parts(_HEAD + _row(text("C2", "0234")))
    outside = (
        '<Relationship Id="x" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    )
    rels = str(content["xl/_rels/workbook.xml.rels"]).replace("</Relationships>", outside)
    book = str(content["xl/workbook.xml"]).replace("</sheets>", '<sheet name="X" sheetId="2" r:id="x"/></sheets>')
    more: dict[str, str | bytes] = {
        "xl/vbaProject.bin": b"\0\1",
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": rels,
    }
    reading = read_spreadsheet(pack({**content, **more}), "t.xlsm")
    assert [row.get(_column("Telefon")).text for row in reading.rows] == ["0234"]


def test_a_target_that_climbs_out_of_the_file_is_a_missing_part() -> None:
    content = parts(_HEAD)
    rels = str(content["xl/_rels/workbook.xml.rels"]).replace("worksheets/sheet1.xml", "../../../../etc/passwd")
    assert read_xlsx(pack({**content, "xl/_rels/workbook.xml.rels": rels})) == ()


def _csv(content: bytes) -> tuple[list[EntryRow], list[NoticeKind]]:
    reading = read_spreadsheet(content, "t.csv")
    return list(reading.rows), [notice.kind for notice in reading.notices]


_TEXT = "ID;Fassung;Straße\ncentre/bochum;1;Große Weilstraße 5\n"


@pytest.mark.parametrize(
    "content",
    [
        _TEXT.encode(),
        codecs.BOM_UTF8 + _TEXT.encode(),
        _TEXT.encode("utf-16"),
        _TEXT.replace(";", ",").encode(),
        _TEXT.replace(";", "\t").encode(),
        _TEXT.replace("\n", "\r\n").encode(),
        _TEXT.replace("\n", "\r").encode(),
        '"ID";"Fassung";"Straße"\n"centre/bochum";"1";"Große Weilstraße 5"'.encode(),
    ],
)
def test_csv_is_read_as_programs_write_it(content: bytes) -> None:
    (row,), notices = _csv(content)
    assert row.get(_column("Straße")).text == "Große Weilstraße 5"
    assert notices == []


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_an_older_encoding_is_recognised_and_told(encoding: str) -> None:
    (row,), notices = _csv(_TEXT.encode(encoding))
    assert row.get(_column("Straße")).text == "Große Weilstraße 5"
    assert notices == [NoticeKind.READ_AS_WINDOWS_1252]


@pytest.mark.parametrize(
    "content",
    [
        "ID;Ort\nfaq/a;Münster\n".encode("cp850"),
        "ID;Ort\nfaq/a;Märkischer Kreis\n".encode("cp437"),
        "ID;Ort\nfaq/a;Münster\n".encode("mac-roman"),
        "ID;Ort\nfaq/a;Münster\n".encode() + "faq/b;Köln\n".encode("latin-1"),
        _TEXT.encode("utf-16-le"),
        _TEXT.encode("utf-32-be"),
        b"ID\n\0",
    ],
    ids=["DOS", "old DOS", "Mac", "two at once", "UTF-16 without mark", "UTF-32", "zero"],
)
def test_other_encodings_are_refused(content: bytes) -> None:
    assert _refused(content, "t.csv") is FaultKind.UNKNOWN_ENCODING


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", FaultKind.EMPTY_FILE),
        (b" \n\n", FaultKind.EMPTY_FILE),
        (b";;\n;;\n", FaultKind.EMPTY_FILE),
        (b"Name;Telefon\n", FaultKind.NO_HEADER),
        (b"ID;ID\n", FaultKind.REPEATED_COLUMN),
        (b'ID;Titel\nfaq/a;"' + b"x" * 200_000, FaultKind.BROKEN_CSV),
        (b"ID" + b";x" * 300, FaultKind.TOO_MANY_COLUMNS),
        (b"x" * (limits.MAX_FILE_BYTES + 1), FaultKind.FILE_TOO_LARGE),
    ],
)
def test_an_unreadable_csv_file_is_refused(content: bytes, kind: FaultKind) -> None:
    assert _refused(content, "t.csv") is kind


def test_a_very_long_cell_of_csv_is_told() -> None:
    (row,), _ = _csv(b"ID;Titel\nfaq/a;" + b"x" * 40_000)
    assert row.get(_column("Titel")).fault is FaultKind.CELL_TOO_LONG
