"""Which events of a room belong to a verification."""

from bot.platforms.matrix.homeserver.raw_events import Source, mapping, string

KIND = "m.key.verification."


def is_request(source: Source) -> bool:
    """In a room a request stands in a message, so that older clients show its text."""
    content = mapping(source.get("content"))
    return source.get("type") == "m.room.message" and content.get("msgtype") == f"{KIND}request"


def is_part(source: Source) -> bool:
    return is_request(source) or (string(source.get("type")) or "").startswith(KIND)
