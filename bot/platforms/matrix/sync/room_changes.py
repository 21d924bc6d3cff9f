"""Changes of rooms in a sync: upgrades, and joins and removals of Lotse."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from nio import SyncResponse

from bot.platforms.base.ports import ReceivedUpdate
from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.homeserver.raw_events import Source, mapping, sender_of, string, wrap_event
from bot.platforms.matrix.rooms.membership import content_before, membership_before, own_membership
from bot.platforms.matrix.rooms.upgrades import TOMBSTONE

_OUT = ("leave", "ban")


def find_room_changes(client: Client, response: SyncResponse, at: datetime) -> Iterator[ReceivedUpdate]:
    """Yield tombstones, joins and removals; a tombstone is found in the state, however old it is."""
    for room, info in response.rooms.join.items():
        for source in (*_sources(info.state), *response.sources[room]):
            if source.get("type") == TOMBSTONE:
                yield from wrap_event(room, source, at)
        for source in response.sources[room]:
            # A membership from a full state is old and is skipped.
            if is_own_join(source, client.user_id):
                yield from wrap_event(room, source, at)
    for room, info in response.rooms.leave.items():
        sources = (*_sources(info.state), *_sources(info.timeline.events))
        for source in sources:
            if is_own_removal(source, client.user_id):
                room_name = _name(sources) or _get_room_name(client, room)
                sender_name = _get_sender_name(client, room, sender_of(source))
                yield from wrap_event(room, source, at, room_name=room_name, sender_name=sender_name)


def is_own_join(source: Source, own_id: str) -> bool:
    """Return whether Lotse has followed an invitation."""
    return own_membership(source, own_id) == "join" and membership_before(source) == "invite"


def was_invited_directly(source: Source) -> bool:
    """Return whether the invitation marked the room as a direct chat."""
    return content_before(source).get("is_direct") is True


def is_own_removal(source: Source, own_id: str) -> bool:
    """Return whether somebody else ended Lotse's membership; a withdrawn invitation does not count."""
    return (
        own_membership(source, own_id) in _OUT
        and sender_of(source) not in ("", own_id)
        and content_before(source).get("membership", "join") == "join"
    )


def _sources(events: Iterable[Any]) -> list[Source]:
    return [mapping(event.source) for event in events]


def _name(sources: Iterable[Source]) -> str:
    """Return the room's name from its events, as a banned member can't ask for it."""
    names = [string(mapping(source.get("content")).get("name")) for source in sources if _is_name(source)]
    return names[-1] or "" if names else ""


def _is_name(source: Source) -> bool:
    return source.get("type") == "m.room.name" and source.get("state_key") == ""


def _get_room_name(client: Client, room: str) -> str:
    known = client.rooms.get(room)
    return (known.name or "") if known is not None else ""


def _get_sender_name(client: Client, room: str, sender: str) -> str:
    known = client.rooms.get(room)
    member = known.users.get(sender) if known is not None else None
    return (member.display_name or "") if member is not None else ""
