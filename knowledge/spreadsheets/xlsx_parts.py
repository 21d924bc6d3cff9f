"""The parts of a workbook beside its sheets: the list of sheets, shared texts, and how numbers are shown."""

import posixpath
import re

from knowledge.spreadsheets.archives import Archive, Attributes
from knowledge.spreadsheets.faults import FaultKind, SpreadsheetError
from knowledge.spreadsheets.xlsx_formats import format_date, format_number, is_date_format

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MAX_SHEETS = 50


class Relations:
    """The parts that one part refers to: type (its last word) and target by id; addresses outside are left out."""

    def __init__(self, archive: Archive, part: str) -> None:
        self._folder, name = posixpath.split(part)
        self.targets: dict[str, tuple[str, str]] = {}
        archive.parse(posixpath.join(self._folder, "_rels", f"{name}.rels"), self._start)

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = posixpath.normpath(posixpath.join("/", self._folder, target)).lstrip("/")
            self.targets[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], path)

    def find(self, kind: str) -> str | None:
        return next((target for each, target in self.targets.values() if each == kind), None)


class Workbook:
    """The list of sheets, and which day the dates count from."""

    def __init__(self, archive: Archive) -> None:
        part = Relations(archive, "").find("officeDocument") or "xl/workbook.xml"
        self.counts_from_1904 = False
        self._sheets: list[tuple[str, str]] = []
        self._relations = Relations(archive, part)
        if not archive.parse(part, self._start):
            raise SpreadsheetError(FaultKind.NOT_XLSX)

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == "workbookPr":
            self.counts_from_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "sheet":
            self._sheets.append((attributes.get("name", ""), attributes.get("id", "")))

    def find_part(self, kind: str) -> str | None:
        return self._relations.find(kind)

    def list_sheets(self) -> list[tuple[str, str]]:
        """Return name and part of the sheets that hold cells, of which there are none in a sheet of a chart."""
        found = ((name, self._relations.targets.get(id_, ("", ""))) for name, id_ in self._sheets[:_MAX_SHEETS])
        return [(name, part) for name, (kind, part) in found if kind == "worksheet"]


class SharedStrings:
    """The texts that cells refer to by number."""

    def __init__(self, archive: Archive, part: str | None) -> None:
        self.texts: list[str] = []
        self._text = TextCollector()
        if part:
            archive.parse(part, self._start, self._end, self._text.add)

    def _start(self, name: str, _: Attributes) -> None:
        self._text.start(name)

    def _end(self, name: str) -> None:
        self._text.end(name)
        if name == "si":
            self.texts.append(self._text.take())


class TextCollector:
    """Collects the text of `t` elements, of which a rich text has several, but not the reading aids in `rPh`."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._is_text = self._is_aid = False

    def start(self, name: str) -> None:
        self._is_aid = self._is_aid or name == "rPh"
        self._is_text = name == "t" and not self._is_aid

    def add(self, text: str) -> None:
        if self._is_text:
            self._parts.append(text)

    def end(self, name: str) -> None:
        self._is_text = False
        self._is_aid = self._is_aid and name != "rPh"

    def take(self) -> str:
        if not self._parts:
            return ""
        text = unescape("".join(self._parts))
        self._parts.clear()
        return text


class Formats:
    """The number formats of cells, by style."""

    def __init__(self, archive: Archive, workbook: Workbook) -> None:
        self._codes: dict[str, str] = {}
        self._styles: list[str] = []
        self._is_cell_style = False
        self._from_1904 = workbook.counts_from_1904
        part = workbook.find_part("styles")
        if part:
            archive.parse(part, self._start, self._end)

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._is_cell_style = True
        elif name == "xf" and self._is_cell_style:
            self._styles.append(attributes.get("numFmtId", "0"))

    def _end(self, name: str) -> None:
        self._is_cell_style = self._is_cell_style and name != "cellXfs"

    def show(self, raw: str, style: str) -> str:
        """Return a number in the format of a style."""
        at = int(style) if style.isdecimal() and len(style) < 6 else 0
        number = self._styles[at] if at < len(self._styles) else "0"
        code = self._codes.get(number)
        if is_date_format(int(number) if number.isdecimal() and len(number) < 6 else 0, code):
            return format_date(raw, from_1904=self._from_1904)
        return format_number(raw, code)


def unescape(text: str) -> str:
    """Return a text with the letters that XML can't hold, such as `_x000D_`."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    # A letter may be written as two escapes, one for each half of it.
    return plain if plain == text else plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
