"""What a request says, checked by aiogram's types and Telegram's documented limits."""

import json
import types
from collections.abc import Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from aiogram import methods
from aiogram.methods import TelegramMethod
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup
from pydantic import ValidationError

METHODS: Mapping[str, type[TelegramMethod[Any]]] = {
    kind.__api_method__.lower(): kind
    for kind in vars(methods).values()
    if isinstance(kind, type) and issubclass(kind, TelegramMethod) and kind is not TelegramMethod
}
_CALLBACK_BYTES = 64
_MOST_BUTTONS = 100
_ATTACHED = "attach://"
_MOST_BYTES = 50 * 1024 * 1024
_NO_FILES: Mapping[str, BufferedInputFile] = {}


class Faulty(Exception):
    """A request that Telegram's documentation does not allow."""


def validated(
    name: str, given: Mapping[str, str], files: Mapping[str, BufferedInputFile] = _NO_FILES
) -> TelegramMethod[Any]:
    """Files are uploaded as fields, or under names to which fields refer as `attach://name`; raises Faulty."""
    kind = METHODS.get(name.lower())
    if kind is None:
        raise Faulty(f"unknown method {name}")
    unknown = given.keys() - kind.model_fields.keys()
    if unknown:
        raise Faulty(f"{name}: unknown fields {sorted(unknown)}")
    try:
        values = {field: _value(kind.model_fields[field].annotation, text) for field, text in given.items()}
        uploaded = {name: f"{_ATTACHED}{name}" for name in files if name in kind.model_fields}
        method = kind(**{field: _uploaded(value, files) for field, value in {**values, **uploaded}.items()})
    except ValidationError as error:
        raise Faulty(f"{name}: {error}") from error
    _check_keyboard(getattr(method, "reply_markup", None))
    return method


def _value(annotation: Any, text: str) -> Any:
    """Forms carry everything but text as JSON."""
    if _is_text(annotation):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _uploaded(value: Any, files: Mapping[str, BufferedInputFile]) -> Any:
    if not isinstance(value, str) or not value.startswith(_ATTACHED):
        return value
    name = value.removeprefix(_ATTACHED)
    if name not in files:
        raise Faulty(f"no file named {name} is attached")
    if len(files[name].data) > _MOST_BYTES:
        raise Faulty("the file is too big")
    return files[name]


def _is_text(annotation: Any) -> bool:
    """Whether it may be text, and neither a number nor an object."""
    parts = get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else (annotation,)
    kinds = {get_args(part)[0] if get_origin(part) is Annotated else part for part in parts}
    return str in kinds and not kinds & {int, float}


def _check_keyboard(markup: Any) -> None:
    if not isinstance(markup, InlineKeyboardMarkup):
        return
    buttons = [button for row in markup.inline_keyboard for button in row]
    if len(buttons) > _MOST_BUTTONS:
        raise Faulty("too many buttons")
    for button in buttons:
        if not button.text.strip():
            raise Faulty("a button without text")
        if button.callback_data is not None and not 1 <= len(button.callback_data.encode()) <= _CALLBACK_BYTES:
            raise Faulty(f"BUTTON_DATA_INVALID {json.dumps(button.callback_data)}")
