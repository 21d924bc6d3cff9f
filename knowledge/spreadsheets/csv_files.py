"""CSV as spreadsheet programs write and read it.

A program that opens CSV calculates what looks like a formula and drops what looks like the padding of a number. Such
values get an apostrophe in front, which reading takes off again.
"""

import codecs
import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO

from knowledge.spreadsheets.columns import Column, Form, find_column
from knowledge.spreadsheets.faults import FaultKind, Notice, NoticeKind, SpreadsheetError
from knowledge.spreadsheets.limits import MAX_CELL, MAX_FILE_BYTES
from knowledge.spreadsheets.tables import Sheet, TableBuilder, name_cell

_PROTECTION = "'"
_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Also what a program takes for a number, a date, a time or a fraction: 05911, 2025-04, 1.10., 3/4, 1E5, "mai 25", 2:1.
_LOOKS_LIKE_NUMBER = re.compile(
    r"\s*(\d[\d\s.,:/\-]*(e[+-]?\d+)?%?"
    r"|(\d{1,2}[.\s-]*)?(jan(uary?)?|feb(ruary?)?|märz?|mar(ch)?|apr(il)?|ma[iy]|jun[ie]?|jul[iy]?|aug(ust)?"
    r"|sept?(ember)?|o[kc]t(ober)?|nov(ember)?|de[zc](ember)?)[.\s-]*\d{0,4}"
    r"|true|false|wahr|falsch)\s*",
    re.IGNORECASE,
)
_DELIMITERS = (";", ",", "\t")
_MOJIBAKE = re.compile(r"[ÃÂ][\x80-\xbf–—‘’“”„†‡•…‰‹›€™šŠœŒžŽŸƒˆ˜]|[^\W\d_][„”™ŠŸ§][a-z]")


def write_csv(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV file in UTF-8 with its mark, as German programs expect it. Raises SpreadsheetError."""
    cells = ([_write_cell(text, n, at, columns[at]) for at, text in enumerate(row)] for n, row in enumerate(rows, 2))
    return _write_rows([[column.header for column in columns], *cells])


def write_table(rows: Iterable[Sequence[str | int | date | None]]) -> bytes:
    """Return a CSV file of any table, in the same form; no text in it is taken for a formula."""
    return _write_rows([protect(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)


def _write_rows(rows: Iterable[Sequence[str | int | date | None]]) -> bytes:
    file = StringIO(newline="")
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(rows)
    return codecs.BOM_UTF8 + file.getvalue().encode()


def _write_cell(text: str, row: int, at: int, column: Column) -> str:
    if len(text) >= MAX_CELL:
        raise SpreadsheetError(FaultKind.CELL_TOO_LONG, cell=name_cell(row, at), limit=MAX_CELL)
    # Programs may show dates and revisions in their way, as all ways are read.
    return text if column.form in (Form.DATE, Form.REVISION) else protect(text)


def protect(text: str) -> str:
    """Return a text that no program takes for a formula, a number or a date; `unprotect` reverses it."""
    return f"{_PROTECTION}{text}" if _needs_protection(text) else text


def unprotect(text: str) -> str:
    """Return the text as it was before `protect`; an apostrophe that protects nothing stays."""
    bare = text.removeprefix(_PROTECTION)
    return bare if bare != text and _needs_protection(bare) else text


def _needs_protection(text: str) -> bool:
    return text.startswith((_PROTECTION, *_FORMULA_BEGINS)) or bool(_LOOKS_LIKE_NUMBER.fullmatch(text[:60]))


def read_csv(content: bytes) -> tuple[Sheet, ...]:
    """Return the sheet of a CSV file; it is separated by semicolons, commas or tabs. Raises SpreadsheetError."""
    if len(content) > MAX_FILE_BYTES:
        raise SpreadsheetError(FaultKind.FILE_TOO_LARGE, limit=MAX_FILE_BYTES // 1_000_000)
    text, notices = _decode(content)
    if not text.strip():
        raise SpreadsheetError(FaultKind.EMPTY_FILE)
    builder = TableBuilder()
    try:
        for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=_find_delimiter(text)), 1):
            for column, cell in enumerate(row):
                if cell:
                    builder.add(number, column, unprotect(cell))
    except csv.Error as error:
        raise SpreadsheetError(FaultKind.BROKEN_CSV) from error
    return (Sheet(rows=builder.build(), notices=notices),)


def _decode(content: bytes) -> tuple[str, tuple[Notice, ...]]:
    encoding = _find_encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise SpreadsheetError(FaultKind.UNKNOWN_ENCODING) from error
    if "\0" in text or (encoding == "cp1252" and _MOJIBAKE.search(text)):
        raise SpreadsheetError(FaultKind.UNKNOWN_ENCODING)
    return text, (Notice(kind=NoticeKind.READ_AS_WINDOWS_1252),) if encoding == "cp1252" else ()


def _find_encoding(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _find_delimiter(text: str) -> str:
    """Return the delimiter that yields the most known headers in one of the first lines."""
    lines = text[: 100 * 1000].splitlines()[:20]

    def count(delimiter: str) -> int:
        return max(sum(find_column(name.strip(' "')) is not None for name in line.split(delimiter)) for line in lines)

    return max(_DELIMITERS, key=count)
