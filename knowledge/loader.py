"""Loading of bundles, shipped or imported: every fault is collected with its file, line and field."""

import csv
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from pydantic import BaseModel, ValidationError
from yaml.reader import Reader

from knowledge import SHIPPED
from knowledge.entries import (
    AnyRecord,
    Centre,
    Confidence,
    Contact,
    ContactPoint,
    Faq,
    Knowledge,
    Municipality,
    Offer,
    Source,
    Synonyms,
    Topic,
    Uncovered,
)
from knowledge.references import list_references
from knowledge.text import split_words

Value: TypeAlias = "dict[str, Value] | list[Value] | str | None"
KINDS: Mapping[str, type[AnyRecord]] = {
    "centres.yaml": Centre,
    "offers.yaml": Offer,
    "faqs.yaml": Faq,
    "topics.yaml": Topic,
    "synonyms.yaml": Synonyms,
    "uncovered.yaml": Uncovered,
    "confidence.yaml": Confidence,
}
MUNICIPALITIES, POSTAL_CODES = "municipalities.csv", "postal_codes.csv"
# A bundle may lack these; then what ships counts.
OPTIONAL = (Uncovered, Confidence)
REQUIRED = (*(name for name, kind in KINDS.items() if kind not in OPTIONAL), MUNICIPALITIES)
_INNER: Mapping[int | str, type[BaseModel]] = {
    "source": Source,
    "further_sources": Source,
    "contact": Contact,
    "parts": ContactPoint,
    "administration": ContactPoint,
}
_NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class ContentFault:
    """A fault at one place of a file; `line` counts from 1."""

    file: str
    line: int
    field: str
    expected: str

    def __str__(self) -> str:
        return ": ".join(part for part in (f"{self.file}:{self.line}", self.field, self.expected) if part)


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordCollector:
    """The records by id, their locations as file and line, the lines of their fields, and all faults so far."""

    records: dict[str, AnyRecord] = field(default_factory=dict)
    locations: dict[str, tuple[str, int]] = field(default_factory=dict)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    faults: list[ContentFault] = field(default_factory=list)

    def add(self, record: AnyRecord, file: str, line: int, name: str = "id") -> bool:
        """Add a record and return whether its id is new; `name` is that of the field which holds the id."""
        new = record.id not in self.records
        if new:
            self.records[record.id] = record
            self.locations[record.id] = (file, line)
        else:
            first_file, first_line = self.locations[record.id]
            self.add_fault(
                file, line, name, f"expected an id of its own; {record.id} stands in {first_file}:{first_line}"
            )
        return new

    def locate(self, record: AnyRecord, name: str) -> tuple[str, int]:
        """Return the file and line of a field of a record."""
        file, line = self.locations[record.id]
        return file, self.lines.get((record.id, name), line)

    def add_fault(self, file: str, line: int, name: str, expected: str) -> None:
        self.faults.append(ContentFault(file=file, line=line, field=name, expected=expected))


def collect_records(paths: Sequence[Path]) -> RecordCollector:
    """Return the records of files, whose names tell the kind; postal codes come with the municipalities."""
    reading = RecordCollector()
    for path in paths:
        if path.name in KINDS:
            _read_yaml(path, KINDS[path.name], reading)
        elif path.name == MUNICIPALITIES:
            _read_municipalities(path, reading)
        else:
            names = ", ".join((*KINDS, MUNICIPALITIES))
            reading.add_fault(path.name, 1, "", f"expected a file named {names}")
    return reading


