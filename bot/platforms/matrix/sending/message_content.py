"""The content of a Matrix message for a delivery."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from bot import rendering
from bot.rendering.parsing import Spelling
from handlers.commands import COMMANDS
from handlers.core.events import MessageId
from handlers.core.messages import Message

# An event may have 64 KiB. A text stands in there twice, in JSON that is all ASCII; encryption adds a third.
_CONTENT_BYTES = 40_000
# A first estimate, of the source alone, that leaves room for tags; it is much cheaper than rendering.
_SOURCE_BYTES = 15_000
_FEWEST_BYTES = 8_000
_CUT = "\n\n…"
_SHORTEST_BYTES = 500
# Up to so many characters each part is rendered to see whether it fits; of more an upper bound is enough.
_MEASURED = 30_000
# How much longer each mark can make the text twice: half of a pair of tags, an entity, the tags around a line.
_TAG_BYTES = {
    "\n": 24,
    "<": 30,
    "[": 20,
    "&": 4,
    '"': 4,
    "'": 5,
    ">": 3,
    "`": 8,
    "#": 24,
    "*": 5,
    "_": 5,
    "~": 3,
    "|": 8,
}
# A list may begin wherever its mark does.
_TAG_BYTES |= {"- ": 20, "* ": 15, "+ ": 20, ". ": 20, ") ": 20}
_LINKS = re.compile(r"<[^<>\s]+>")
_FRAME_BYTES = 200
# The length, in characters, of the text for clients without support for edits.
_FALLBACK = 500


def split_message(message: Message) -> Sequence[Message]:
    """Return as many messages as the text needs, the file with the first and the choices under the last."""
    first, *others = _pieces(message)
    if not others:
        return [message]
    *middle, last = [replace(message, text=text, attachment=None, cards=()) for text in others]
    beginning = replace(message, text=first, choices=())
    return [beginning, *(replace(each, choices=()) for each in middle), last]


def _pieces(message: Message) -> Sequence[str]:
    """Return pieces of the text that each fit into an event, the last one with the choices."""
    beneath = _size(rendering.append_choices(replace(message, text=""))) if message.choices else 0
    most = max(_CONTENT_BYTES - beneath, _FEWEST_BYTES)
    measure = _size if len(message.text) <= _MEASURED else _most_bytes
    rough = rendering.split_text(message.text, _source_limit(message.text, most), _source_size)
    return [piece for each in rough for piece in _cut(each, most, measure)]


def _source_limit(text: str, most: int) -> int:
    """Return how long the source of a piece may be so that it rarely has to be cut again."""
    limit = min(_SOURCE_BYTES, most // 3)
    if len(text) <= _MEASURED:
        return limit
    expected = most * _source_size(text) * 9 // (_most_bytes(text) * 10)
    return max(min(limit, expected), _SHORTEST_BYTES)


def _cut(text: str, most: int, measure: rendering.Length) -> Sequence[str]:
    """Halve the text until each part fits, as tags can take much more room than the text within them."""
    if _most_bytes(text) <= most or measure(text) <= most:
        return [text]
    parts = rendering.split_text(text, max(_source_size(text) // 2, _SHORTEST_BYTES), _source_size)
    return parts if len(parts) == 1 else [piece for part in parts for piece in _cut(part, most, measure)]


def _most_bytes(text: str) -> int:
    """Return an upper bound of `_size` that needs no rendering: the text twice, its marks as tags."""
    tags = sum(text.count(mark) * room for mark, room in _TAG_BYTES.items())
    links = sum(len(link) for link in _LINKS.findall(text))
    return 2 * _source_size(text) + tags + links + _FRAME_BYTES


def _source_size(text: str) -> int:
    return len(json.dumps(text))


def _size(text: str) -> int:
    """Return the bytes that a text takes in an event, with commands in their longest spelling."""
    return len(json.dumps(_bodies(text, partial(spell_command, direct=False))))


def build_content(message: Message, file: Mapping[str, Any] | None = None, *, direct: bool = False) -> dict[str, Any]:
    """Return a notice, which other bots don't answer, in plain text and HTML, as a reply in its thread; or a file.

    The text of a message with a file is its caption. `direct`: it goes into a direct chat, where commands need no
    address.
    """
    spelled = partial(spell_command, direct=direct)
    written = _truncate(rendering.append_choices(message), spelled) if file is None or message.text else {}
    shown = {**file, "filename": file["body"]} if file and written else file
    return {
        **(shown or {"msgtype": "m.notice"}),
        **written,
        "m.mentions": {"user_ids": [message.mention.id]} if message.mention else {},
        **_relation(message),
    }


def spell_command(command: str, *, direct: bool) -> str:
    """Return a command as it works in the room: clients don't send a text that begins with a slash."""
    if direct:
        return f"!{command}"
    return f"!lotse {command}" if COMMANDS.is_bare(command) else f"!lotse /{command}"


def build_edit(
    message: Message, of: MessageId, file: Mapping[str, Any] | None = None, *, direct: bool = False
) -> dict[str, Any]:
    """Return the content of an edit; the message keeps its thread, and nobody is mentioned again."""
    new = {key: value for key, value in build_content(message, file, direct=direct).items() if key != "m.relates_to"}
    return {
        "msgtype": new["msgtype"],
        "body": f"* {new['body'][:_FALLBACK]}",
        "m.mentions": {},
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": of},
    }


def build_reaction(key: str, to: MessageId) -> dict[str, Any]:
    return {"m.relates_to": {"rel_type": "m.annotation", "event_id": to, "key": key}}


def _bodies(text: str, spelled: Spelling) -> dict[str, str]:
    return {
        "body": rendering.render_plain(text, spelled),
        "format": "org.matrix.custom.html",
        "formatted_body": rendering.render_html(text, spelled),
    }


def _truncate(text: str, spelled: Spelling) -> dict[str, str]:
    """Return the text, cut to what one event holds."""
    if _size(text) <= _CONTENT_BYTES:
        return _bodies(text, spelled)
    return _bodies(rendering.split_text(text, _SOURCE_BYTES // 2, _source_size)[0] + _CUT, spelled)


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
