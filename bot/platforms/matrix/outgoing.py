"""From a delivery to the content of a Matrix message."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from bot import rendering
from bot.rendering.parsing import Spelling
from handlers.commands import is_bare
from handlers.events import MessageId
from handlers.messages import Message

# An event may have 64 KiB; encrypted, a text grows by a third, and it stands in there twice.
_SOURCE_BYTES = 12_000
_CONTENT_BYTES = 40_000
_CUT = "\n\n…"
# What clients show that know no edits.
_FALLBACK = 500


def content(message: Message, file: Mapping[str, Any] | None = None, *, direct: bool = False) -> dict[str, Any]:
    """A notice, so that no other bot answers it, in plain text and HTML, as a reply in its thread; or a file there.

    `direct`: it goes into a direct chat, where commands need no address.
    """
    spelled = partial(spell, direct=direct)
    return {
        **(file or {"msgtype": "m.notice", **_fitting(rendering.numbered(message), spelled)}),
        "m.mentions": {"user_ids": [message.mention.id]} if message.mention else {},
        **_relation(message),
    }


def spell(command: str, *, direct: bool) -> str:
    """A command as it works in the room; clients keep to themselves what begins with a slash."""
    if direct:
        return f"!{command}"
    return f"!lotse {command}" if is_bare(command) else f"!lotse /{command}"


def edit(message: Message, of: MessageId, *, direct: bool = False) -> dict[str, Any]:
    """The new content of a message; its place in a thread stays, and nobody is called again."""
    new = {key: value for key, value in content(message, direct=direct).items() if key != "m.relates_to"}
    return {
        "msgtype": new["msgtype"],
        "body": f"* {new['body'][:_FALLBACK]}",
        "m.mentions": {},
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": of},
    }


def reaction(key: str, to: MessageId) -> dict[str, Any]:
    return {"m.relates_to": {"rel_type": "m.annotation", "event_id": to, "key": key}}


def _bodies(text: str, spelled: Spelling) -> dict[str, str]:
    return {
        "body": rendering.plain(text, spelled),
        "format": "org.matrix.custom.html",
        "formatted_body": rendering.html(text, spelled),
    }


def _fitting(text: str, spelled: Spelling) -> dict[str, str]:
    """The text, or as much of it as one event holds."""
    bodies = _bodies(text, spelled)
    if _bytes(json.dumps(bodies)) <= _CONTENT_BYTES:
        return bodies
    return _bodies(rendering.split(text, _SOURCE_BYTES, _bytes)[0] + _CUT, spelled)


def _bytes(text: str) -> int:
    return len(text.encode(errors="replace"))


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
