"""Locations and polls in Matrix events, in the forms of the specification and of earlier clients."""

import re
from collections.abc import Mapping
from typing import Any

from bot.platforms.base.sanitising import sanitise_name

_POLLS = {"m.poll.start": "m.poll", "org.matrix.msc3381.poll.start": "org.matrix.msc3381.poll.start"}
_PLACES = ("m.location", "org.matrix.msc3488.location")
_TEXTS = ("m.text", "org.matrix.msc1767.text")
# https://www.rfc-editor.org/rfc/rfc5870
_GEO = re.compile(r"geo:(-?\d{1,3}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)(?:[,;]|$)")
_MOST_ANSWERS = 20
_LONGEST = 500
_LONGEST_NAME = 200


def is_poll(source: Mapping[str, Any]) -> bool:
    """Return whether an event begins a poll."""
    return source.get("type") in [*_POLLS]


def parse_poll(content: object) -> str | None:
    """Return the question of a poll and its answers, a line each; None if there is no question."""
    poll = next((_mapping(_mapping(content)[name]) for name in _POLLS.values() if name in _mapping(content)), {})
    question = _text(poll.get("question"))
    if not question:
        return None
    given = poll.get("answers")
    answers = [_text(answer) for answer in given[:_MOST_ANSWERS]] if isinstance(given, list) else []
    return "\n".join((f"📊 {question}", *(f"– {answer}" for answer in answers if answer)))


def parse_point(content: Mapping[str, Any]) -> tuple[float, float] | None:
    """Return latitude and longitude of a shared place, in degrees; None if they are not on earth."""
    places = [_string(content.get("geo_uri")), *(_string(_mapping(content.get(name)).get("uri")) for name in _PLACES)]
    for found in map(_GEO.match, filter(None, places)):
        if found and abs(float(found[1])) <= 90 and abs(float(found[2])) <= 180:
            return float(found[1]), float(found[2])
    return None


def place_name(content: Mapping[str, Any]) -> str:
    """Return the sender's name for a shared location, or ""."""
    names = (_string(_mapping(content.get(name)).get("description")) for name in _PLACES)
    return sanitise_name(next(filter(None, names), ""))[:_LONGEST_NAME]


def _text(value: object) -> str:
    """Return a text of extensible events, which is plain or a list of representations."""
    for found in (_mapping(value).get(name) for name in _TEXTS):
        bodies = [found] if isinstance(found, str) else [_mapping(each).get("body") for each in _list(found)]
        text = next((body for body in bodies if isinstance(body, str) and body.strip()), None)
        if text is not None:
            return sanitise_name(text)[:_LONGEST]
    return sanitise_name(_string(_mapping(value).get("body")) or "")[:_LONGEST]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None
