"""Hold messages for rooms without readers, and leave rooms in which Lotse is alone."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nio import MatrixRoom, RoomMemberEvent, SyncResponse

from bot.platforms.base.contract import FAILURES, Action, Delivery
from bot.platforms.base.ports import RoomChanges
from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.homeserver.api import Api, path
from bot.platforms.matrix.homeserver.raw_events import sender_of
from bot.platforms.matrix.rooms.direct_chats import DirectChats
from bot.platforms.matrix.rooms.rooms import Rooms
from handlers.core.events import PlatformName, RoomId

log = logging.getLogger(__name__)

# Long enough to see an invitation or a return that follows at once.
GRACE = timedelta(seconds=10)
# People may come back by themselves.
GRACE_OPEN = timedelta(days=1)
_OPEN = ("public", "knock", "restricted", "knock_restricted")


def is_for_readers(delivery: Delivery) -> bool:
    """Return True if a delivery addresses all members of the room, like a question to colleagues."""
    message = delivery.message
    is_for_all = message.private_to is None and message.announcement is None and message.mention is None
    return delivery.action is Action.MESSAGE and is_for_all


def has_readers(room: MatrixRoom) -> bool:
    """Return True if a member can read what is sent now, or future members will be able to."""
    others = [user for user in room.users.values() if user.user_id != room.own_user_id]
    if any(not user.invited for user in others):
        return True
    if room.history_visibility == "joined":
        return False
    # Whoever comes later has no keys; those who are invited are given them.
    return bool(others) or not (room.encrypted or room.history_visibility == "invited")


@dataclass(frozen=True, kw_only=True)
class RoomReaders:
    """Check attendance after each sync."""

    client: Client
    directs: DirectChats
    room_changes: RoomChanges
    rooms: Rooms
    clock: Callable[[], datetime]
    tasks: asyncio.TaskGroup
    _alone_since: dict[str, datetime] = field(default_factory=dict)
    _at_work: set[str] = field(default_factory=set)
    _seen: set[str] = field(default_factory=set)
    _released: set[str] = field(default_factory=set)

    async def note(self, response: SyncResponse) -> None:
        """Release held deliveries where somebody joined, and leave rooms where nobody has been for a while."""
        joined = response.rooms.join
        changed = {name for name, info in joined.items() if _members_changed(info)} | (joined.keys() - self._seen)
        self._seen.update(changed)
        known = [(name, self.rooms.get(name)) for name in sorted(changed | self.rooms.held)]
        attended = [RoomId(name) for name, room in known if room is not None and has_readers(room)]
        if attended:
            await self.room_changes.release_held(PlatformName.MATRIX, attended)
        # Deliveries that were tried at the same moment are seen as held only in the next round.
        self.rooms.held.difference_update(self._released)
        self._released.clear()
        self._released.update(self.rooms.held & {*attended})
        self._leave_the_empty()

    def _leave_the_empty(self) -> None:
        alone = {name for name, room in self.client.rooms.items() if _is_alone(room) and not self._is_in_space(name)}
        for name in self._alone_since.keys() - alone:
            del self._alone_since[name]
        for name in alone - self._at_work:
            since = self._alone_since.setdefault(name, self.clock())
            grace = GRACE_OPEN if self.client.rooms[name].join_rule in _OPEN else GRACE
            if self.clock() - since >= grace:
                self._at_work.add(name)
                self.tasks.create_task(self._leave(name))

    def _is_in_space(self, room: str) -> bool:
        return any(room in known.children for known in self.client.rooms.values())

    async def _leave(self, room: str) -> None:
        """Leave the room; a failure is retried after a later sync."""
        try:
            if await self._may_be_left(room):
                await self.directs.leave(room)
                self.rooms.forget(room)
                await self.room_changes.close(PlatformName.MATRIX, RoomId(room), self.clock())
                log.info("Left %s, which had no other members", room)
            else:
                self._alone_since[room] = self.clock() + GRACE_OPEN
        except FAILURES as failure:
            log.warning("%s has no other members but can't be left: %s", room, failure)
        finally:
            self._at_work.discard(room)

    async def _may_be_left(self, room: str) -> bool:
        """Return whether Lotse may leave: nobody joined lately, and it is neither a channel nor made for others."""
        if await self.directs.members(room) != {self.client.user_id}:
            return False
        if await self.room_changes.is_channel(PlatformName.MATRIX, RoomId(room)):
            return False
        create = await Api(self.client).get(path("rooms", room, "state", "m.room.create", ""), format="event")
        return sender_of(create) not in ("", self.client.user_id) or self.directs.is_listed(room)


def _members_changed(info: object) -> bool:
    events = [*getattr(info, "state", []), *getattr(getattr(info, "timeline", None), "events", [])]
    return any(isinstance(event, RoomMemberEvent) for event in events)


def _is_alone(room: MatrixRoom) -> bool:
    """Return whether the room is neither a space nor part of one."""
    return room.users.keys() == {room.own_user_id} and not room.room_type and not room.parents
