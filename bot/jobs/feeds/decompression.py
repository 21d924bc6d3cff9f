"""Bodies of HTTP, decompressed a piece at a time, so that a small one can not grow without end."""

import zlib
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

ACCEPTED = "gzip, deflate"
_PIECE = 256 * 1024
_GZIP, _ZLIB, _RAW = 31, 15, -15
_BEGINNING_OF_GZIP = b"\x1f\x8b"


class Unpackable(Exception):
    """The body can not be decompressed; with the reason."""


async def unpacked(chunks: AsyncIterator[bytes], encodings: Sequence[str]) -> AsyncIterator[bytes]:
    """Yield the body in pieces of limited size; `encodings` are those of its header. Raises Unpackable."""
    named = [name for each in encodings for name in each.lower().replace(" ", "").split(",")]
    packed = [name.removeprefix("x-") for name in named if name not in ("", "identity")]
    if len(packed) > 1:
        raise Unpackable("it is compressed more than once")
    if not packed:
        async for chunk in chunks:
            yield chunk
        return
    if packed[0] not in ("gzip", "deflate"):
        raise Unpackable("it is compressed in a way that was not asked for")
    unpacking = _Unpacking(packed[0])
    async for chunk in chunks:
        for piece in unpacking.pieces(chunk):
            yield piece
    if not unpacking.is_complete:
        raise Unpackable("it breaks off")


class _Unpacking:
    """The decompression of gzip, also of several members, or of deflate with or without its header."""

    def __init__(self, name: str) -> None:
        self._is_gzip = name == "gzip"
        self._beginning = b""
        self._inflater: Any = None

    @property
    def is_complete(self) -> bool:
        """Return whether it has come to its end, or not begun."""
        return self._inflater.eof if self._inflater else not self._beginning

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """Yield what a chunk holds; raises Unpackable if it is damaged."""
        if self._inflater is None:
            self._beginning += chunk
            if len(self._beginning) < 2:
                return
            chunk = self._beginning
            self._inflater = zlib.decompressobj(self._form(chunk))
        try:
            yield from self._inflated(chunk)
        except zlib.error as error:
            raise Unpackable("it is damaged") from error

    def _inflated(self, chunk: bytes) -> Iterator[bytes]:
        while chunk:
            if self._inflater.eof:
                if not (self._is_gzip and chunk.startswith(_BEGINNING_OF_GZIP)):
                    return
                self._inflater = zlib.decompressobj(_GZIP)
            yield self._inflater.decompress(chunk, _PIECE)
            chunk = self._inflater.unconsumed_tail or self._inflater.unused_data

    def _form(self, beginning: bytes) -> int:
        if self._is_gzip:
            return _GZIP
        has_header = beginning[0] & 0x0F == 8 and int.from_bytes(beginning[:2], "big") % 31 == 0
        return _ZLIB if has_header else _RAW
