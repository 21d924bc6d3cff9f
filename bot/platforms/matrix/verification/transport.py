"""Transport of a verification's events; a repeated event is sent once."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from bot.platforms.base.contract import TemporaryFailure
from bot.platforms.matrix.homeserver.api import Api, path
from bot.platforms.matrix.homeserver.raw_events import Source, mapping, string

Request: TypeAlias = Callable[[], Awaitable[None]]
_AGAIN_SECONDS = 1.0


@dataclass(kw_only=True)
class RequestQueue:
    """Requests in order; `failed` is called when one fails or is late, and those behind it are dropped."""

    tasks: asyncio.TaskGroup
    clock: Callable[[], datetime]
    until: datetime
    failed: Callable[[Exception], Awaitable[None]]
    _waiting: list[Request] = field(default_factory=list)

    def add(self, request: Request) -> None:
        """Queue a request."""
        self._waiting.append(request)
        if len(self._waiting) == 1:
            self.tasks.create_task(self._run())

    def drop(self) -> None:
        """Drop all requests except the one under way."""
        del self._waiting[1:]

    async def _run(self) -> None:
        while self._waiting:
            try:
                await self._persist(self._waiting[0])
            except Exception as error:  # noqa: BLE001
                self._waiting.clear()
                await self.failed(error)
                return
            del self._waiting[0]

    async def _persist(self, request: Request) -> None:
        while True:
            try:
                return await request()
            except TemporaryFailure as failure:
                if self.clock() >= self.until:
                    raise
                wait = failure.retry_after.total_seconds() if failure.retry_after else 0
            await asyncio.sleep(max(wait, _AGAIN_SECONDS))


EVENT_PREFIX = "m.key.verification."


def is_request(source: Source) -> bool:
    """Return whether an event requests a verification; in rooms it is a message that older clients show."""
    content = mapping(source.get("content"))
    return source.get("type") == "m.room.message" and content.get("msgtype") == f"{EVENT_PREFIX}request"


def is_verification_event(source: Source) -> bool:
    return is_request(source) or (string(source.get("type")) or "").startswith(EVENT_PREFIX)


class SendEvent(Protocol):
    async def __call__(self, room: str, kind: str, content: dict[str, Any], key: str) -> None:
        """Send an event into a room, encrypted in encrypted rooms, once per key."""


class Transport(Protocol):
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
    post: SendEvent
    room: str
    id: str

    async def send(self, kind: str, content: Mapping[str, Any]) -> None:
        reference = {"rel_type": "m.reference", "event_id": self.id}
        await self.post(self.room, kind, {**content, "m.relates_to": reference}, f"{self.id}-{kind}")
