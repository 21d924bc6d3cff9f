"""The bundle on disk: what ships, and what editors import."""

import difflib
from collections.abc import Iterable
from pathlib import Path

from knowledge import SHIPPED
from knowledge.entries import AnyRecord, Centre, Faq, Knowledge, Municipality, Offer
from knowledge.reading import KINDS, MUNICIPALITIES, POSTAL_CODES, Fault, Reading, read

__all__ = ["SHIPPED", "ContentError", "Fault", "load", "load_records"]


class ContentError(Exception):
    """The files can't be taken as they are; `faults` are all that were found, by file and line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


def load(folder: Path) -> Knowledge:
    """A whole bundle, whose records may refer to each other; raises ContentError."""
    reading = read(_present(folder))
    for name in (*KINDS, MUNICIPALITIES, POSTAL_CODES):
        if not (folder / name).is_file():
            reading.fault(name, 1, "", "expected this file in the bundle")
    _check_references(reading)
    return Knowledge.of(_sound(reading))


def load_records(path: Path) -> list[AnyRecord]:
    """The records of one file, or of those files of a bundle that are in a folder; raises ContentError."""
    paths = _present(path) if path.is_dir() else [path]
    reading = read(paths)
    if not paths:
        reading.fault(path.name, 1, "", f"expected a folder with {', '.join((*KINDS, MUNICIPALITIES))}")
    return _sound(reading)


def _present(folder: Path) -> list[Path]:
    return [folder / name for name in (*KINDS, MUNICIPALITIES) if (folder / name).is_file()]


def _sound(reading: Reading) -> list[AnyRecord]:
    if reading.faults:
        raise ContentError(reading.faults)
    return list(reading.records.values())


def _check_references(reading: Reading) -> None:
    """Topics, successors and districts that a record names must be there."""
    ids = set(reading.records)
    districts = {record.ags for record in reading.records.values() if isinstance(record, Centre)}
    for record in reading.records.values():
        if isinstance(record, Centre | Offer | Faq):
            for topic in record.topics:
                _check(reading, record, "topics", f"topic/{topic}", ids)
            if record.successor:
                _check(reading, record, "successor", record.successor, ids)
            if isinstance(record, Faq) and record.about:
                _check(reading, record, "about", record.about, ids)
        elif isinstance(record, Municipality) and record.district not in districts:
            _check(reading, record, "district", record.district, districts)


def _check(reading: Reading, record: AnyRecord, name: str, reference: str, known: set[str]) -> None:
    if reference not in known:
        near = difflib.get_close_matches(reference, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        reading.fault(*reading.place(record, name), name, f"expected something that is there, found {reference}{hint}")
