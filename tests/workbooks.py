"""XLSX files as a spreadsheet program, or somebody hostile, might write them: each part as it stands."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def relations(**targets: str) -> str:
    """Return the part that tells the targets, by kind."""
    lines = (
        f'<Relationship Id="{k}" Type="{_OFFICE}/{k.rstrip("0123456789")}" Target="{t}"/>' for k, t in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}">{"".join(lines)}</Relationships>'


def sheet(rows: str, after: str = "") -> str:
    """Return a sheet of rows as XML, and what stands behind them, such as merged cells."""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def text(place: str, value: str) -> str:
    """Return a cell with a text of its own."""
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


def head(*names: str) -> str:
    """Return the first row."""
    return f'<row r="1">{"".join(text(f"{chr(65 + at)}1", name) for at, name in enumerate(names))}</row>'


def parts(
    rows: str, after: str = "", *, styles: str = "", strings: str = "", properties: str = ""
) -> dict[str, str | bytes]:
    """Return the parts of a workbook with one sheet."""
    targets = {"worksheet1": "worksheets/sheet1.xml", "styles": "styles.xml", "sharedStrings": "sharedStrings.xml"}
    return {
        "_rels/.rels": relations(officeDocument="xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr {properties}/><sheets>'
        '<sheet name="Zentren" sheetId="1" r:id="worksheet1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(**targets),
        "xl/worksheets/sheet1.xml": sheet(rows, after),
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{strings}</sst>',
    }


def pack(content: Mapping[str, str | bytes]) -> bytes:
    """Return the file of some parts."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return file.getvalue()
