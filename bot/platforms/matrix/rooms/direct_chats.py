"""Direct chats: which rooms are one, and the one with a given person, found or opened."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta

from nio import MatrixRoom

from bot.platforms.base.contract import PermanentFailure, TemporaryFailure
from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.crypto.key_upkeep import MEGOLM
from bot.platforms.matrix.homeserver.api import Api, account_data_path, path
from bot.platforms.matrix.homeserver.failures import Refusal, get_response
from bot.platforms.matrix.homeserver.raw_events import Source, mapping, string

_ENCRYPTED = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": MEGOLM}}
_PRESENT = ("join", "invite")
# How many changes of a membership are read back to find the invitation.
_MOST_CHANGES = 20


class DirectChats:
    """Rooms opened as direct chats, kept in Lotse's account data `m.direct`, as clients do.

    `is_channel` tells whether a room belongs to a topic.
    """

    def __init__(self, client: Client, is_channel: Callable[[str], Awaitable[bool]]) -> None:
        self._client = client
        self._api = Api(client)
        self._is_channel = is_channel
        self._listed: dict[str, list[str]] = {}
        self._opened: dict[str, str] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._writing = asyncio.Lock()

    async def load(self) -> None:
        """Read the list, and add rooms that were opened as direct chats without being listed; raises as `Api` does."""
        content = await self._api.find(self._path()) or {}
        self._listed = {user: _strings(rooms) for user, rooms in content.items()}
        before = dict(self._listed)
        for room_id, room in [*self._client.rooms.items()]:
            person = self._only_other(room)
            if person is not None and not self.is_listed(room_id) and await self._was_opened_as_direct(room):
                self._listed[person] = [room_id, *self._listed.get(person, [])]
        if self._listed != before:
            await self._save()

    async def add(self, room: str, person: str) -> None:
        """Remember a room as a direct chat with a person; raises TemporaryFailure, and remembers it until a restart."""
        if room not in self._listed.get(person, []):
            self._listed[person] = [room, *self._listed.get(person, [])]
            # Without a place in the account data the invitation tells it again after a restart.
            with suppress(PermanentFailure):
                await self._save()

    async def move(self, old: str, new: str) -> None:
        """Remember the successor of a direct chat as one."""
        for person in [person for person, rooms in self._listed.items() if old in rooms]:
            await self.add(new, person)

    async def partner(self, room_id: str) -> str | None:
        """Return the one other member of a direct chat, joined or invited; None for any other room."""
        room = self._client.rooms.get(room_id)
        person = self._only_other(room) if room is not None and self.is_listed(room_id) else None
        return None if person is None or await self._is_channel(room_id) else person

    async def is_private(self, room: str, person: str) -> bool:
        """Return True if this person alone reads what is sent there now; the homeserver is asked for the members.

        What the last sync brought may be outdated: news come late where the homeserver or the network is slow.
        """
        return await self.partner(room) == person and await self.members(room) == {person, self._client.user_id}

    async def room_with(self, person: str) -> str:
        """Return the chat with a person, opening one if there is none.

        Raises TemporaryFailure until the homeserver shows a new chat, or PermanentFailure.
        """
        async with self._turns[person]:
            for room in self._chats_with(person):
                if await self.is_private(room, person):
                    return room
            if self._opened.get(person, "") in {"", *self._client.rooms}:
                await self._open(person)
        raise TemporaryFailure("the direct chat was created just now", timedelta(seconds=1))

    def beside(self, room: str) -> Sequence[str]:
        """Return all direct chats with the person whose direct chat this room is, or whose id is given."""
        if room not in self._client.rooms:
            return self._chats_with(room)
        people = [person for person, rooms in self._listed.items() if room in rooms]
        chats = [chat for person in people for chat in self._chats_with(person)]
        return [chat for chat in dict.fromkeys([room, *chats]) if chat in chats]

    async def leave(self, room: str) -> None:
        """Leave a direct chat and remove it from the account data; raises as `get_response` does."""
        # It may have been left before the connection broke.
        with suppress(PermanentFailure):
            await get_response(self._client.room_leave(room))
        await get_response(self._client.room_forget(room))
        await self.remove(room)

    async def remove(self, room: str) -> None:
        """Forget that a room is a direct chat; raises as `get_response` does."""
        if self.is_listed(room):
            kept = {person: [other for other in rooms if other != room] for person, rooms in self._listed.items()}
            self._listed = {person: rooms for person, rooms in kept.items() if rooms}
            await self._save()

    def is_listed(self, room: str) -> bool:
        return any(room in rooms for rooms in self._listed.values())

    def _chats_with(self, person: str) -> list[str]:
        """Return the listed rooms that hold this person and nobody else."""
        rooms = [(room, self._client.rooms.get(room)) for rooms in self._listed.values() for room in rooms]
        alone = [room for room, known in rooms if known is not None and self._only_other(known) == person]
        return list(dict.fromkeys(alone))

    def _only_other(self, room: MatrixRoom) -> str | None:
        """Return the one other member of a room that nobody else can enter or read; None if it has another purpose."""
        others = room.users.keys() - {self._client.user_id}
        is_open = room.join_rule == "public" or room.history_visibility == "world_readable"
        is_for_a_purpose = room.is_named or room.room_type or room.parents or self._is_in_space(room.room_id)
        if len(others) != 1 or len(room.users) != len(others) + 1 or is_open or is_for_a_purpose:
            return None
        return str(*others)

    def _is_in_space(self, room: str) -> bool:
        return any(room in known.children for known in self._client.rooms.values())

    async def _was_opened_as_direct(self, room: MatrixRoom) -> bool:
        """Return True if an invitation into the room, Lotse's or the other person's, marked it as direct."""
        return any([await self._is_direct_invitee(room.room_id, user) for user in room.users])

    async def _is_direct_invitee(self, room: str, user: str) -> bool:
        event = await self._find(path("rooms", room, "state", "m.room.member", user), format="event")
        for _ in range(_MOST_CHANGES):
            content, unsigned = mapping(event.get("content")), mapping(event.get("unsigned"))
            if mapping(unsigned.get("prev_content")).get("is_direct") is True or content.get("is_direct") is True:
                return True
            before = string(unsigned.get("replaces_state"))
            if before is None:
                return False
            event = await self._find(path("rooms", room, "event", before))
        return False

    async def _find(self, where: str, **query: str) -> Source:
        try:
            return await self._api.get(where, **query)
        except Refusal:
            return {}

    async def members(self, room: str) -> set[str]:
        """Return members and invited people of a room as the homeserver shows them; nobody if it does not."""
        found = await self._find(path("rooms", room, "members"))
        events = [*map(mapping, found.get("chunk", []))]
        present = [event for event in events if mapping(event.get("content")).get("membership") in _PRESENT]
        return {string(event.get("state_key")) or "" for event in present}

    async def _open(self, person: str) -> None:
        body = {"preset": "trusted_private_chat", "is_direct": True, "invite": [person], "initial_state": [_ENCRYPTED]}
        room = string((await self._api.post(path("createRoom"), body)).get("room_id"))
        if room is not None:
            self._opened[person] = room
            await self.add(room, person)

    async def _save(self) -> None:
        async with self._writing:
            await self._api.put(self._path(), self._listed)

    def _path(self) -> str:
        return account_data_path(self._client.user_id, "m.direct")


def _strings(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
