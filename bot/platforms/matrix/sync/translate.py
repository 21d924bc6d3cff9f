"""Translation of raw Matrix events, whose content may be anything, to Lotse's events."""

import re
from datetime import UTC, datetime
from typing import Any

from bot.platforms.base.sanitising import sanitise_name, sanitise_text
from bot.platforms.matrix.homeserver.raw_events import (
    FILES,
    KEYCAP,
    STICKER,
    Source,
    content_of,
    edit_target,
    event_id_of,
    mapping,
    redaction_target,
    relation_of,
    reply_target,
    sender_of,
    string,
    thread_of,
)
from bot.platforms.matrix.rooms.mention import is_mentioned, strip_command, strip_mention
from bot.platforms.matrix.rooms.rooms import RoomContext
from bot.platforms.matrix.sync.shared_items import is_poll, parse_point, parse_poll, place_name
from bot.rendering.from_html import convert_html
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
    Sender,
    ThreadId,
)

_TEXTS = ("m.text", "m.emote")
_PLACE = "m.location"
_UNKNOWN = "application/octet-stream"
_LONGEST_NAME = 200
_LONGEST_KEY = 50
_QUOTED_SENDER = re.compile(r"> (\* )?<[@!]?\S+>")


def is_question(source: Source) -> bool:
    """Return whether an event is a text, file, location or poll by a person, and no notice of another bot."""
    return (
        (is_poll(source) or source.get("type") in ("m.room.message", STICKER))
        and "state_key" not in source
        and _is_readable(source)
        and event_id_of(source) is not None
        and sender_of(source) != ""
    )


def _is_readable(source: Source) -> bool:
    content = content_of(source)
    if is_poll(source):
        return edit_target(source) is None and parse_poll(source.get("content")) is not None
    if not isinstance(content.get("body"), str):
        return False
    is_place = content.get("msgtype") == _PLACE and edit_target(source) is None
    return content.get("msgtype") in _texts(source) or is_place or attachment_of(content) is not None


def _texts(source: Source) -> tuple[str, ...]:
    """Return the text types of an event; an edit may change the type, but not remove the text."""
    if edit_target(source) is None:
        return _TEXTS
    return (*_TEXTS, "m.notice") if (string(content_of(source).get("body")) or "").strip() else ()


def translate(
    source: Source, place: RoomContext, received_at: datetime, *, reply_to_own: bool = False, by_moderator: bool = False
) -> Event | None:
    """Return the event, or None if it does not concern Lotse; the sender's right was checked before."""
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


def translate_unreadable(
    source: Source, place: RoomContext, received_at: datetime, *, reply_to_own: bool = False
) -> MessageUnreadable:
    """Translate an undecryptable message, from its cleartext fields. Raises KeyError if the event has no id."""
    return MessageUnreadable(
        **_create_event_fields(source, place, received_at, thread_of(source)),
        message=MessageId(str(source["event_id"])),
        direct=place.direct,
        addressed=place.direct or reply_to_own or is_mentioned(mapping(source.get("content")), "", place.own),
    )


def _message(
    source: Source, place: RoomContext, received_at: datetime, *, reply_to_own: bool
) -> MessageReceived | MessageEdited:
    content, original = content_of(source), edit_target(source)
    body = _strip_quote(sanitise_text(_words(content)), is_reply=_has_reply(source))
    asked = strip_command(body)
    text = asked if asked is not None else strip_mention(body, place.own).strip()
    told: dict[str, Any] = {
        **_create_event_fields(source, place, received_at, thread_of(source)),
        "message": original or MessageId(str(source["event_id"])),
        "received_at": received_at,
        "direct": place.direct,
        "addressed": place.direct or reply_to_own or asked is not None or is_mentioned(content, body, place.own),
        "reply_to": reply_target(source),
    }
    if is_poll(source):
        return ItemReceived(**told, text=parse_poll(content) or "")
    point = parse_point(content) if content.get("msgtype") == _PLACE else None
    if point is not None:
        return LocationReceived(**told, text=place_name(content), latitude=point[0], longitude=point[1])
    return (MessageEdited if original else MessageReceived)(
        **told,
        text=text,
        formatted=_read_formatted_body(content) if text == body.strip() else "",
        attachment=attachment_of(content),
    )


