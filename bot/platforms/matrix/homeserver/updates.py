"""Events of a room as they lie in the inbox."""

from collections.abc import Iterator
from datetime import datetime

from bot.platforms import Received
from bot.platforms.matrix.homeserver.raw_events import Source, event_id_of, mapping, string
from handlers.core.events import PlatformName, RoomId


def received(
    room: str, source: Source, at: datetime, *, room_name: str = "", sender_name: str = ""
) -> Iterator[Received]:
    """One, or none for an event without an id; the names are given where they can't be looked up later."""
    event_id = event_id_of(source)
    if event_id is not None:
        names = {"name": room_name, "sender_name": sender_name}
        payload = {"room": room, "event": dict(source), **{key: name for key, name in names.items() if name}}
        yield Received(platform=PlatformName.MATRIX, id=event_id, at=at, payload=payload)


def room_of(update: Received) -> RoomId:
    return RoomId(str(update.payload.get("room")))


def source_of(update: Received) -> Source:
    return mapping(update.payload.get("event"))


def room_name_of(update: Received) -> str:
    """What the room was called, if that was known."""
    return string(update.payload.get("name")) or ""


def sender_name_of(update: Received) -> str:
    """What the sender was called, if that was known."""
    return string(update.payload.get("sender_name")) or ""
