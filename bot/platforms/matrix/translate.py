"""From a raw Matrix event to Lotse's own; anything may stand in a content, so nothing is taken for granted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from bot.platforms.matrix.items import is_poll, place_name, point_in, poll_in
from bot.platforms.matrix.mention import Own, command, mentioned, without_mention
from bot.rendering.from_html import markdown
from bot.storable import display_name, storable
from handlers.core.events import (
    Address,
    Attachment,
    ChoiceTaken,
    Event,
    EventId,
    ItemReceived,
    LocationReceived,
    MessageDeleted,
    MessageEdited,
    MessageId,
    MessageReceived,
    MessageUnreadable,
    PlatformName,
    ReactionAdded,
    RoomId,
    Sender,
    ThreadId,
)

FILES = ("m.image", "m.file", "m.audio", "m.video")
_POLL_ENDS = ("m.poll.end", "org.matrix.msc3381.poll.end")
_TEXTS = ("m.text", "m.emote")
_PLACE = "m.location"
_STICKER = "m.sticker"
_UNKNOWN = "application/octet-stream"
_LONGEST_NAME = 200
_LONGEST_KEY = 50
# A digit, an optional selector of its look, and the sign that makes a key of it.
_KEYCAP = re.compile(r"([1-9])\ufe0f?\u20e3")
_QUOTED_SENDER = re.compile(r"> (\* )?<[@!]?\S+>")


Source: TypeAlias = Mapping[str, Any]


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


def sender_of(source: Source) -> str:
    return string(source.get("sender")) or ""


def event_id_of(source: Source) -> EventId | None:
    event_id = string(source.get("event_id"))
    return EventId(event_id) if event_id else None


def replied_to(source: Source) -> MessageId | None:
    """The message that a person chose to reply to; a client's stand-in for threads is none."""
    relation = _relation(source)
    if relation.get("rel_type") == "m.thread" and relation.get("is_falling_back") is True:
        return None
    event_id = string(mapping(relation.get("m.in_reply_to")).get("event_id"))
    return MessageId(event_id) if event_id else None


def thread_of(source: Source) -> ThreadId | None:
    relation = _relation(source)
    root = string(relation.get("event_id")) if relation.get("rel_type") == "m.thread" else None
    return ThreadId(root) if root else None


def edited(source: Source) -> MessageId | None:
    """The message that an edit changes."""
    relation = _relation(source)
    original = string(relation.get("event_id")) if relation.get("rel_type") == "m.replace" else None
    return MessageId(original) if original else None


def taken_back(source: Source) -> MessageId | None:
    """The message that a redaction is about; None if two are named.

    Since version 11 of rooms it stands in the content, before that beside it, where homeservers look for it.
    """
    if source.get("type") != "m.room.redaction":
        return None
    named = {string(mapping(source.get("content")).get("redacts")), string(source.get("redacts"))} - {None, ""}
    return MessageId(str(*named)) if len(named) == 1 else None


def ended_poll(source: Source) -> MessageId | None:
    """The poll that an event closes."""
    relation = _relation(source)
    is_end = source.get("type") in _POLL_ENDS and relation.get("rel_type") == "m.reference"
    poll = string(relation.get("event_id")) if is_end else None
    return MessageId(poll) if poll else None


def keycap(number: int) -> str:
    """The reaction that takes the choice of this number."""
    return f"{number}\ufe0f\u20e3"


def is_question(source: Source) -> bool:
    """A text, a file, a place or a poll by a person, new or changed: no notice of another bot, no empty shell."""
    return (
        (is_poll(source) or source.get("type") in ("m.room.message", _STICKER))
        and "state_key" not in source
        and _is_readable(source)
        and event_id_of(source) is not None
        and sender_of(source) != ""
    )


def _is_readable(source: Source) -> bool:
    content = _text(source)
    if is_poll(source):
        return edited(source) is None and poll_in(source.get("content")) is not None
    if not isinstance(content.get("body"), str):
        return False
    is_place = content.get("msgtype") == _PLACE and edited(source) is None
    return content.get("msgtype") in _texts(source) or is_place or attachment_of(content) is not None


def _texts(source: Source) -> tuple[str, ...]:
    """The kinds of text that are read; a text may be changed into another kind, but not into nothing."""
    if edited(source) is None:
        return _TEXTS
    return (*_TEXTS, "m.notice") if (string(_text(source).get("body")) or "").strip() else ()


def translate(
    source: Source, place: Place, received_at: datetime, *, reply_to_own: bool = False, by_moderator: bool = False
) -> Event | None:
    """None for whatever Lotse has nothing to do with; whether the sender is entitled to it was judged before."""
    if event_id_of(source) is None or sender_of(source) in ("", place.own.user_id):
        return None
    match source.get("type"):
        case _ if is_question(source):
            return _message(source, place, received_at, reply_to_own=reply_to_own)
        case "m.reaction":
            return _reaction(source, place, received_at)
        case "m.room.redaction":
            return _deletion(source, place, received_at, by_moderator=by_moderator)
    return None


def unreadable(source: Source, place: Place, received_at: datetime, *, reply_to_own: bool = False) -> MessageUnreadable:
    """Translate an undecryptable message, from its cleartext fields. Raises KeyError if the event has no id."""
    return MessageUnreadable(
        **_happened(source, place, received_at, thread_of(source)),
        message=MessageId(str(source["event_id"])),
        direct=place.direct,
        addressed=place.direct or reply_to_own or mentioned(mapping(source.get("content")), "", place.own),
    )


