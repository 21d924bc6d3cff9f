"""Check that an update has the types that Lotse reads, and describe one that has not."""

import json
import re
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any, TypeAlias

Schema: TypeAlias = "type | list[Schema] | dict[str, Schema]"

# Deeper parts of an update are dropped; Telegram's own are a dozen levels deep.
_DEEPEST = 60
_LONGEST_NUMBER = 19
_LARGEST = 2**63 - 2
_PART = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[{]|[\]}]|[^"\[\]{}]+', re.DOTALL)
_FIELD = re.compile(r"[a-z_]{1,40}")
_LONGEST_OUTLINE = 600
_OUTLINE_DEPTH = 5

_USER: Schema = {"id": int, "is_bot": bool, "first_name": str}
_CHAT: Schema = {"id": int, "type": str, "title": str}
_ENTITY: Schema = {"type": str, "offset": int, "length": int, "user": _USER}
_FILE: Schema = {"file_id": str, "file_size": int, "file_name": str, "mime_type": str}
_PLACE: Schema = {"latitude": float, "longitude": float}
_PLAIN_MESSAGE: dict[str, Schema] = {
    "message_id": int,
    "date": int,
    "chat": _CHAT,
    "from": _USER,
    "sender_chat": _CHAT,
    "author_signature": str,
    "message_thread_id": int,
    "media_group_id": str,
    "text": str,
    "caption": str,
    "entities": [_ENTITY],
    "caption_entities": [_ENTITY],
    "photo": [_FILE],
    **dict.fromkeys(("voice", "audio", "video", "video_note", "animation", "sticker", "document"), _FILE),
    "location": _PLACE,
    "venue": {"location": _PLACE, "title": str, "address": str},
    "contact": {"phone_number": str, "first_name": str, "last_name": str},
    "poll": {"question": str, "options": [{"text": str}]},
    "dice": {"emoji": str, "value": int},
    "migrate_to_chat_id": int,
    "migrate_from_chat_id": int,
}
_MESSAGE: Schema = {**_PLAIN_MESSAGE, "reply_to_message": _PLAIN_MESSAGE}
_SCHEMA: Schema = {
    "update_id": int,
    "message": _MESSAGE,
    "edited_message": _MESSAGE,
    "callback_query": {"id": str, "from": _USER, "message": _PLAIN_MESSAGE, "data": str},
    "inline_query": {"id": str, "from": _USER, "query": str, "offset": str},
    "message_reaction": {"chat": _CHAT, "message_id": int, "user": _USER, "actor_chat": _CHAT, "date": int},
    "my_chat_member": {"chat": _CHAT, "from": _USER, "date": int, "new_chat_member": {"status": str}},
}


def parse_json(text: str) -> Any:
    """Parse JSON; numbers that no database takes and values nested too deeply become None. Raises ValueError."""
    try:
        parsed = _parse(text)
    except RecursionError:
        return _parse(_flatten(text))
    return _parse(_flatten(text)) if _is_deep(parsed) else parsed


def update_id(update: Any) -> int | None:
    """Return the id of an update, by which it is acknowledged."""
    number: Any = update.get("update_id") if isinstance(update, dict) else None
    return number if _is_of(int, number) and 0 <= number < _LARGEST else None


def has_known_types(update: Mapping[str, Any]) -> bool:
    """Return whether every present field that Lotse reads is of its type."""
    return _is_of(_SCHEMA, update)


def describe_types(value: Any) -> str:
    """Return the names and types of fields without their contents."""
    described = _describe(value, _OUTLINE_DEPTH)
    return described if len(described) <= _LONGEST_OUTLINE else f"{described[:_LONGEST_OUTLINE]}…"


def _parse(text: str) -> Any:
    return json.loads(text, parse_int=_number, parse_float=_fraction, parse_constant=lambda _: None)


def _number(digits: str) -> int | None:
    return int(digits) if len(digits) <= _LONGEST_NUMBER and abs(int(digits)) <= _LARGEST else None


def _fraction(digits: str) -> float | None:
    number = float(digits)
    return number if isfinite(number) else None


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(_DEEPEST):
        level = [child for each in level for child in _children(each)]
    return bool(level)


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _flatten(text: str) -> str:
    """Return the JSON text with null in place of values nested too deeply."""
    kept, depth = [], 0
    for part in _PART.findall(text):
        if part in "[{":
            depth += 1
            kept.append("null" if depth == _DEEPEST else part if depth < _DEEPEST else "")
        elif part in "]}":
            kept.append(part if depth < _DEEPEST else "")
            depth -= 1
        elif depth < _DEEPEST:
            kept.append(part)
    return "".join(kept)


def _is_of(schema: Schema, value: Any) -> bool:
    if isinstance(schema, dict):
        return isinstance(value, dict) and all(_is_of(schema[key], value[key]) for key in schema.keys() & value.keys())
    if isinstance(schema, list):
        return isinstance(value, list) and all(_is_of(schema[0], each) for each in value)
    if schema is bool or isinstance(value, bool):
        return schema is bool and isinstance(value, bool)
    return isinstance(value, (int, float) if schema is float else schema)


def _describe(value: Any, depth: int) -> str:
    if isinstance(value, dict) and depth:
        fields = (f"{_name(key)}: {_describe(each, depth - 1)}" for key, each in value.items())
        return f"{{{', '.join(fields)}}}"
    if isinstance(value, list) and depth:
        return f"[{_describe(value[0], depth - 1) if value else ''}]"
    return type(value).__name__


def _name(key: str) -> str:
    return key if _FIELD.fullmatch(key) else "?"
