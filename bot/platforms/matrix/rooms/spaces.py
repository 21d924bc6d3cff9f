"""Spaces whose joined members count as verified: only the membership events of the room itself are asked for.

What other rooms say of a space (`m.space.child`, `m.space.parent`, their aliases) makes nobody a member.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from nio import AsyncClient, SyncResponse

from bot.platforms.base.contract import PermanentFailure, TemporaryFailure
from bot.platforms.base.retrying import retry_until_done
from bot.platforms.base.space_members import SpaceMembers
from bot.platforms.matrix.homeserver.api import Api, path
from bot.platforms.matrix.homeserver.raw_events import Source, mapping, string
from bot.platforms.matrix.rooms.rooms import Rooms
from handlers.core.events import RoomId

log = logging.getLogger(__name__)

# How long the start waits for the server of an alias.
_RESOLVE_SECONDS = 10


async def resolve_space(client: AsyncClient, name: str) -> RoomId:
    """Return the room that an id or an alias stands for; raises as `Api` does."""
    if not name.startswith("#"):
        return RoomId(name)
    found = string((await Api(client).get(path("directory", "room", name))).get("room_id"))
    if found is None:
        raise PermanentFailure(f"{name} stands for no room")
    return RoomId(found)


async def read_joined(client: AsyncClient, space: str) -> set[str]:
    """Return the accounts that are joined to a room that Lotse is joined to; raises as `Api` does."""
    return {*mapping((await Api(client).get(path("rooms", space, "joined_members"))).get("joined"))}


@dataclass(frozen=True, kw_only=True)
class MemberSpaces:
    """Keeps `members` true to their spaces; one that can't be read, or is no space, has no members.

    An alias is looked up at the start, and stands for the same room until the next.
    """

    client: AsyncClient
    rooms: Rooms
    members: SpaceMembers
    tasks: asyncio.TaskGroup
    _spaces: set[RoomId] = field(default_factory=set)
    _unread: set[RoomId] = field(default_factory=set)

    async def open(self) -> None:
        """Read all spaces after the first sync; an alias that can't be looked up in time is retried later."""
        self.members.clear()
        for name in self.members.names:
            try:
                async with asyncio.timeout(_RESOLVE_SECONDS):
                    await self._add(name)
            except (TemporaryFailure, TimeoutError):
                self.tasks.create_task(self._add_later(name))
        await self._read_all()
        self.members.confirm()

    async def note(self, response: SyncResponse) -> None:
        """Read the spaces that a sync shows something of, and those that could not be read before."""
        for space in self._spaces & response.rooms.leave.keys():
            self.members.drop(space)
        self._unread.update(self._spaces & response.rooms.join.keys())
        await self._read_all()
        for space in self._spaces & response.rooms.join.keys():
            self._remove_departed(space, response.sources[space])
        self.members.confirm()

    async def _add(self, name: str) -> None:
        try:
            space = await resolve_space(self.client, name)
        except PermanentFailure as failure:
            log.warning("The space %s can't be found: %s", name, failure)
            return
        self._spaces.add(space)
        self._unread.add(space)

    async def _add_later(self, name: str) -> None:
        await retry_until_done(lambda: self._add(name), f"Looking up the space {name}")

    async def _read_all(self) -> None:
        for space in [*self._unread]:
            await self._read(space)

    async def _read(self, space: RoomId) -> None:
        """Read who is joined; nobody is as long as that fails."""
        try:
            joined = await read_joined(self.client, space) if self.rooms.is_space(space) else set()
        except (TemporaryFailure, PermanentFailure):
            self.members.drop(space)
        else:
            self.members.put(space, joined)
            # A sync shows it once Lotse has joined.
            self._unread.discard(space)

    def _remove_departed(self, space: RoomId, sources: Sequence[Source]) -> None:
        """Remove whoever left according to a sync, as a homeserver's other answers may be older."""
        last = {string(each.get("state_key")): each for each in sources if each.get("type") == "m.room.member"}
        gone = {who for who, each in last.items() if mapping(each.get("content")).get("membership") != "join"}
        self.members.remove(space, gone)
