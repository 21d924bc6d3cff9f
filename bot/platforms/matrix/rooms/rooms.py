"""Rooms with their members, and which messages are Lotse's own."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nio import MatrixRoom

from bot.platforms.base.contract import PermanentFailure
from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.homeserver.failures import get_response
from bot.platforms.matrix.homeserver.raw_events import sender_of, thread_of
from bot.platforms.matrix.rooms.mention import OwnNames
from handlers.core.events import MessageId, RoomId, ThreadId


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomContext:
    """The room of an event, as needed to translate the event."""

    room: RoomId
    direct: bool
    own: OwnNames
    sender_name: str = ""


_REMEMBERED = 10_000


class Rooms:
    """The rooms of the account; `held` are those whose deliveries wait for readers."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.held: set[str] = set()
        self._own: OrderedDict[tuple[str, str], bool] = OrderedDict()

    def get(self, room: str) -> MatrixRoom | None:
        return self._client.rooms.get(room)

    def is_space(self, room: str) -> bool:
        """Return whether Lotse is in the room and it is a space, in which it neither talks nor listens."""
        known = self.get(room)
        return known is not None and known.room_type == "m.space"

    def forget(self, room: str) -> None:
        """Drop a room that Lotse has left, which nio would keep."""
        self._client.rooms.pop(room, None)

    def place(self, room: str, source: Mapping[str, Any], *, direct: bool) -> RoomContext:
        known = self.get(room)
        members = known.users if known is not None else {}
        sender = members.get(sender_of(source))
        own = members.get(self._client.user_id)
        return RoomContext(
            room=RoomId(room),
            direct=direct,
            own=OwnNames(user_id=self._client.user_id, name=(own.display_name or "") if own else ""),
            sender_name=(sender.display_name or "") if sender else "",
        )

    def note_own(self, room: str, message: MessageId) -> None:
        self._remember(room, message, own=True)

    async def is_own(self, room: str, message: MessageId) -> bool:
        """Return whether Lotse wrote the message; raises TemporaryFailure if the homeserver can't say now."""
        if (room, message) not in self._own:
            self._remember(room, message, own=await self._wrote(room, message))
        return self._own[room, message]

    async def thread_of(self, room: str, message: MessageId) -> ThreadId | None:
        """Return the thread of a message, if any; raises TemporaryFailure if the homeserver can't say now."""
        try:
            response = await get_response(self._client.room_get_event(room, message))
        except PermanentFailure:
            return None
        return thread_of(response.event.source)

    async def _wrote(self, room: str, message: MessageId) -> bool:
        try:
            response = await get_response(self._client.room_get_event(room, message))
        except PermanentFailure:
            return False
        return bool(response.event.sender == self._client.user_id)

    def _remember(self, room: str, message: str, *, own: bool) -> None:
        self._own[room, message] = own
        while len(self._own) > _REMEMBERED:
            self._own.popitem(last=False)
