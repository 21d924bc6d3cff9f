"""YAML and CSV files to checked records, each with the place where it stands; faults are gathered, not raised."""

import csv
import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from pydantic import ValidationError

from knowledge.entries import AnyRecord, Centre, Faq, Municipality, Offer, Synonyms, Topic

Value: TypeAlias = "dict[str, Value] | list[Value] | str | None"

KINDS: Mapping[str, type[AnyRecord]] = {
    "centres.yaml": Centre,
    "offers.yaml": Offer,
    "faqs.yaml": Faq,
    "topics.yaml": Topic,
    "synonyms.yaml": Synonyms,
}
MUNICIPALITIES, POSTAL_CODES = "municipalities.csv", "postal_codes.csv"
_NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Fault:
    """What is wrong at one place of one file; `line` counts from 1."""

    file: str
    line: int
    field: str
    expected: str

    def __str__(self) -> str:
        return ": ".join(part for part in (f"{self.file}:{self.line}", self.field, self.expected) if part)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """The records by id, the place of each as file and line, and the faults met on the way."""

    records: dict[str, AnyRecord] = field(default_factory=dict)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def add(self, record: AnyRecord, file: str, line: int) -> None:
        if record.id in self.records:
            first_file, first_line = self.places[record.id]
            self.fault(file, line, "id", f"expected an id of its own; {record.id} stands in {first_file}:{first_line}")
        else:
            self.records[record.id] = record
            self.places[record.id] = (file, line)

    def fault(self, file: str, line: int, name: str, expected: str) -> None:
        self.faults.append(Fault(file=file, line=line, field=name, expected=expected))


def read(paths: Sequence[Path]) -> Reading:
    """The records of files of a bundle, told by their names; postal codes come along with the municipalities."""
    reading = Reading()
    for path in paths:
        if path.name in KINDS:
            _read_yaml(path, KINDS[path.name], reading)
        elif path.name == MUNICIPALITIES:
            _read_municipalities(path, reading)
        else:
            names = ", ".join((*KINDS, MUNICIPALITIES))
            reading.fault(path.name, 1, "", f"expected a file named {names}")
    return reading


def _text(path: Path, reading: Reading) -> str:
    """The text of a file, empty if it can't be read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        reading.fault(path.name, 1, "", f"expected a readable file ({error.strerror})")
        return ""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        reading.fault(path.name, line, "", "expected text in UTF-8, found another encoding")
        return ""


def _read_yaml(path: Path, kind: type[AnyRecord], reading: Reading) -> None:
    text = _text(path, reading)
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "a character that text does not hold"
        reading.fault(path.name, mark.line + 1 if mark else 1, "", f"expected valid YAML ({problem})")
        return
    if isinstance(root, yaml.SequenceNode):
        for node in root.value:
            _read_record(path.name, node, kind, reading)
    elif root is not None:
        reading.fault(path.name, 1, "", "expected a list of records, each beginning with '- id: ...'")


def _read_record(file: str, node: yaml.Node, kind: type[AnyRecord], reading: Reading) -> None:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        reading.fault(file, line, "", "expected a record with fields")
        return
    try:
        reading.add(kind.model_validate(_value(node)), file, line)
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            name = ".".join(map(str, problem["loc"]))
            reading.fault(file, _line(node, problem["loc"]), name, _expected(problem, kind))


def _value(node: yaml.Node) -> Value:
    """Plain values; numbers and dates stay text, so that each field decides for itself."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _value(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    return None if node.tag == _NULL else str(node.value)


def _line(node: yaml.Node, where: Sequence[int | str]) -> int:
    """The line of the innermost part of a field that is there."""
    for step in where:
        inner = next((found for found in _parts(node) if found[0] == step), None)
        if inner is None:
            break
        node = inner[1]
    return int(node.start_mark.line) + 1


def _parts(node: yaml.Node) -> Iterator[tuple[int | str, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        yield from ((key.value, value) for key, value in node.value)
    elif isinstance(node, yaml.SequenceNode):
        yield from enumerate(node.value)


def _expected(problem: Any, kind: type[AnyRecord]) -> str:
    if problem["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(problem["loc"][-1]), kind.model_fields, n=1)
        return "expected a known field" + (f" such as {near[0]}" if near else "")
    if problem["type"] == "missing":
        return "expected this field, it is missing"
    pattern = problem.get("ctx", {}).get("pattern")
    return f"expected text of the form {pattern}" if pattern else f"expected otherwise: {problem['msg']}"


def _read_municipalities(path: Path, reading: Reading) -> None:
    codes: dict[str, list[str]] = {}
    for line, row in _rows(path.with_name(POSTAL_CODES), ("postal_code", "ags"), reading):
        if re.fullmatch(r"\d{5}", row["postal_code"]):
            codes.setdefault(row["ags"], []).append(row["postal_code"])
        else:
            reading.fault(POSTAL_CODES, line, "postal_code", "expected five digits")
    for line, row in _rows(path, ("ags", "name", "district"), reading):
        value = {
            "id": f"municipality/{row['ags']}",
            "name": row["name"],
            "district": row["district"],
            "postal_codes": codes.pop(row["ags"], []),
        }
        try:
            reading.add(Municipality.model_validate(value), path.name, line)
        except ValidationError as error:
            for problem in error.errors(include_url=False):
                name = str(problem["loc"][0]).replace("id", "ags")
                reading.fault(path.name, line, name, _expected(problem, Municipality))
    for ags in codes:
        reading.fault(POSTAL_CODES, 1, "ags", f"expected the ags of a municipality, found {ags}")


def _rows(path: Path, columns: Sequence[str], reading: Reading) -> Iterator[tuple[int, dict[str, str]]]:
    lines = csv.reader(_text(path, reading).splitlines())
    header = next(lines, None)
    if header != list(columns):
        reading.fault(path.name, 1, "", f"expected the columns {','.join(columns)}")
        return
    for row in lines:
        if len(row) == len(columns):
            yield lines.line_num, dict(zip(columns, row, strict=True))
        elif row:
            reading.fault(path.name, lines.line_num, "", f"expected {len(columns)} values, found {len(row)}")
