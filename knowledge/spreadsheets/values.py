"""Fields of records as the text of a cell, and back."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from knowledge.entries import AnyEntry, Visibility
from knowledge.spreadsheets.columns import Column, Form
from knowledge.spreadsheets.faults import FaultKind
from knowledge.spreadsheets.normalising import normalise
from knowledge.spreadsheets.points import parse_point, render_point

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.]+)?")
_GERMAN = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_FLAGS: Mapping[str, bool] = {
    **dict.fromkeys(("", "nein", "no", "n", "0", "false", "falsch"), False),
    **dict.fromkeys(("ja", "yes", "j", "x", "1", "true", "wahr"), True),
}
# The word for what everybody may read can be left out.
_VISIBLE_FOR: Mapping[Visibility, str] = {
    Visibility.PUBLIC: "",
    Visibility.NETWORK: "Netzwerk",
    Visibility.INTERNAL: "intern",
}
_VISIBILITIES: Mapping[str, Visibility] = {
    "alle": Visibility.PUBLIC,
    **{word.casefold(): visibility for visibility, word in _VISIBLE_FOR.items()},
    **{visibility.value: visibility for visibility in Visibility},
}


class CellRefused(Exception):
    """A text that is no value of its column."""

    def __init__(self, kind: FaultKind) -> None:
        self.kind = kind
        super().__init__(kind.value)


def dump(record: AnyEntry) -> dict[str, Any]:
    """Return a record as a document whose fields can be replaced."""
    return record.model_dump(mode="json")


def render_field(document: Mapping[str, Any], column: Column) -> str:
    """Return the text of the cell for a field of a document; empty if it has no value."""
    value: Any = document
    for step in column.field.split("."):
        value = value.get(step) if value else None
    return canonicalise(_RENDERERS.get(column.form, _render_line)(value), column)


def canonicalise(text: str, column: Column) -> str:
    """Return the one way to write a value, such as the ISO form of a date. Raises CellRefused."""
    if not text:
        return ""
    return _RENDERERS.get(column.form, _render_line)(parse_cell(text, column))


def parse_cell(text: str, column: Column) -> Any:
    """Return the value of a cell as documents hold it; None or an empty list for an empty cell. Raises CellRefused."""
    return _PARSERS.get(column.form, _parse_line)(normalise(text))


def replace_field(document: dict[str, Any], column: Column, value: Any) -> None:
    """Set a field of a document in place; None takes it out, so that its default counts."""
    *outer, name = column.field.split(".")
    for step in outer:
        document = document.setdefault(step, {})
    if value is None:
        document.pop(name, None)
    else:
        document[name] = value


def _render_line(value: Any) -> str:
    return "" if value is None else str(value)


def _render_lines(value: Any) -> str:
    return "\n".join(value or ())


def _render_flag(value: Any) -> str:
    return "ja" if value else ""


def _render_sources(value: Any) -> str:
    return "\n".join(_render_source(source) for source in value or ())


def _render_source(source: Mapping[str, str | None]) -> str:
    name = " ".join((source["name"] or "").split())
    return f"{name} <{source['url']}>" if source.get("url") is not None else name


def _render_point(value: Any) -> str:
    return render_point(value) if value else ""


def _render_points(value: Any) -> str:
    return "\n".join(render_point(point) for point in value or ())


def _render_visibility(value: Any) -> str:
    return _VISIBLE_FOR[Visibility(value)] if value else ""


def _render_checked(value: Any) -> str:
    return "\n".join(f"{check['field']}: {check['on']}" for check in value or ())


def _parse_line(text: str) -> str | None:
    return text or None


def _parse_revision(text: str) -> str | None:
    if text and not re.fullmatch(r"[1-9]\d{0,17}", text, re.ASCII):
        raise CellRefused(FaultKind.BAD_REVISION)
    return text or None


def _parse_lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _parse_date(text: str) -> str | None:
    if not text:
        return None
    iso, german = _ISO.fullmatch(text), _GERMAN.fullmatch(text)
    parts = iso.groups() if iso else german.groups()[::-1] if german else None
    if parts is None:
        raise CellRefused(FaultKind.BAD_DATE)
    try:
        return date(*map(int, parts)).isoformat()
    except ValueError as error:
        raise CellRefused(FaultKind.BAD_DATE) from error


def _parse_flag(text: str) -> bool:
    if text.casefold() not in _FLAGS:
        raise CellRefused(FaultKind.BAD_FLAG)
    return _FLAGS[text.casefold()]


def _parse_visibility(text: str) -> str:
    if text.casefold() not in _VISIBILITIES:
        raise CellRefused(FaultKind.BAD_VISIBILITY)
    return _VISIBILITIES[text.casefold()].value


def _parse_checked(text: str) -> list[dict[str, str | None]]:
    checks = [line.partition(":") for line in _parse_lines(text)]
    return [{"field": field.strip(), "on": _parse_date(day.strip())} for field, _, day in checks]


def _parse_sources(text: str) -> list[dict[str, str | None]]:
    return [_parse_source(line) for line in _parse_lines(text)]


def _parse_source(line: str) -> dict[str, str | None]:
    name, bracket, url = line.removesuffix(">").rpartition("<")
    is_pair = line.endswith(">") and bracket
    return {"name": name.strip(), "url": url.strip()} if is_pair else {"name": line, "url": None}


def _parse_point(text: str) -> dict[str, str] | None:
    points = _parse_points(text)
    if len(points) > 1:
        raise CellRefused(FaultKind.BAD_POINT)
    return points[0] if points else None


def _parse_points(text: str) -> list[dict[str, str]]:
    points = [parse_point(line) for line in _parse_lines(text)]
    if None in points:
        raise CellRefused(FaultKind.BAD_POINT)
    return [point for point in points if point is not None]


_RENDERERS: Mapping[Form, Callable[[Any], str]] = {
    Form.LINES: _render_lines,
    Form.FLAG: _render_flag,
    Form.SOURCES: _render_sources,
    Form.POINT: _render_point,
    Form.POINTS: _render_points,
    Form.VISIBILITY: _render_visibility,
    Form.CHECKED: _render_checked,
}
_PARSERS: Mapping[Form, Callable[[str], Any]] = {
    Form.REVISION: _parse_revision,
    Form.LINES: _parse_lines,
    Form.DATE: _parse_date,
    Form.FLAG: _parse_flag,
    Form.SOURCES: _parse_sources,
    Form.POINT: _parse_point,
    Form.POINTS: _parse_points,
    Form.VISIBILITY: _parse_visibility,
    Form.CHECKED: _parse_checked,
}
