"""A disk whose power fails: what was synced is there afterwards, of what was written later nobody knows.

As POSIX has it, a file is safe after a sync of the file, its name after a sync of its folder.
"""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from struct import Struct
from typing import Literal, TypeAlias

# What of the later writes has reached the disk: often nothing, as a system keeps them back for seconds.
Fate: TypeAlias = Literal["nothing", "first", "any"]

_HEADER = Struct("=4Q")
_SECTOR = 512


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """What a process did; `paths` of names and syncs, `data` of writes."""

    kind: str
    inode: int
    offset: int
    data: bytes

    @property
    def paths(self) -> list[Path]:
        return [Path(part.decode()) for part in self.data.split(b"\0")]


@dataclass(kw_only=True, eq=False)
class _File:
    """Its content as it was safe, then what was written since; a folder has no content."""

    safe: bytes = b""
    later: list[Record] = field(default_factory=list)
    is_folder: bool = False

    def synced(self, count: int) -> None:
        """So many of the later writes are safe."""
        self.safe = _written(self.safe, self.later[:count])
        del self.later[:count]

    def after(self, fate: Fate, chance: Random) -> bytes:
        return _written(self.safe, _chosen(self.later, fate, chance))


@dataclass(frozen=True, kw_only=True)
class _Naming:
    """A name that now stands for a file, or for none."""

    path: Path
    file: _File | None


@dataclass
class Disk:
    """The files below a folder as they are now and, once a process has worked on them, as they might have been left."""

    folder: Path
    _names: dict[Path, _File] = field(default_factory=dict)
    _inodes: dict[int, _File] = field(default_factory=dict)
    _safe_names: dict[Path, _File] = field(default_factory=dict)
    _later_names: dict[Path, list[Sequence[_Naming]]] = field(default_factory=dict)
    _syncing: dict[int, tuple[_File | Path, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> "Disk":
        """All that is there is safe."""
        disk = cls(folder)
        for path in sorted(folder.rglob("*")):
            is_folder = path.is_dir()
            file = _File(safe=b"" if is_folder else path.read_bytes(), is_folder=is_folder)
            disk._names[path] = file
            disk._inodes[path.stat().st_ino] = file
        disk._safe_names = dict(disk._names)
        return disk

    def play(self, records: Iterator[Record]) -> None:
        """Follow what a process did. Raises ValueError if it wrote in a way that leaves no record."""
        for record in records:
            self._follow(record)

    def lose_power(self, chance: Random) -> Fate:
        """Put on the real disk what may be left; return how much of the later writes that is."""
        fates: Sequence[Fate] = ("nothing", "nothing", "first", "any")
        fate = chance.choice(fates)
        names = dict(self._safe_names)
        for later in self._later_names.values():
            # Systems keep the names of a folder in order.
            many = 0 if fate == "nothing" else chance.randint(0, len(later))
            for naming in (each for some in later[:many] for each in some):
                _name(names, naming)
        for path in self.folder.iterdir():
            if path.suffix not in (".log", ".toml"):
                _remove(path)
        for path, file in sorted(names.items()):
            if path.suffix not in (".log", ".toml"):
                _restore(path, file, fate, chance)
        return fate

    def _follow(self, record: Record) -> None:
        match record.kind:
            case "O":
                self._open(record.paths[0], record.inode)
            case "W" | "T":
                self._inodes[record.inode].later.append(record)
            case "M":
                self._rename(_Naming(path=record.paths[0], file=_File(is_folder=True)))
            case "U":
                self._rename(_Naming(path=record.paths[0], file=None))
            case "L":
                old, new = record.paths
                self._rename(_Naming(path=new, file=self._names[old]))
            case "R":
                old, new = record.paths
                self._rename(_Naming(path=new, file=self._names[old]), _Naming(path=old, file=None))
            case "s":
                file = self._inodes[record.inode]
                self._syncing[record.offset] = file, len(file.later)
            case "d":
                (folder,) = record.paths
                self._syncing[record.offset] = folder, len(self._later_names.get(folder, ()))
            case "E":
                self._synced(record.offset)
            case _:
                raise ValueError(f"written in a way that leaves no record: {record.paths[0]}")

    def _open(self, path: Path, inode: int) -> None:
        file = self._names.get(path)
        if file is None:
            file = _File()
            self._rename(_Naming(path=path, file=file))
        self._inodes[inode] = file

    def _rename(self, *namings: _Naming) -> None:
        """All at once, as long as they are in one folder."""
        for naming in namings:
            _name(self._names, naming)
        folders = dict.fromkeys(naming.path.parent for naming in namings)
        for folder in folders:
            theirs = [naming for naming in namings if naming.path.parent == folder]
            self._later_names.setdefault(folder, []).append(theirs)

    def _synced(self, number: int) -> None:
        what, count = self._syncing.pop(number)
        others = [(other, of) for other, (of, _) in self._syncing.items() if of is what or of == what]
        for other, of in others:
            self._syncing[other] = of, max(0, self._syncing[other][1] - count)
        if isinstance(what, _File):
            what.synced(count)
            return
        later = self._later_names.get(what, [])
        for naming in (each for some in later[:count] for each in some):
            _name(self._safe_names, naming)
        del later[:count]


def recorded(file: Path) -> Iterator[Record]:
    """What the preloaded recorder wrote down; a last record that is cut off did not happen."""
    content = memoryview(file.read_bytes()) if file.exists() else memoryview(b"")
    at = 0
    while at + _HEADER.size <= len(content):
        kind, inode, offset, length = _HEADER.unpack_from(content, at)
        at += _HEADER.size
        if at + length > len(content):
            return
        yield Record(kind=chr(kind), inode=inode, offset=offset, data=bytes(content[at : at + length]))
        at += length


def _chosen(later: Sequence[Record], fate: Fate, chance: Random) -> Sequence[Record]:
    if fate == "nothing" or not later:
        return []
    if fate == "any":
        return [record for record in later if chance.random() < 0.5]
    *whole, last = later[: chance.randint(1, len(later))]
    torn = chance.randint(0, len(last.data) // _SECTOR) * _SECTOR
    return [*whole, Record(kind=last.kind, inode=last.inode, offset=last.offset, data=last.data[:torn])]


def _written(content: bytes, records: Sequence[Record]) -> bytes:
    image = bytearray(content)
    for record in records:
        end = record.offset + len(record.data)
        if record.kind == "T":
            del image[record.offset :]
        image.extend(bytes(max(0, end - len(image))))
        if record.kind == "W":
            image[record.offset : end] = record.data
    return bytes(image)


def _name(names: dict[Path, _File], naming: _Naming) -> None:
    if naming.file is None:
        names.pop(naming.path, None)
    else:
        names[naming.path] = naming.file


def _remove(path: Path) -> None:
    remove = partial(shutil.rmtree, path) if path.is_dir() else path.unlink
    remove()


def _restore(path: Path, file: _File, fate: Fate, chance: Random) -> None:
    """What lies in a folder whose own name is lost is lost with it."""
    if file.is_folder:
        if path.parent.exists():
            path.mkdir(mode=0o700, exist_ok=True)
    elif path.parent.exists():
        path.write_bytes(file.after(fate, chance))
        path.chmod(0o600)
