"""Fields of raw Matrix events; anything may stand in a content, so that nothing is taken for granted."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from bot.platforms.base.ports import ReceivedUpdate
from handlers.core.events import EventId, MessageId, PlatformName, RoomId, ThreadId

FILES = ("m.image", "m.file", "m.audio", "m.video")
_POLL_ENDS = ("m.poll.end", "org.matrix.msc3381.poll.end")
STICKER = "m.sticker"
# A digit, an optional selector of its look, and the sign that makes a key of it.
KEYCAP = re.compile(r"([1-9])\ufe0f?\u20e3")
Source: TypeAlias = Mapping[str, Any]


def mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def sender_of(source: Source) -> str:
    return string(source.get("sender")) or ""


def event_id_of(source: Source) -> EventId | None:
    event_id = string(source.get("event_id"))
    return EventId(event_id) if event_id else None


def reply_target(source: Source) -> MessageId | None:
    """Return the message that a person replied to; a client's fallback for threads is none."""
    relation = relation_of(source)
    if relation.get("rel_type") == "m.thread" and relation.get("is_falling_back") is True:
        return None
    event_id = string(mapping(relation.get("m.in_reply_to")).get("event_id"))
    return MessageId(event_id) if event_id else None


def thread_of(source: Source) -> ThreadId | None:
    relation = relation_of(source)
    root = string(relation.get("event_id")) if relation.get("rel_type") == "m.thread" else None
    return ThreadId(root) if root else None


def edit_target(source: Source) -> MessageId | None:
    """Return the message that an edit changes."""
    relation = relation_of(source)
    original = string(relation.get("event_id")) if relation.get("rel_type") == "m.replace" else None
    return MessageId(original) if original else None


def redaction_target(source: Source) -> MessageId | None:
    """Return the message that a redaction removes; None if two are named.

    Since version 11 of rooms it stands in the content, before that beside it, where homeservers look for it.
    """
    if source.get("type") != "m.room.redaction":
        return None
    named = {string(mapping(source.get("content")).get("redacts")), string(source.get("redacts"))} - {None, ""}
    return MessageId(str(*named)) if len(named) == 1 else None


def poll_end_target(source: Source) -> MessageId | None:
    """Return the poll that an event closes."""
    relation = relation_of(source)
    is_end = source.get("type") in _POLL_ENDS and relation.get("rel_type") == "m.reference"
    poll = string(relation.get("event_id")) if is_end else None
    return MessageId(poll) if poll else None


def keycap(number: int) -> str:
    """Return the reaction that takes the choice of this number."""
    return f"{number}\ufe0f\u20e3"


def content_of(source: Source) -> Mapping[str, Any]:
    """Return the content that people read, of an edit the new one; a sticker counts as a picture."""
    content = mapping(source.get("content"))
    if source.get("type") == STICKER:
        return {**content, "msgtype": "m.image"}
    return mapping(content.get("m.new_content")) if edit_target(source) else content


def relation_of(source: Source) -> Mapping[str, Any]:
    return mapping(mapping(source.get("content")).get("m.relates_to"))


def wrap_event(
    room: str, source: Source, at: datetime, *, room_name: str = "", sender_name: str = ""
) -> Iterator[ReceivedUpdate]:
    """Yield the event as an update, or nothing if it has no id; names are passed where no later look-up finds them."""
    event_id = event_id_of(source)
    if event_id is not None:
        names = {"name": room_name, "sender_name": sender_name}
        payload = {"room": room, "event": dict(source), **{key: name for key, name in names.items() if name}}
        yield ReceivedUpdate(platform=PlatformName.MATRIX, id=event_id, at=at, payload=payload)


def room_of(update: ReceivedUpdate) -> RoomId:
    return RoomId(str(update.payload.get("room")))


def source_of(update: ReceivedUpdate) -> Source:
    return mapping(update.payload.get("event"))


def room_name_of(update: ReceivedUpdate) -> str:
    """Return the room's name at the time, if it was known."""
    return string(update.payload.get("name")) or ""


def sender_name_of(update: ReceivedUpdate) -> str:
    """Return the sender's name at the time, if it was known."""
    return string(update.payload.get("sender_name")) or ""
