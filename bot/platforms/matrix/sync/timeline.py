"""The messages of a sync that Lotse may have to answer, with gaps filled."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from nio import MessageDirection, RoomInfo, SyncResponse

from bot.platforms.base.contract import PermanentFailure
from bot.platforms.base.ports import ReceivedUpdate
from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.homeserver import raw_events
from bot.platforms.matrix.homeserver.failures import get_response
from bot.platforms.matrix.homeserver.raw_events import Source, sender_of
from bot.platforms.matrix.rooms.membership import membership_before, own_membership
from bot.platforms.matrix.verification.transport import is_verification_event
from handlers.core.events import RoomId

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


async def collect_updates(client: Client, response: SyncResponse, since: str, at: datetime) -> list[ReceivedUpdate]:
    """Return everything new since the checkpoint, oldest first in each room; raises TemporaryFailure if a gap stays.

    What is encrypted stays so: no text of an encrypted room is written down on its way in.
    """
    found: list[ReceivedUpdate] = []
    for room, info in response.rooms.join.items():
        sources = response.sources[room]
        if info.timeline.limited and not _is_complete(sources, client.user_id):
            sources = [*await _fill_gap(client, room, info, since, sources), *sources]
        found += _updates(RoomId(room), sources, client.user_id, at)
    return found


def _updates(room: RoomId, sources: Sequence[Source], own_id: str, at: datetime) -> Iterator[ReceivedUpdate]:
    """Yield what was said to Lotse: after the invitation that it followed, or else after it came in."""
    joined = _own_join(sources, own_id)
    invited = _find_followed_invitation(sources, joined, own_id)
    begin = joined if invited is None else invited
    for source in select_relevant(sources if begin is None else sources[begin + 1 :], own_id):
        yield from raw_events.wrap_event(room, source, at)


def select_relevant(sources: Iterable[Source], own_id: str) -> Iterator[Source]:
    """Return messages and changes of messages by others, encrypted or not."""
    return (source for source in sources if _is_of_interest(source) and sender_of(source) not in ("", own_id))


def _is_of_interest(source: Source) -> bool:
    return "state_key" not in source and (source.get("type") in _OF_INTEREST or is_verification_event(source))


def _own_join(sources: Sequence[Source], own_id: str) -> int | None:
    """Return the index of Lotse's last join; a new display name, the same kind of event, does not count."""
    for index in range(len(sources) - 1, -1, -1):
        if _joins(sources[index], own_id):
            return index
    return None


def _joins(source: Source, own_id: str) -> bool:
    return own_membership(source, own_id) == "join" and membership_before(source) != "join"


def _find_followed_invitation(sources: Sequence[Source], joined: int | None, own_id: str) -> int | None:
    """Return where Lotse was invited before it came in at `joined`; None if it was not, or that is not in `sources`."""
    if joined is None or membership_before(sources[joined]) != "invite":
        return None
    earlier = range(joined - 1, -1, -1)
    return next((index for index in earlier if own_membership(sources[index], own_id) == "invite"), None)


def _is_complete(sources: Sequence[Source], own_id: str) -> bool:
    """Return True if what stands before `sources` was not said to Lotse."""
    joined = _own_join(sources, own_id)
    if joined is None:
        return False
    was_invited = membership_before(sources[joined]) == "invite"
    return not was_invited or _find_followed_invitation(sources, joined, own_id) is not None


async def _fill_gap(client: Client, room: str, info: RoomInfo, since: str, known: Sequence[Source]) -> list[Source]:
    """Return the events before `known`, oldest first, within bounds.

    They go back to the checkpoint, or to the invitation that Lotse followed since, which may stand before that.
    """
    filled: list[Source] = []
    start = info.timeline.prev_batch
    for _ in range(MOST_PAGES):
        has_come_in = _own_join([*filled, *known], client.user_id) is not None
        page = await _get_page(client, room, start, None if has_come_in else since)
        filled = [*reversed(page.sources), *filled] if page else filled
        if not page or not page.sources or not page.end or _is_complete([*filled, *known], client.user_id):
            return filled
        start = page.end
    log.warning("The gap in %s is longer than %d events; older ones are skipped", room, PAGE * MOST_PAGES)
    return filled


async def _get_page(client: Client, room: str, start: str | None, end: str | None) -> Any:
    """Return a page of events; None if the homeserver does not show it."""
    if not start:
        return None
    request = client.room_messages(room, start, end=end, direction=MessageDirection.back, limit=PAGE)
    try:
        return await get_response(request)
    except PermanentFailure as failure:
        log.warning("A gap in %s can't be filled: %s", room, failure)
        return None
