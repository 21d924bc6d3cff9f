"""Events of encrypted rooms in clear."""

from nio import Event, MegolmEvent

from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.homeserver.raw_events import Source, mapping

ENCRYPTED = "m.room.encrypted"


def megolm_event(room: str, source: Source) -> MegolmEvent | None:
    """The event as nio knows it; None if it is not encrypted, or in a way that nobody uses."""
    if source.get("type") != ENCRYPTED:
        return None
    event = Event.parse_event(dict(source))
    if not isinstance(event, MegolmEvent):
        return None
    event.room_id = room
    return event


def decrypted(client: Client, room: str, source: Source) -> Source:
    """The event in clear, or as it is if it is not encrypted; raises EncryptionError without its key."""
    event = megolm_event(room, source)
    return source if event is None else mapping(client.decrypt_event(event).source)
