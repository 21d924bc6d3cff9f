"""What a sync brought that Lotse may have to answer, the gaps filled."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from nio import MessageDirection, RoomInfo, SyncResponse

from bot.platforms import PermanentFailure, Received
from bot.platforms.matrix import updates
from bot.platforms.matrix.client import Client
from bot.platforms.matrix.failures import asked
from bot.platforms.matrix.translate import Source, mapping, sender_of
from bot.platforms.matrix.verification.parts import is_part
from handlers.events import RoomId

log = logging.getLogger(__name__)

PAGE = 100
MOST_PAGES = 5
_OF_INTEREST = (
    "m.room.message",
    "m.room.encrypted",
    "m.reaction",
    "m.room.redaction",
    "m.sticker",
    "m.poll.start",
    "org.matrix.msc3381.poll.start",
)


async def received(client: Client, response: SyncResponse, since: str, at: datetime) -> list[Received]:
    """Everything new since the checkpoint, oldest first in each room; raises TemporaryFailure if a gap stays.

    What is encrypted stays so: no text of an encrypted room is written down on its way in.
    """
    found: list[Received] = []
    for room, info in response.rooms.join.items():
        sources = response.sources[room]
        if info.timeline.limited and _own_join(sources, client.user_id) is None:
            sources = [*await _gap(client, room, info, since), *sources]
        found += _updates(RoomId(room), sources, client.user_id, at)
    return found


def _updates(room: RoomId, sources: Sequence[Source], own_id: str, at: datetime) -> Iterator[Received]:
    """Whatever stands before Lotse's own joining was not said to it."""
    joined = _own_join(sources, own_id)
    for source in of_interest(sources if joined is None else sources[joined + 1 :], own_id):
        yield from updates.received(room, source, at)


def of_interest(sources: Iterable[Source], own_id: str) -> Iterator[Source]:
    """What others said or did to a message, still encrypted or not."""
    return (source for source in sources if _is_of_interest(source) and sender_of(source) not in ("", own_id))


def _is_of_interest(source: Source) -> bool:
    return "state_key" not in source and (source.get("type") in _OF_INTEREST or is_part(source))


def _own_join(sources: Sequence[Source], own_id: str) -> int | None:
    """Where Lotse last came into the room; a new display name is the same kind of event, but no coming in."""
    for index in range(len(sources) - 1, -1, -1):
        if _joins(sources[index], own_id):
            return index
    return None


def _joins(source: Source, own_id: str) -> bool:
    before = mapping(mapping(source.get("unsigned")).get("prev_content"))
    return (
        source.get("type") == "m.room.member"
        and source.get("state_key") == own_id
        and mapping(source.get("content")).get("membership") == "join"
        and before.get("membership") != "join"
    )


async def _gap(client: Client, room: str, info: RoomInfo, since: str) -> list[Source]:
    """The events between the checkpoint and the timeline's beginning, oldest first, within bounds."""
    filled: list[Source] = []
    start = info.timeline.prev_batch
    for _ in range(MOST_PAGES):
        page = await _page(client, room, start, since)
        filled = [*reversed(page.sources), *filled] if page else filled
        if not page or not page.sources or not page.end or _own_join(filled, client.user_id) is not None:
            return filled
        start = page.end
    log.warning("The gap in %s is longer than %d events; older ones are passed over", room, PAGE * MOST_PAGES)
    return filled


async def _page(client: Client, room: str, start: str | None, since: str) -> Any:
    """None if the homeserver does not show it."""
    if not start:
        return None
    request = client.room_messages(room, start, end=since, direction=MessageDirection.back, limit=PAGE)
    try:
        return await asked(request)
    except PermanentFailure as failure:
        log.warning("A gap in %s can't be filled: %s", room, failure)
        return None
