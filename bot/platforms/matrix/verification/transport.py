"""How the events of a verification reach the other side; repeating one sends it once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.platforms.matrix.homeserver.api import Api, path


class Post(Protocol):
    async def __call__(self, room: str, kind: str, content: dict[str, Any], key: str) -> None:
        """Sends an event into a room, encrypted where the room is; once for every key."""


class Way(Protocol):
    async def send(self, kind: str, content: Mapping[str, Any]) -> None:
        """Raises TemporaryFailure, PermanentFailure or PlatformRefused."""


@dataclass(frozen=True, kw_only=True)
class ToDevice:
    api: Api
    user_id: str
    device_id: str
    id: str

    async def send(self, kind: str, content: Mapping[str, Any]) -> None:
        message = {self.user_id: {self.device_id: {**content, "transaction_id": self.id}}}
        await self.api.put(path("sendToDevice", kind, f"{self.id}-{kind}"), {"messages": message})


@dataclass(frozen=True, kw_only=True)
class InRoom:
    post: Post
    room: str
    id: str

    async def send(self, kind: str, content: Mapping[str, Any]) -> None:
        reference = {"rel_type": "m.reference", "event_id": self.id}
        await self.post(self.room, kind, {**content, "m.relates_to": reference}, f"{self.id}-{kind}")
