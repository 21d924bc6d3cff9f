"""What a sync tells of rooms themselves: they were closed in favour of others, or Lotse was sent out."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from nio import SyncResponse

from bot.platforms import Received
from bot.platforms.matrix.client import Client
from bot.platforms.matrix.translate import Source, mapping, sender_of, string
from bot.platforms.matrix.updates import received
from bot.platforms.matrix.upgrades import TOMBSTONE

_OUT = ("leave", "ban")


def changes(client: Client, response: SyncResponse, at: datetime) -> Iterator[Received]:
    """A tombstone stands in the room's state, however much was said since."""
    for room, info in response.rooms.join.items():
        for source in (*_sources(info.state), *response.sources[room]):
            if source.get("type") == TOMBSTONE:
                yield from received(room, source, at)
    for room, info in response.rooms.leave.items():
        sources = (*_sources(info.state), *_sources(info.timeline.events))
        for source in sources:
            if sent_out(source, client.user_id):
                yield from received(room, source, at, room_name=_name(sources) or _known_name(client, room))


def sent_out(source: Source, own_id: str) -> bool:
    """Whether somebody else ended Lotse's membership; an invitation that was taken back is none."""
    before = mapping(mapping(source.get("unsigned")).get("prev_content"))
    return (
        source.get("type") == "m.room.member"
        and source.get("state_key") == own_id
        and sender_of(source) not in ("", own_id)
        and mapping(source.get("content")).get("membership") in _OUT
        and before.get("membership", "join") == "join"
    )


def _sources(events: Iterable[Any]) -> list[Source]:
    return [mapping(event.source) for event in events]


def _name(sources: Iterable[Source]) -> str:
    """Whoever is banned can't ask for it any more."""
    names = [string(mapping(source.get("content")).get("name")) for source in sources if _is_name(source)]
    return names[-1] or "" if names else ""


def _is_name(source: Source) -> bool:
    return source.get("type") == "m.room.name" and source.get("state_key") == ""


def _known_name(client: Client, room: str) -> str:
    known = client.rooms.get(room)
    return (known.name or "") if known is not None else ""