def _read_text(path: Path, reading: RecordCollector) -> str | None:
    """Return the text of a file; add a fault and return None if it can't be read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        reading.add_fault(path.name, 1, "", f"expected a readable file ({error.strerror})")
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        reading.add_fault(path.name, line, "", "expected text in UTF-8, found another encoding")
        return None


def _read_yaml(path: Path, kind: type[AnyRecord], reading: RecordCollector) -> None:
    text = _read_text(path, reading)
    if text is None:
        return
    unprintable = Reader.NON_PRINTABLE.search(text)
    if unprintable:
        line = text.count("\n", 0, unprintable.start()) + 1
        reading.add_fault(path.name, line, "", "expected valid YAML (found a control character)")
        return
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        reading.add_fault(path.name, line, "", f"expected valid YAML ({error.problem})")
        return
    if isinstance(root, yaml.SequenceNode):
        for node in root.value:
            _read_record(path.name, node, kind, reading)
    elif root is not None and root.tag != _NULL:
        reading.add_fault(path.name, 1, "", "expected a list of records, each beginning with '- id: ...'")


def _read_record(file: str, node: yaml.Node, kind: type[AnyRecord], reading: RecordCollector) -> None:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        reading.add_fault(file, line, "", "expected a record with fields")
        return
    for key in _find_repeated_keys(node):
        reading.add_fault(file, key.start_mark.line + 1, str(key.value), "expected this field only once")
    try:
        record = kind.model_validate(_parse_value(node))
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            name = ".".join(map(str, problem["loc"]))
            reading.add_fault(file, _find_line(node, problem["loc"]), name, _describe_problem(problem, kind))
        return
    if reading.add(record, file, line):
        reading.lines.update({(record.id, key.value): key.start_mark.line + 1 for key, _ in node.value})


def _find_repeated_keys(node: yaml.Node) -> Iterator[yaml.Node]:
    """Yield keys, at any depth, that their mapping has twice; YAML would silently drop one of the values."""
    known = set()
    for name, inner in _iterate_parts(node):
        yield from _find_repeated_keys(inner)
        if name in known:
            yield next(key for key, value in reversed(node.value) if value is inner)
        known.add(name)


def _parse_value(node: yaml.Node) -> Value:
    """Return plain values; numbers and dates stay text, so that each field parses its own."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _parse_value(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_parse_value(item) for item in node.value]
    return None if node.tag == _NULL else str(node.value)


def _find_line(node: yaml.Node, where: Sequence[int | str]) -> int:
    """Return the line of the innermost part of a field that exists."""
    for step in where:
        inner = next((found for found in _iterate_parts(node) if found[0] == step), None)
        if inner is None:
            break
        node = inner[1]
    return int(node.start_mark.line) + 1


