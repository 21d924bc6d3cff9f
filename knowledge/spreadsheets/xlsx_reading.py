"""Reading of XLSX: what is shown in the cells, and nothing that a workbook holds besides.

Own code, as the file comes from anywhere: openpyxl fills up the gaps between cells and keeps either formulas or values,
python-calamine asks for memory by the farthest cell and ends the process when there is none.
"""

import re
from collections.abc import Sequence

from knowledge.spreadsheets.archives import Archive, Attributes
from knowledge.spreadsheets.faults import FaultKind, SpreadsheetError
from knowledge.spreadsheets.limits import MAX_MERGED
from knowledge.spreadsheets.tables import Range, Sheet, TableBuilder
from knowledge.spreadsheets.xlsx_parts import Formats, SharedStrings, TextCollector, Workbook, unescape

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})", re.ASCII)


def read_xlsx(content: bytes) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook in its order. Raises SpreadsheetError."""
    archive = Archive(content)
    workbook = Workbook(archive)
    strings, formats = SharedStrings(archive, workbook.find_part("sharedStrings")), Formats(archive, workbook)
    return tuple(
        sheet
        for name, part in workbook.list_sheets()
        if (sheet := _SheetReader(name, strings.texts, formats).read(archive, part)) is not None
    )


class _SheetReader:
    """Reads the cells of one sheet, one after the other."""

    def __init__(self, name: str, strings: Sequence[str], formats: Formats) -> None:
        self._name, self._strings, self._formats = name, strings, formats
        self._builder = TableBuilder()
        self._merged: list[Range] = []
        self._row, self._column = 0, -1
        self._cell: Attributes = {}
        self._inline = TextCollector()
        self._value: list[str] = []
        self._is_value = self._has_value = self._has_formula = False

    def read(self, archive: Archive, part: str) -> Sheet | None:
        """Return the sheet, or None if the workbook lacks its part."""
        if not archive.parse(part, self._start, self._end, self._add_text):
            return None
        return Sheet(name=self._name, rows=self._builder.build(), merged=tuple(self._merged))

    def _start(self, name: str, attributes: Attributes) -> None:
        self._is_value = name == "v"
        if name == "row":
            number = attributes.get("r", "")
            self._row = int(number) if number.isdecimal() and len(number) < 8 else self._row + 1
            self._column = -1
        elif name == "c":
            self._start_cell(attributes)
        elif name == "f":
            self._has_formula = True
        elif name == "mergeCell":
            self._add_merged(attributes.get("ref", ""))
        else:
            self._inline.start(name)

    def _start_cell(self, attributes: Attributes) -> None:
        self._cell, self._has_formula, self._has_value = attributes, False, False
        place = _parse_reference(attributes.get("r", ""))
        self._row, self._column = place or (self._row, self._column + 1)
        self._value.clear()
        self._inline.take()

    def _add_text(self, text: str) -> None:
        if self._is_value:
            self._value.append(text)
        else:
            self._inline.add(text)

    def _end(self, name: str) -> None:
        if name == "c":
            self._end_cell()
        elif name == "v":
            self._has_value = True
        else:
            self._inline.end(name)
        self._is_value = False

    def _end_cell(self) -> None:
        raw, kind = "".join(self._value), self._cell.get("t", "n")
        if kind == "e":
            self._builder.add(self._row, self._column, raw, FaultKind.ERROR_VALUE)
        elif self._has_formula and not raw and not (kind == "str" and self._has_value):
            self._builder.add(self._row, self._column, "", FaultKind.FORMULA_WITHOUT_VALUE)
        else:
            self._builder.add(self._row, self._column, self._show(raw, kind))

    def _show(self, raw: str, kind: str) -> str:
        match kind:
            case "s":
                return self._find_string(raw) if raw else ""
            case "inlineStr":
                return self._inline.take()
            case "b":
                return "ja" if raw == "1" else "nein"
            case "str":
                return unescape(raw)
            case "d":
                return raw.removesuffix("T00:00:00").removesuffix("T00:00:00Z")
            case _:
                return self._formats.show(raw, self._cell.get("s", "0")) if raw else ""

    def _find_string(self, raw: str) -> str:
        if not raw.isdecimal() or len(raw) > 9 or int(raw) >= len(self._strings):
            raise SpreadsheetError(FaultKind.DAMAGED)
        return self._strings[int(raw)]

    def _add_merged(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = _parse_reference(first), _parse_reference(last or first)
        if len(self._merged) >= MAX_MERGED:
            raise SpreadsheetError(FaultKind.DAMAGED)
        if start and end and start != end:
            self._merged.append(Range(top=start[0], left=start[1], bottom=end[0], right=end[1]))


def _parse_reference(reference: str) -> tuple[int, int] | None:
    """Return the row, from 1, and the column, from 0, of a cell; None if it is not named."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column - 1
