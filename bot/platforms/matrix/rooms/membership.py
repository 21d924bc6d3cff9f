"""Lotse's membership in a room, as an event gives it, and as it was before."""

from bot.platforms.matrix.homeserver.raw_events import Source, mapping


def own_membership(source: Source, own_id: str) -> object:
    """Return the membership that an event gives Lotse; None for any other event."""
    if source.get("type") != "m.room.member" or source.get("state_key") != own_id:
        return None
    return mapping(source.get("content")).get("membership")


def content_before(source: Source) -> Source:
    """Return the content that a state event replaced; empty if the homeserver does not tell."""
    return mapping(mapping(source.get("unsigned")).get("prev_content"))


def membership_before(source: Source) -> object:
    """Return the membership that this one replaced."""
    return content_before(source).get("membership")
