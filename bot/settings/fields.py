"""Declarations of settings, and descriptions of the values that they accept.

A setting is a field of a section: its type and range, its default, `description` (what it means), `title` (which values
it takes, with `{}` for the examples, where the type does not say it) and `examples`. Error messages, `lotse setup`, the
sample configuration and docs/configuration.md are made from these declarations.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo

_MOST_CHARACTERS = 24


@dataclass(frozen=True, slots=True)
class Unset:
    """Note on a setting: what holds where it is not given."""

    meaning: str


class VariableOnly:
    """Note on a setting that must not stand in the file, beside what it protects."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Declaration:
    """A setting, a section, or a table of sections with names of their own, by its full name; `*` is any such name."""

    key: str
    field: FieldInfo
    section: type[BaseModel] | None

    @property
    def is_table(self) -> bool:
        return get_origin(self.field.annotation) is dict

    @property
    def is_restricted(self) -> bool:
        """Return whether the setting accepts only certain words or a range of numbers."""
        kind = _kind(self.field)
        return kind in (int, float) or get_origin(kind) is Literal or self.field.title == "{}"

    def note(self, kind: type[Unset] | type[VariableOnly]) -> Any:
        """Return the note of this kind, None without one."""
        return next((note for note in self.field.metadata if isinstance(note, kind)), None)

    def values(self) -> str:
        """Return the values that are taken, in words, such as "a whole number from 1 to 24"."""
        examples = self.field.examples or []
        if self.is_table and not self.key.endswith("*"):
            return f"sections such as [{self.key}.{examples[0]}]"
        if self.field.title:
            return self.field.title.format(_list_choices(examples))
        if self.section is not None:
            return f"a section [{self.key}]"
        return describe_range(self.field) or _describe_type(_kind(self.field), examples)


def declarations(model: type[BaseModel], above: str = "") -> Iterator[Declaration]:
    """Yield the settings and sections of a model in their order, a table of sections once more after its settings."""
    for name, field in model.model_fields.items():
        key, kind = above + name, _kind(field)
        is_table = get_origin(kind) is dict
        inner = get_args(kind)[1] if is_table else kind
        section = inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None
        declaration = Declaration(key=key, field=field, section=section)
        yield declaration
        if section is not None:
            yield from declarations(section, f"{key}.*." if is_table else f"{key}.")
        if is_table:
            yield Declaration(key=f"{key}.*", field=field, section=section)


def describe_range(field: FieldInfo) -> str | None:
    """Return what a numeric setting takes, such as "a whole number from 1 to 24"; None for other settings."""
    kind = _kind(field)
    if kind not in (int, float):
        return None
    least = next(note.ge for note in field.metadata if isinstance(note, Ge))
    most = next(note.le for note in field.metadata if isinstance(note, Le))
    return describe_bounds("a whole number" if kind is int else "a number", least, most)


def describe_bounds(number: str, least: Any, most: Any) -> str:
    return f"{number} from {least} to {most}"


def quote_number(value: object) -> str | None:
    """Return the beginning of a number as it was given, in the file or a variable; None if it is none."""
    try:
        float(str(value))
    except ValueError:
        return None
    written = str(value).strip()
    return written if len(written) <= _MOST_CHARACTERS else f"{written[:_MOST_CHARACTERS]}..."


def read_secret(values: Any, secret: str) -> Any:
    """Return the values of a section with a secret that stands in a file; raises ValueError if it can't be read."""
    file = f"{secret}_file"
    if not isinstance(values, dict) or not values.get(file):
        return values
    if values.get(secret):
        raise ValueError(f"give {secret} or {file}, not both")
    try:
        found = Path(str(values[file])).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise ValueError(f"{file} can't be read ({type(error).__name__})") from error
    return {**values, secret: found}


def to_toml(value: object) -> str:
    """Return a default or an example as it stands in the file; JSON's strings, numbers and lists are also TOML's."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False, default=str)


def _kind(field: FieldInfo) -> Any:
    """Return the type of a setting without the None that it may be."""
    kinds = [kind for kind in get_args(field.annotation) if kind is not NoneType]
    return kinds[0] if NoneType in get_args(field.annotation) else field.annotation


def _describe_type(kind: Any, examples: list[Any]) -> str:
    if kind is bool:
        return "true or false"
    if get_origin(kind) is Literal:
        return _list_choices(get_args(kind))
    if get_origin(kind) is tuple:
        return f"a list such as {to_toml(examples[0])}"
    raise TypeError(f"{kind} says nothing of its values: give the setting a title")


def _list_choices(values: Any) -> str:
    written = [to_toml(value) for value in values]
    return " or ".join(part for part in (", ".join(written[:-1]), *written[-1:]) if part)
