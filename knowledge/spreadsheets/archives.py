"""The parts of an XLSX file, unpacked within limits and read as XML without anything that could reach outside."""

import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from knowledge.spreadsheets.faults import FaultKind, SpreadsheetError
from knowledge.spreadsheets.limits import (
    MAX_FILE_BYTES,
    MAX_PARTS,
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
    RATIO_COUNTS_FROM_BYTES,
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ENTRY = b"PK\x01\x02"
_IS_ENCRYPTED = 0x1
# The parser begins an unfinished element anew with each piece, so that small ones would take long.
_CHUNK = 1 << 20

Attributes = Mapping[str, str]


class Archive:
    """The parts of a file by name; only those that are asked for are unpacked."""

    def __init__(self, content: bytes) -> None:
        """Raises SpreadsheetError for what is no such file, or would be too large unpacked."""
        _check_beginning(content)
        try:
            self._zip = ZipFile(BytesIO(content))
        except (BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
            raise SpreadsheetError(FaultKind.DAMAGED) from error
        _check_sizes(self._zip.infolist())

    def parse(
        self,
        name: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] = lambda _: None,
        text: Callable[[str], None] = lambda _: None,
    ) -> bool:
        """Read a part and call back for its elements, by local name; return False if there is no such part.

        Raises SpreadsheetError.
        """
        try:
            part = self._zip.getinfo(name)
        except KeyError:
            return False
        parser = _create_parser(start, end, text)
        try:
            with self._zip.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    parser.Parse(chunk, False)
                    _check_progress(stream.tell(), parser)
            parser.Parse(b"", True)
        except (
            BadZipFile,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
            zlib.error,
            expat.ExpatError,
        ) as error:
            raise SpreadsheetError(FaultKind.DAMAGED) from error
        return True


def _check_beginning(content: bytes) -> None:
    if not content:
        raise SpreadsheetError(FaultKind.EMPTY_FILE)
    if len(content) > MAX_FILE_BYTES:
        raise SpreadsheetError(FaultKind.FILE_TOO_LARGE, limit=MAX_FILE_BYTES // 1_000_000)
    if content.startswith(_OLE):
        raise SpreadsheetError(FaultKind.PASSWORD if _ENCRYPTED in content else FaultKind.OLD_XLS)
    if not content.startswith(b"PK"):
        raise SpreadsheetError(FaultKind.NOT_XLSX)
    # Counted before the list of parts is read, which takes some hundred bytes of memory for each.
    if content.count(_ENTRY) > MAX_PARTS:
        raise SpreadsheetError(FaultKind.UNPACKED_TOO_LARGE)


def _check_sizes(parts: list[ZipInfo]) -> None:
    if any(part.flag_bits & _IS_ENCRYPTED for part in parts):
        raise SpreadsheetError(FaultKind.PASSWORD)
    if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
        raise SpreadsheetError(FaultKind.DAMAGED)
    # Unpacking stops at the size that is stated here, so that a false one is no way around.
    packed, unpacked = sum(part.compress_size for part in parts), sum(part.file_size for part in parts)
    is_dense = unpacked > RATIO_COUNTS_FROM_BYTES and unpacked > MAX_RATIO * packed
    if unpacked > MAX_UNPACKED_BYTES or is_dense:
        raise SpreadsheetError(FaultKind.UNPACKED_TOO_LARGE)


def _create_parser(
    start: Callable[[str, Attributes], None], end: Callable[[str], None], text: Callable[[str], None]
) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(
        _localise(name), {_localise(key): value for key, value in attributes.items()}
    )
    parser.EndElementHandler = lambda name: end(_localise(name))
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _check_progress(read: int, parser: expat.XMLParserType) -> None:
    """Refuse an element whose beginning alone is as long as a whole table, and takes the parser long."""
    if read - parser.CurrentByteIndex > 2 * _CHUNK:
        raise SpreadsheetError(FaultKind.DAMAGED)


def _localise(name: str) -> str:
    return name.rpartition(" ")[2]


def _refuse_doctype(*_: object) -> None:
    """Refuse what could define entities, which no spreadsheet program writes."""
    raise SpreadsheetError(FaultKind.DAMAGED)
