"""A cache of the parsed bundle, as parsing its files takes longer than answering a question.

The cached file is used only if it belongs to the user and was made from exactly these files by this program; it is
validated like any imported knowledge.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from stat import S_IMODE, S_ISREG
from tempfile import mkstemp

from knowledge import SHIPPED
from knowledge.entries import RECORD, Knowledge

_READ_BY = tuple(SHIPPED.parent / name for name in ("entries.py", "loader.py"))
_NAME = "shipped.jsonl"
_MAX_BYTES = 1 << 24
_WRITABLE_BY_OTHERS = 0o022


def load_shipped(folder: Path = SHIPPED) -> Knowledge:
    """Return the bundle that ships. Raises ContentError if it has faults."""
    file, origin = _cache_file(), _fingerprint(folder)
    found = _read_cache(file, origin) if file and origin else None
    if found is not None:
        return found
    # Imported here, as it is needed once after an update.
    from knowledge.loader import load_bundle  # noqa: PLC0415

    knowledge = load_bundle(folder)
    if file and origin:
        _write_cache(knowledge, file, origin)
    return knowledge


def _cache_file() -> Path | None:
    """Return the file in the user's cache; None if they have no home."""
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    folder = named if named.is_absolute() else Path(os.path.expanduser("~/.cache"))  # noqa: PTH111
    return folder / "lotse" / _NAME if folder.is_absolute() else None


def _fingerprint(folder: Path) -> bytes | None:
    """Return a digest of the bundle's files and of the program that reads them; None if one can't be read."""
    known = blake2b()
    try:
        for file in (*sorted(folder.iterdir()), *_READ_BY):
            content = file.read_bytes()
            known.update(f"{file.name} {len(content)}\n".encode() + content)
    except OSError:
        return None
    return known.digest()


def _read_cache(file: Path, origin: bytes) -> Knowledge | None:
    """Return the cached knowledge; None if it can't be used."""
    try:
        seal, _, lines = _read_own(file).partition(b"\n")
        if seal != _checksum(origin, lines):
            return None
        return Knowledge.from_records([RECORD.validate_json(line) for line in lines.splitlines()])
    except (OSError, ValueError):
        return None


def _read_own(file: Path) -> bytes:
    """Return the content of a file that nobody else can have written. Raises OSError."""
    with os.fdopen(os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as opened:
        about = os.fstat(opened.fileno())
        is_own = about.st_uid == os.geteuid() and not S_IMODE(about.st_mode) & _WRITABLE_BY_OTHERS
        if not (is_own and S_ISREG(about.st_mode) and about.st_size <= _MAX_BYTES):
            raise PermissionError(str(file))
        return opened.read()


def _write_cache(knowledge: Knowledge, file: Path, origin: bytes) -> None:
    """Write the cache if that is possible; of several processes the last one counts."""
    lines = b"\n".join(_to_lines(knowledge))
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if file.parent.stat().st_uid != os.geteuid():
            return
        descriptor, draft = mkstemp(dir=file.parent, prefix=f"{file.name}.")
        try:
            with os.fdopen(descriptor, "wb") as opened:
                opened.write(_checksum(origin, lines) + b"\n" + lines)
            Path(draft).replace(file)
        except OSError:
            Path(draft).unlink()


def _to_lines(knowledge: Knowledge) -> Iterator[bytes]:
    return (record.model_dump_json().encode() for record in knowledge)


def _checksum(origin: bytes, lines: bytes) -> bytes:
    return blake2b(origin + lines).hexdigest().encode()
