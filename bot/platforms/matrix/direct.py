"""The direct chat with a person: found, or begun."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from bot.platforms import PermanentFailure, TemporaryFailure
from bot.platforms.matrix.api import Api, account_data, path
from bot.platforms.matrix.client import Client
from bot.platforms.matrix.failures import Refusal, asked
from bot.platforms.matrix.keys import MEGOLM
from bot.platforms.matrix.translate import string

_ENCRYPTED = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": MEGOLM}}
_THERE = ("join", "invite")
_TWO = 2


class DirectChats:
    """By Matrix id; a chat is one that both are in, or to which the person is still invited."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._api = Api(client)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def room_with(self, user: str) -> str:
        """Raises TemporaryFailure until the homeserver shows a new chat, or PermanentFailure."""
        async with self._turns[user]:
            listed = await self._listed()
            for room in dict.fromkeys((*_rooms(listed.get(user)), *self._of_two(user))):
                if room in self._client.rooms and await self._is_there(room, user):
                    return room
            await self._begin(user, listed)
        raise TemporaryFailure("the direct chat has just been begun", timedelta(seconds=1))

    def beside(self, room: str) -> Sequence[str]:
        """All chats with the person who is alone with Lotse in this room, or whose id is given."""
        known = self._client.rooms.get(room)
        if known is None:
            return [*self._of_two(room)]
        if known.member_count > _TWO:
            return []
        others = known.users.keys() - {self._client.user_id}
        return [*dict.fromkeys([room, *(chat for user in others for chat in self._of_two(user))])]

    async def leave(self, room: str) -> None:
        """Neither the room nor the person stands in Lotse's account any more; raises as `asked` does."""
        # It may have been left before the connection broke.
        with suppress(PermanentFailure):
            await asked(self._client.room_leave(room))
        await asked(self._client.room_forget(room))
        listed = {user: _rooms(rooms) for user, rooms in (await self._listed()).items()}
        kept = {user: [other for other in rooms if other != room] for user, rooms in listed.items()}
        if kept != listed:
            await self._api.put(self._path(), {user: rooms for user, rooms in kept.items() if rooms})

    async def _listed(self) -> Mapping[str, Any]:
        try:
            return await self._api.get(self._path())
        except Refusal:
            return {}

    def _of_two(self, user: str) -> Iterator[str]:
        """Rooms that the person began, or that were begun without being listed; none that is for a purpose."""
        for room_id, room in self._client.rooms.items():
            if room.member_count == _TWO and user in room.users and not room.is_named:
                yield room_id

    async def _is_there(self, room: str, user: str) -> bool:
        try:
            member = await self._api.get(path("rooms", room, "state", "m.room.member", user))
        except Refusal:
            return False
        return member.get("membership") in _THERE

    async def _begin(self, user: str, listed: Mapping[str, Any]) -> None:
        body = {"preset": "trusted_private_chat", "is_direct": True, "invite": [user], "initial_state": [_ENCRYPTED]}
        room = string((await self._api.post(path("createRoom"), body)).get("room_id"))
        await self._api.put(self._path(), {**listed, user: [room, *_rooms(listed.get(user))]})

    def _path(self) -> str:
        return account_data(self._client.user_id, "m.direct")


def _rooms(value: object) -> list[str]:
    return [room for room in value if isinstance(room, str)] if isinstance(value, list) else []