def _iterate_parts(node: yaml.Node) -> Iterator[tuple[int | str, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        yield from ((key.value, value) for key, value in node.value)
    elif isinstance(node, yaml.SequenceNode):
        yield from enumerate(node.value)


def _describe_problem(problem: Any, kind: type[AnyRecord]) -> str:
    if problem["type"] == "extra_forbidden":
        *outer, name = problem["loc"]
        fields = next((_INNER[step] for step in reversed(outer) if step in _INNER), kind).model_fields
        near = difflib.get_close_matches(str(name), fields, n=1)
        return "expected a known field" + (f" such as {near[0]}" if near else "")
    if problem["type"] == "missing":
        return "expected this field, it is missing"
    pattern = problem.get("ctx", {}).get("pattern")
    return f"expected text of the form {pattern}" if pattern else f"expected otherwise: {problem['msg']}"


def _read_municipalities(path: Path, reading: RecordCollector) -> None:
    codes: dict[str, dict[str, int]] = {}
    for line, row in _read_rows(path.with_name(POSTAL_CODES), ("postal_code", "ags"), reading):
        if re.fullmatch(r"\d{5}", row["postal_code"]):
            codes.setdefault(row["ags"], {})[row["postal_code"]] = line
        else:
            reading.add_fault(POSTAL_CODES, line, "postal_code", "expected five digits")
    for line, row in _read_rows(path, ("ags", "name", "district"), reading):
        value = {
            "id": f"municipality/{row['ags']}",
            "name": row["name"],
            "district": row["district"],
            "postal_codes": tuple(codes.pop(row["ags"], ())),
        }
        try:
            reading.add(Municipality.model_validate(value), path.name, line, "ags")
        except ValidationError as error:
            for problem in error.errors(include_url=False):
                name = str(problem["loc"][0]).replace("id", "ags")
                reading.add_fault(path.name, line, name, _describe_problem(problem, Municipality))
    for ags, lines in codes.items():
        for line in lines.values():
            reading.add_fault(POSTAL_CODES, line, "ags", f"expected the ags of a municipality, found {ags}")


def _read_rows(path: Path, columns: Sequence[str], reading: RecordCollector) -> Iterator[tuple[int, dict[str, str]]]:
    text = _read_text(path, reading)
    if text is None:
        return
    lines = csv.reader(StringIO(text, newline=""))
    header = next(lines, None)
    if header != list(columns):
        reading.add_fault(path.name, 1, "", f"expected the columns {','.join(columns)}")
        return
    for row in lines:
        if len(row) == len(columns):
            yield lines.line_num, dict(zip(columns, row, strict=True))
        elif row:
            reading.add_fault(path.name, lines.line_num, "", f"expected {len(columns)} values, found {len(row)}")


__all__ = ["SHIPPED", "ContentError", "ContentFault", "load_bundle", "load_records"]


class ContentError(Exception):
    """Files that can't be loaded; `faults` are all that were found, sorted by file and line."""

    def __init__(self, faults: Iterable[ContentFault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


def load_bundle(folder: Path) -> Knowledge:
    """Return a whole bundle, whose records may refer to each other; raise ContentError."""
    reading = collect_records(_find_files(folder))
    for name in (*REQUIRED, POSTAL_CODES):
        if not (folder / name).is_file():
            reading.add_fault(name, 1, "", "expected this file in the bundle")
    _check_references(reading)
    _check_phrasings(reading)
    return Knowledge.from_records(_records_without_faults(reading))


def load_records(path: Path) -> list[AnyRecord]:
    """Return the records of one file, or of the files in a folder; raise ContentError."""
    paths = _find_files(path) if path.is_dir() else [path]
    reading = collect_records(paths)
    if not paths:
        reading.add_fault(path.name, 1, "", f"expected a folder with {', '.join((*KINDS, MUNICIPALITIES))}")
    return _records_without_faults(reading)


def _find_files(folder: Path) -> list[Path]:
    return [folder / name for name in (*KINDS, MUNICIPALITIES) if (folder / name).is_file()]


def _records_without_faults(reading: RecordCollector) -> list[AnyRecord]:
    if reading.faults:
        raise ContentError(reading.faults)
    return list(reading.records.values())


def _check_references(reading: RecordCollector) -> None:
    """Add a fault for each topic, successor or district that a record names and that does not exist."""
    ids = set(reading.records)
    districts = {record.ags for record in reading.records.values() if isinstance(record, Centre)}
    for record in reading.records.values():
        if isinstance(record, Centre | Offer | Faq):
            for name, reference in list_references(record):
                _check(reading, record, name, reference, ids)
        elif isinstance(record, Municipality) and record.district not in districts:
            _check(reading, record, "district", record.district, districts)


def _check_phrasings(reading: RecordCollector) -> None:
    """Add a fault for each phrasing whose words another entry holds as a phrasing or title; nobody could tell which."""
    held: dict[tuple[str, ...], str] = {}
    entries = [record for record in reading.records.values() if isinstance(record, Offer | Faq)]
    for entry in entries:
        held.setdefault(tuple(split_words(entry.title)), entry.id)
    for entry in entries:
        for phrasing in entry.phrasings:
            holder = held.setdefault(tuple(split_words(phrasing)), entry.id)
            if holder != entry.id:
                place = reading.locate(entry, "phrasings")
                reading.add_fault(
                    *place, "phrasings", f"expected questions of its own; {holder} holds {phrasing!r} too"
                )


def _check(reading: RecordCollector, record: AnyRecord, name: str, reference: str, known: set[str]) -> None:
    if reference not in known:
        near = difflib.get_close_matches(reference, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        reading.add_fault(
            *reading.locate(record, name), name, f"expected something that is there, found {reference}{hint}"
        )