def attachment_of(content: Source) -> Attachment | None:
    """Return the file of a message; None without an address in the repository."""
    file, info = mapping(content.get("file")), mapping(content.get("info"))
    url, size = string(file.get("url")) or string(content.get("url")) or "", info.get("size")
    if content.get("msgtype") not in FILES or not url.startswith("mxc://"):
        return None
    return Attachment(
        platform=PlatformName.MATRIX,
        name=sanitise_name(string(content.get("filename")) or string(content.get("body")) or "")[:_LONGEST_NAME],
        media_type=sanitise_text(string(info.get("mimetype")) or _UNKNOWN)[:_LONGEST_NAME],
        size=size if isinstance(size, int) else 0,
        source={"url": url, "file": dict(file)},
    )


def _words(content: Source) -> str:
    """Return the text; of a file its caption only, as without one the body is the file name."""
    body = string(content.get("body")) or ""
    if content.get("msgtype") not in FILES:
        return body
    return body if content.get("filename") not in (None, body) else ""


def _read_formatted_body(content: Source) -> str:
    """Return the formatted text as Markdown, or ""."""
    html = string(content.get("formatted_body"))
    is_html = html is not None and content.get("format") == "org.matrix.custom.html" and _words(content)
    return sanitise_text(convert_html(html, _words(content))) if is_html and html else ""


def _reaction(source: Source, place: RoomContext, received_at: datetime) -> ChoiceTaken | ReactionAdded | None:
    """Return a reaction, or the choice that a number takes."""
    relation = relation_of(source)
    message, key = string(relation.get("event_id")), string(relation.get("key"))
    if relation.get("rel_type") != "m.annotation" or not message or not key:
        return None
    happened, pressed = _create_event_fields(source, place, received_at), KEYCAP.fullmatch(key)
    if pressed:
        number = int(pressed.group(1))
        return ChoiceTaken(**happened, message=MessageId(message), number=number, direct=place.direct)
    return ReactionAdded(**happened, message=MessageId(message), key=key[:_LONGEST_KEY])


def _deletion(
    source: Source, place: RoomContext, received_at: datetime, *, by_moderator: bool
) -> MessageDeleted | None:
    target, happened = redaction_target(source), _create_event_fields(source, place, received_at)
    return MessageDeleted(**happened, message=target, by_moderator=by_moderator) if target else None


def _create_event_fields(
    source: Source, place: RoomContext, received_at: datetime, thread: ThreadId | None = None
) -> dict[str, Any]:
    return {
        "id": EventId(str(source["event_id"])),
        "at": _parse_timestamp(source, received_at),
        "address": Address(platform=PlatformName.MATRIX, room=place.room, thread=thread),
        "sender": Sender(platform=PlatformName.MATRIX, id=sender_of(source), name=sanitise_name(place.sender_name)),
    }


def _has_reply(source: Source) -> bool:
    return bool(mapping(relation_of(source).get("m.in_reply_to")).get("event_id"))


def _parse_timestamp(source: Source, received_at: datetime) -> datetime:
    """Return the sender's timestamp, unless it is invalid or in the future."""
    stamp = source.get("origin_server_ts")
    try:
        claimed = datetime.fromtimestamp(stamp / 1000, UTC) if isinstance(stamp, int) and stamp > 0 else received_at
    except (OverflowError, ValueError, OSError):
        return received_at
    return min(claimed, received_at)


def _strip_quote(body: str, *, is_reply: bool) -> str:
    """Remove the quoted message that older clients put in front, each line behind `> `."""
    if not is_reply or not _QUOTED_SENDER.match(body):
        return body
    lines = body.split("\n")
    first = next((number for number, line in enumerate(lines) if not line.startswith("> ")), len(lines))
    return "\n".join(lines[first:]).strip()
