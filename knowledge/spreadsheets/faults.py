"""Faults of a spreadsheet, a row or a cell, and notices about one that is in order."""

from dataclasses import dataclass
from enum import StrEnum, auto


class FaultKind(StrEnum):
    """Kinds of faults; `sentences.py` has a sentence for each."""

    # of a file
    EMPTY_FILE = auto()
    UNKNOWN_FORMAT = auto()
    NOT_XLSX = auto()
    OLD_XLS = auto()
    PASSWORD = auto()
    DAMAGED = auto()
    FILE_TOO_LARGE = auto()
    UNPACKED_TOO_LARGE = auto()
    TOO_MANY_ROWS = auto()
    TOO_MANY_COLUMNS = auto()
    UNKNOWN_ENCODING = auto()
    BROKEN_CSV = auto()
    NO_HEADER = auto()
    REPEATED_COLUMN = auto()
    # of a cell
    MISSING = auto()
    MISSING_COLUMN = auto()
    MISSING_ID = auto()
    TOO_LONG = auto()
    CELL_TOO_LONG = auto()
    FORMULA_WITHOUT_VALUE = auto()
    ERROR_VALUE = auto()
    MERGED = auto()
    COLUMN_OF_OTHER_KIND = auto()
    BAD_ID = auto()
    REPEATED_ID = auto()
    UNKNOWN_ID = auto()
    BAD_REVISION = auto()
    BAD_DATE = auto()
    BAD_FLAG = auto()
    BAD_VISIBILITY = auto()
    BAD_URL = auto()
    BAD_POSTAL_CODE = auto()
    BAD_AGS = auto()
    BAD_POINT = auto()
    BAD_PHONE = auto()
    BAD_EMAIL = auto()
    BAD_PERSONS = auto()
    PRETENDED_LINK = auto()
    HIDES_TARGET = auto()
    UNKNOWN_TOPIC = auto()
    UNKNOWN_ENTRY = auto()
    INVALID = auto()
    # of a row that meets a newer edit
    NEWER_EDIT = auto()
    ALREADY_THERE = auto()
    ARCHIVED = auto()


class NoticeKind(StrEnum):
    """Kinds of notices."""

    UNKNOWN_COLUMN = auto()
    IGNORED_SHEET = auto()
    NO_REVISIONS = auto()
    READ_AS_WINDOWS_1252 = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """A fault of a cell, such as `C12`, or of a whole file if `cell` is empty; `column` is a header."""

    kind: FaultKind
    sheet: str = ""
    cell: str = ""
    column: str = ""
    value: str = ""
    hint: str = ""
    limit: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Something that was passed over while reading; `value` names it."""

    kind: NoticeKind
    value: str = ""


class SpreadsheetError(Exception):
    """A spreadsheet that can't be read or written at all."""

    def __init__(self, kind: FaultKind, *, value: str = "", limit: int = 0, cell: str = "", sheet: str = "") -> None:
        self.fault = Fault(kind=kind, value=value, limit=limit, cell=cell, sheet=sheet)
        super().__init__(kind.value)
