"""From a delivery to the content of a Matrix message."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot import rendering
from handlers.events import MessageId
from handlers.messages import Message

# An event may have 64 KiB. A text stands in there twice, in JSON that is all ASCII; encryption adds a third.
_CONTENT_BYTES = 40_000
# A first estimate, of the source alone, that leaves room for tags; it is much cheaper than rendering.
_SOURCE_BYTES = 15_000
_FEWEST_BYTES = 8_000
_CUT = "\n\n…"
# What clients show that know no edits.
_FALLBACK = 500


def parts(message: Message) -> Sequence[Message]:
    """As many messages as its text needs, with the file in the first and the choices under the last of them."""
    first, *others = _pieces(message)
    if not others:
        return [message]
    *middle, last = [replace(message, text=text, attachment=None, cards=()) for text in others]
    beginning = replace(message, text=first, choices=())
    return [beginning, *(replace(each, choices=()) for each in middle), last]


def _pieces(message: Message) -> Sequence[str]:
    """The text, cut so that each piece fits into an event, the last one with the choices."""
    beneath = _size(rendering.numbered(replace(message, text=""))) if message.choices else 0
    most = max(_CONTENT_BYTES - beneath, _FEWEST_BYTES)
    if _source_size(message.text) <= _SOURCE_BYTES and _size(message.text) <= most:
        return [message.text]
    rough = rendering.split(message.text, min(_SOURCE_BYTES, most // 3), _source_size)
    return [piece for each in rough for piece in ([each] if _size(each) <= most else _cut(each, most))]


def _cut(text: str, most: int) -> Sequence[str]:
    return rendering.split(text, most, _size)


def _source_size(text: str) -> int:
    return len(json.dumps(text))


def _size(text: str) -> int:
    return len(json.dumps(_bodies(text)))


def content(message: Message, file: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A notice, so that no other bot answers it, in plain text and HTML, as a reply in its thread; or a file there.

    The text of a message with a file is its caption.
    """
    written = _fitting(rendering.numbered(message)) if file is None or message.text else {}
    shown = {**file, "filename": file["body"]} if file and written else file
    return {
        **(shown or {"msgtype": "m.notice"}),
        **written,
        "m.mentions": {"user_ids": [message.mention.id]} if message.mention else {},
        **_relation(message),
    }


def edit(message: Message, of: MessageId, file: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The new content of a message; its place in a thread stays, and nobody is called again."""
    new = {key: value for key, value in content(message, file).items() if key != "m.relates_to"}
    return {
        "msgtype": new["msgtype"],
        "body": f"* {new['body'][:_FALLBACK]}",
        "m.mentions": {},
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": of},
    }


def reaction(key: str, to: MessageId) -> dict[str, Any]:
    return {"m.relates_to": {"rel_type": "m.annotation", "event_id": to, "key": key}}


def _bodies(text: str) -> dict[str, str]:
    return {
        "body": rendering.plain(text),
        "format": "org.matrix.custom.html",
        "formatted_body": rendering.html(text),
    }


def _fitting(text: str) -> dict[str, str]:
    """The text, or as much of it as one event holds."""
    if _size(text) <= _CONTENT_BYTES:
        return _bodies(text)
    return _bodies(rendering.split(text, _SOURCE_BYTES // 2, _source_size)[0] + _CUT)


def _relation(message: Message) -> dict[str, Any]:
    reply: dict[str, Any] = {"m.in_reply_to": {"event_id": message.reply_to}} if message.reply_to else {}
    if message.under is not None:
        beginning = {"rel_type": "m.thread", "event_id": message.reply_to, "is_falling_back": True}
        return {"m.relates_to": {**beginning, **reply}}
    thread = message.address.thread
    if thread is None:
        return {"m.relates_to": reply} if reply else {}
    # A thread's message without a reply must name one for clients that know no threads.
    stand_in: dict[str, Any] = reply or {"m.in_reply_to": {"event_id": thread}}
    return {"m.relates_to": {"rel_type": "m.thread", "event_id": thread, "is_falling_back": not reply, **stand_in}}
