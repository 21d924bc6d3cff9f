"""Contact points in one line: `Sprachenpool | Telefon: 0228 1 | E-Mail: pool@example.org`."""

from collections.abc import Mapping
from typing import Final

from knowledge.spreadsheets.normalising import normalise

LABELS: Final[Mapping[str, str]] = {
    "street": "Straße",
    "postal_code": "Postleitzahl",
    "city": "Ort",
    "phone": "Telefon",
    "email": "E-Mail",
    "website": "Website",
    "as_of": "Stand",
}
_FIELDS = {label.casefold(): field for field, label in LABELS.items()}


def render_point(point: Mapping[str, str | None]) -> str:
    """Return the line of a contact point; a bar inside of a value, which would divide it, becomes a slash."""
    details = (f"{label}: {_clean(value)}" for field, label in LABELS.items() if (value := point.get(field)))
    return " | ".join((_clean(point["name"] or ""), *details))


def parse_point(line: str) -> dict[str, str] | None:
    """Return the fields of a contact point; None if a part of it has no known label or the name is missing."""
    name, *details = (part.strip() for part in line.split("|"))
    point = {"name": name}
    for detail in details:
        label, colon, value = detail.partition(":")
        field = _FIELDS.get(label.strip().casefold())
        if field is None or not colon or field in point:
            return None
        if value.strip():
            point[field] = value.strip()
    return point if name else None


def _clean(value: str) -> str:
    return normalise(value.replace("|", "/")).replace("\n", " ") or "/"
