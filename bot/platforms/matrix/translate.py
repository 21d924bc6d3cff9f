"""From a raw Matrix event to Lotse's own; anything may stand in a content, so nothing is taken for granted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.platforms.matrix.mention import Own, command, mentioned, without_mention
from bot.storable import storable
from handlers.events import Address, EventId, MessageId, MessageReceived, PlatformName, RoomId, Sender, ThreadId

_QUOTED_SENDER = re.compile(r"> (\* )?<[@!]?\S+>")


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """What is known of the room in which an event stands."""

    room: RoomId
    direct: bool
    own: Own
    sender_name: str = ""


def mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def sender_of(source: Mapping[str, Any]) -> str:
    return string(source.get("sender")) or ""


def event_id_of(source: Mapping[str, Any]) -> EventId | None:
    event_id = string(source.get("event_id"))
    return EventId(event_id) if event_id else None


def replied_to(source: Mapping[str, Any]) -> MessageId | None:
    """The message that a person chose to reply to; a client's stand-in for threads is none."""
    relation = _relation(source)
    if relation.get("rel_type") == "m.thread" and relation.get("is_falling_back") is True:
        return None
    event_id = string(mapping(relation.get("m.in_reply_to")).get("event_id"))
    return MessageId(event_id) if event_id else None


def is_question(source: Mapping[str, Any]) -> bool:
    """A new text by a person: no notice of another bot, no edit, no redacted or empty shell."""
    content = mapping(source.get("content"))
    return (
        source.get("type") == "m.room.message"
        and "state_key" not in source
        and content.get("msgtype") == "m.text"
        and isinstance(content.get("body"), str)
        and _relation(source).get("rel_type") != "m.replace"
        and event_id_of(source) is not None
        and sender_of(source) != ""
    )


def translate(source: Mapping[str, Any], place: Place, *, reply_to_own: bool = False) -> MessageReceived | None:
    """None for whatever Lotse does not answer."""
    event_id = event_id_of(source)
    if event_id is None or not is_question(source) or sender_of(source) == place.own.user_id:
        return None
    content = mapping(source.get("content"))
    body = _without_quote(storable(string(content.get("body")) or ""), is_reply=_has_reply(source))
    asked = command(body)
    meant = place.direct or reply_to_own or asked is not None or mentioned(content, body, place.own)
    return MessageReceived(
        id=event_id,
        at=_sent_at(source),
        address=Address(platform=PlatformName.MATRIX, room=place.room, thread=_thread(source)),
        sender=Sender(platform=PlatformName.MATRIX, id=sender_of(source), name=storable(place.sender_name)),
        message=MessageId(event_id),
        text=asked if asked is not None else without_mention(body, place.own).strip(),
        direct=place.direct,
        addressed=meant,
        reply_to=replied_to(source),
    )


def _relation(source: Mapping[str, Any]) -> Mapping[str, Any]:
    return mapping(mapping(source.get("content")).get("m.relates_to"))


def _has_reply(source: Mapping[str, Any]) -> bool:
    return bool(mapping(_relation(source).get("m.in_reply_to")).get("event_id"))


def _thread(source: Mapping[str, Any]) -> ThreadId | None:
    relation = _relation(source)
    root = string(relation.get("event_id")) if relation.get("rel_type") == "m.thread" else None
    return ThreadId(root) if root else None


def _sent_at(source: Mapping[str, Any]) -> datetime:
    """What the sender's server claims; the beginning of time if it claims nonsense."""
    stamp = source.get("origin_server_ts")
    try:
        return datetime.fromtimestamp(stamp / 1000 if isinstance(stamp, int) else 0, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _without_quote(body: str, *, is_reply: bool) -> str:
    """Older clients put the message they reply to in front, each line behind `> `."""
    if not is_reply or not _QUOTED_SENDER.match(body):
        return body
    lines = body.split("\n")
    first = next((number for number, line in enumerate(lines) if not line.startswith("> ")), len(lines))
    return "\n".join(lines[first:]).strip()
