"""Correct the state of rooms where a sync shows one that may be outdated.

Beside a timeline a homeserver shows the state before the first event in it. Of two events at the same moment one does
not know of the other, so that this may be older than what Lotse was told: who has left is in the room again.
https://spec.matrix.org/v1.16/client-server-api/#get_matrixclientv3sync (`state`, and `state_after` in its place).
"""

import logging
from collections.abc import Collection

from nio import Event, RoomMemberEvent, SyncResponse

from bot.platforms.base.contract import PermanentFailure
from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.homeserver.failures import get_response

log = logging.getLogger(__name__)


async def correct(client: Client, response: SyncResponse, known: Collection[str]) -> None:
    """Ask for the state of the rooms in `known` for which the sync shows one; raises TemporaryFailure."""
    for room, info in response.rooms.join.items():
        if info.state and room in known:
            await _correct(client, room)


async def _correct(client: Client, room: str) -> None:
    try:
        response = await get_response(client.room_get_state(room))
    except PermanentFailure:
        # Lotse has been removed in the meantime; the next sync reports it.
        return
    for source in response.events:
        try:
            _take_in(client, room, Event.parse_event(source))
        except Exception as error:  # noqa: BLE001
            # As with a sync, one event that nio stumbles over must not keep the others out.
            log.error("A part of the state of %s could not be processed (%s)", room, type(error).__name__)  # noqa: TRY400
    if client.rooms[room].encrypted and client.olm is not None:
        client.olm.update_tracked_users(client.rooms[room])


def _take_in(client: Client, room: str, event: Event) -> None:
    known = client.rooms[room]
    if not isinstance(event, RoomMemberEvent):
        known.handle_event(event)
    elif known.handle_membership(event) and client.olm is not None:
        client.invalidate_outbound_session(room)
