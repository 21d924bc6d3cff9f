"""The declaration of a setting: its range, and what it takes in words."""

from collections.abc import Iterable
from typing import Any, get_args

from annotated_types import Ge, Le
from pydantic.fields import FieldInfo

_MOST_CHARACTERS = 24


def describe_range(field: FieldInfo) -> str | None:
    """Return what a numeric setting takes, such as "a whole number from 1 to 24"; None for other settings."""
    kinds = {field.annotation, *get_args(field.annotation)}
    if not kinds & {int, float}:
        return None
    least, most = _bound(field.metadata, Ge, "ge"), _bound(field.metadata, Le, "le")
    return describe_bounds("a whole number" if int in kinds else "a number", least, most)


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


def _bound(metadata: Iterable[object], kind: type[Ge] | type[Le], name: str) -> Any:
    """Every number has both, as tests see to."""
    return next(getattr(each, name) for each in metadata if isinstance(each, kind))
