"""Lotse's own membership: joins, removals, and returns to rooms."""

from nio import SyncResponse

from bot.platforms.base.ports import ReceivedUpdate, RoomChanges
from bot.platforms.base.sanitising import sanitise_name
from bot.platforms.matrix.homeserver.raw_events import (
    Source,
    mapping,
    room_name_of,
    room_of,
    sender_name_of,
    sender_of,
    source_of,
    string,
)
from handlers.core.events import Address, JoinedRoom, PlatformName, RemovedFromRoom, RoomId, Sender


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


_LONGEST_NAME = 200


def translate_removal(update: ReceivedUpdate) -> RemovedFromRoom:
    source = source_of(update)
    return RemovedFromRoom(
        id=update.id,
        at=update.at,
        address=Address(platform=PlatformName.MATRIX, room=room_of(update)),
        sender=Sender(
            platform=PlatformName.MATRIX,
            id=sender_of(source),
            name=sanitise_name(sender_name_of(update))[:_LONGEST_NAME],
        ),
        banned=mapping(source.get("content")).get("membership") == "ban",
        room_name=sanitise_name(room_name_of(update)),
    )


def translate_join(update: ReceivedUpdate) -> JoinedRoom:
    """Return the event of a join; its sender is the inviter, as far as the homeserver tells."""
    source = source_of(update)
    inviter = string(mapping(source.get("unsigned")).get("prev_sender")) or sender_of(source)
    return JoinedRoom(
        id=update.id,
        at=update.at,
        address=Address(platform=PlatformName.MATRIX, room=room_of(update)),
        sender=Sender(platform=PlatformName.MATRIX, id=inviter),
    )


class JoinTracker:
    """Reopens rooms in which Lotse is again."""

    def __init__(self, room_changes: RoomChanges) -> None:
        self._room_changes = room_changes
        self._inside: set[str] = set()

    async def note(self, response: SyncResponse) -> None:
        self._inside -= response.rooms.leave.keys()
        new = response.rooms.join.keys() - self._inside
        if new:
            await self._room_changes.reopen(PlatformName.MATRIX, [RoomId(room) for room in new])
            self._inside |= new
