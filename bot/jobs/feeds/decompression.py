"""Decompression of HTTP bodies in pieces of limited size, against decompression bombs."""

import zlib
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

ACCEPTED_ENCODINGS = "gzip, deflate"
_PIECE_SIZE = 256 * 1024
_GZIP, _ZLIB, _RAW = 31, 15, -15
_GZIP_MAGIC = b"\x1f\x8b"


class DecompressionFailed(Exception):
    """The body can't be decompressed; its text is the reason."""


async def decompress(chunks: AsyncIterator[bytes], encodings: Sequence[str]) -> AsyncIterator[bytes]:
    """Yield the body in pieces of limited size; `encodings` are its Content-Encoding. Raises DecompressionFailed."""
    named = [name for each in encodings for name in each.lower().replace(" ", "").split(",")]
    applied = [name.removeprefix("x-") for name in named if name not in ("", "identity")]
    if len(applied) > 1:
        raise DecompressionFailed("it is compressed more than once")
    if not applied:
        async for chunk in chunks:
            yield chunk
        return
    if applied[0] not in ("gzip", "deflate"):
        raise DecompressionFailed("it is compressed in a way that was not asked for")
    decompressor = _Decompressor(applied[0])
    async for chunk in chunks:
        for piece in decompressor.decompress(chunk):
            yield piece
    if not decompressor.is_complete:
        raise DecompressionFailed("it breaks off")


class _Decompressor:
    """A decompressor of gzip, also of several members, or of deflate with or without its header."""

    def __init__(self, name: str) -> None:
        self._is_gzip = name == "gzip"
        self._beginning = b""
        self._inflater: Any = None

    @property
    def is_complete(self) -> bool:
        """Return whether the stream has ended, or not begun."""
        return self._inflater.eof if self._inflater else not self._beginning

    def decompress(self, chunk: bytes) -> Iterator[bytes]:
        """Yield the decompressed pieces of a chunk; raises DecompressionFailed if it is damaged."""
        if self._inflater is None:
            self._beginning += chunk
            if len(self._beginning) < 2:
                return
            chunk = self._beginning
            self._inflater = zlib.decompressobj(self._detect_format(chunk))
        try:
            yield from self._inflate(chunk)
        except zlib.error as error:
            raise DecompressionFailed("it is damaged") from error

    def _inflate(self, chunk: bytes) -> Iterator[bytes]:
        while chunk:
            if self._inflater.eof:
                if not (self._is_gzip and chunk.startswith(_GZIP_MAGIC)):
                    return
                self._inflater = zlib.decompressobj(_GZIP)
            yield self._inflater.decompress(chunk, _PIECE_SIZE)
            chunk = self._inflater.unconsumed_tail or self._inflater.unused_data

    def _detect_format(self, beginning: bytes) -> int:
        if self._is_gzip:
            return _GZIP
        has_header = beginning[0] & 0x0F == 8 and int.from_bytes(beginning[:2], "big") % 31 == 0
        return _ZLIB if has_header else _RAW