def _message(
    source: Source, place: Place, received_at: datetime, *, reply_to_own: bool
) -> MessageReceived | MessageEdited:
    content, original = _text(source), edited(source)
    body = _without_quote(storable(_words(content)), is_reply=_has_reply(source))
    asked = command(body)
    text = asked if asked is not None else without_mention(body, place.own).strip()
    told: dict[str, Any] = {
        **_happened(source, place, received_at, thread_of(source)),
        "message": original or MessageId(str(source["event_id"])),
        "received_at": received_at,
        "direct": place.direct,
        "addressed": place.direct or reply_to_own or asked is not None or mentioned(content, body, place.own),
        "reply_to": replied_to(source),
    }
    if is_poll(source):
        return ItemReceived(**told, text=poll_in(content) or "")
    point = point_in(content) if content.get("msgtype") == _PLACE else None
    if point is not None:
        return LocationReceived(**told, text=place_name(content), latitude=point[0], longitude=point[1])
    return (MessageEdited if original else MessageReceived)(
        **told,
        text=text,
        formatted=_formatted(content) if text == body.strip() else "",
        attachment=attachment_of(content),
    )


def attachment_of(content: Source) -> Attachment | None:
    """The file that a message shows; none without an address in the repository."""
    file, info = mapping(content.get("file")), mapping(content.get("info"))
    url, size = string(file.get("url")) or string(content.get("url")) or "", info.get("size")
    if content.get("msgtype") not in FILES or not url.startswith("mxc://"):
        return None
    return Attachment(
        platform=PlatformName.MATRIX,
        name=display_name(string(content.get("filename")) or string(content.get("body")) or "")[:_LONGEST_NAME],
        media_type=storable(string(info.get("mimetype")) or _UNKNOWN)[:_LONGEST_NAME],
        size=size if isinstance(size, int) else 0,
        source={"url": url, "file": dict(file)},
    )


def _words(content: Source) -> str:
    """Of a file only what was said with it: alone, its body is its name."""
    body = string(content.get("body")) or ""
    if content.get("msgtype") not in FILES:
        return body
    return body if content.get("filename") not in (None, body) else ""


def _formatted(content: Source) -> str:
    """As Markdown, where a form was given."""
    html = string(content.get("formatted_body"))
    is_html = html is not None and content.get("format") == "org.matrix.custom.html" and _words(content)
    return storable(markdown(html, _words(content))) if is_html and html else ""


def _reaction(source: Source, place: Place, received_at: datetime) -> ChoiceTaken | ReactionAdded | None:
    """The sign of a number takes a choice."""
    relation = _relation(source)
    message, key = string(relation.get("event_id")), string(relation.get("key"))
    if relation.get("rel_type") != "m.annotation" or not message or not key:
        return None
    happened, pressed = _happened(source, place, received_at), _KEYCAP.fullmatch(key)
    if pressed:
        number = int(pressed.group(1))
        return ChoiceTaken(**happened, message=MessageId(message), number=number, direct=place.direct)
    return ReactionAdded(**happened, message=MessageId(message), key=key[:_LONGEST_KEY])


def _deletion(source: Source, place: Place, received_at: datetime, *, by_moderator: bool) -> MessageDeleted | None:
    target, happened = taken_back(source), _happened(source, place, received_at)
    return MessageDeleted(**happened, message=target, by_moderator=by_moderator) if target else None


def _happened(source: Source, place: Place, received_at: datetime, thread: ThreadId | None = None) -> dict[str, Any]:
    return {
        "id": EventId(str(source["event_id"])),
        "at": _sent_at(source, received_at),
        "address": Address(platform=PlatformName.MATRIX, room=place.room, thread=thread),
        "sender": Sender(platform=PlatformName.MATRIX, id=sender_of(source), name=display_name(place.sender_name)),
    }


def _text(source: Source) -> Mapping[str, Any]:
    """The content that people read: of an edit the new one. A sticker is a picture."""
    content = mapping(source.get("content"))
    if source.get("type") == _STICKER:
        return {**content, "msgtype": "m.image"}
    return mapping(content.get("m.new_content")) if edited(source) else content


def _relation(source: Source) -> Mapping[str, Any]:
    return mapping(mapping(source.get("content")).get("m.relates_to"))


def _has_reply(source: Source) -> bool:
    return bool(mapping(_relation(source).get("m.in_reply_to")).get("event_id"))


def _sent_at(source: Source, received_at: datetime) -> datetime:
    """What the sender's server claims, unless it claims nonsense or the future."""
    stamp = source.get("origin_server_ts")
    try:
        claimed = datetime.fromtimestamp(stamp / 1000, UTC) if isinstance(stamp, int) and stamp > 0 else received_at
    except (OverflowError, ValueError, OSError):
        return received_at
    return min(claimed, received_at)


def _without_quote(body: str, *, is_reply: bool) -> str:
    """Older clients put the message they reply to in front, each line behind `> `."""
    if not is_reply or not _QUOTED_SENDER.match(body):
        return body
    lines = body.split("\n")
    first = next((number for number, line in enumerate(lines) if not line.startswith("> ")), len(lines))
    return "\n".join(lines[first:]).strip()
