"""Execution of a plan, step by step; a failure leaves earlier steps done."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from mimetypes import guess_type
from typing import Any, TypeAlias, TypeVar

from nio import AsyncClient
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception

from bot.platforms.base.contract import PermanentFailure, PlatformRefused, TemporaryFailure
from bot.platforms.base.retrying import call_with, wait_backoff
from bot.platforms.matrix.homeserver.api import Api, path
from bot.platforms.matrix.homeserver.failures import Refusal, get_response
from bot.platforms.matrix.provision import state
from bot.platforms.matrix.provision.current import CurrentSpace, save_memory
from bot.platforms.matrix.provision.desired import SPACE, Avatar, DesiredSpace, Room
from bot.platforms.matrix.provision.plan import Alias, Create, Invite, Link, Note, Put, Step, Unlink, Upload

T = TypeVar("T")

Say: TypeAlias = Callable[[str], None]
NoteChannel: TypeAlias = Callable[[str, str], Awaitable[None]]

_LONG_SECONDS = 5


async def await_rate_limit(
    request: Callable[[], Awaitable[T]], say: Say, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> T:
    """Repeat a request as long as the homeserver says when; raises TemporaryFailure if it does not say."""

    def report(state: RetryCallState) -> None:
        if state.upcoming_sleep >= _LONG_SECONDS:
            say(f"  The homeserver asks to wait {state.upcoming_sleep:.0f} seconds.")

    is_limited = retry_if_exception(_is_rate_limit)
    return await call_with(
        AsyncRetrying(retry=is_limited, wait=wait_backoff, before_sleep=report, sleep=sleep), request
    )


def _is_rate_limit(error: BaseException) -> bool:
    return isinstance(error, TemporaryFailure) and error.retry_after is not None


class PatientApi(Api):
    """An API that waits as long as the homeserver asks for."""

    def __init__(self, client: AsyncClient, say: Say) -> None:
        super().__init__(client)
        self._say = say

    async def _request(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        return await await_rate_limit(lambda: super(PatientApi, self)._request(method, path, body), self._say)


@dataclass(kw_only=True)
class PlanRunner:
    """Runs a plan; `found` grows by what has been created."""

    client: AsyncClient
    api: Api
    wanted: DesiredSpace
    found: CurrentSpace
    note: NoteChannel
    say: Say

    async def carry_out(self, steps: Sequence[Step]) -> None:
        """Run the steps; raises PlatformRefused with what was done so far and why it did not go on."""
        for done, step in enumerate(steps):
            self.say(f"[{done + 1}/{len(steps)}] {step}")
            try:
                await self._take(step)
            except (TemporaryFailure, PermanentFailure) as failure:
                hint = _hint(failure)
                raise PlatformRefused(
                    f"Stopped after {done} of {len(steps)} steps at: {step}. The reason: {failure}.{hint} "
                    "Run `lotse matrix provision` again to go on."
                ) from failure
        await self._remember()

    async def _take(self, step: Step) -> None:
        match step:
            case Upload():
                await self._upload()
            case Create(room=room):
                await self._create(room)
            case Alias(room=room, taken=taken):
                await self._point(room, taken=taken)
            case Put(room=room, kind=kind):
                held = self.found.rooms.get(room.key)
                found = state.desired_content(kind, room, self.wanted, self._references(), held) or {}
                await self._put(room, kind, state.key_of(kind, self._references()), found)
            case Link(room=room):
                await self._put(self.wanted.space, "m.space.child", self._id(room), {"via": [self.wanted.server]})
            case Unlink(former=former):
                await self._put(self.wanted.space, "m.space.child", former, {})
            case Invite(room=room, user=user):
                await self.api.post(path("rooms", self._id(room), "invite"), {"user_id": user})
            case Note(room=room):
                await self.note(self._id(room), room.key)

    async def _upload(self) -> None:
        avatar = self.wanted.avatar
        assert avatar is not None  # noqa: S101
        url = await await_rate_limit(lambda: upload_avatar(self.client, avatar), self.say)
        await self._remember(avatar_digest=avatar.digest, avatar_url=url)

    async def _create(self, room: Room) -> None:
        body = state.creation_request(room, self.wanted, self._references(), self.found.version)
        made = await self.api.post(path("createRoom"), body)
        await self._remember({room.key: str(made.get("room_id"))})

    async def _point(self, room: Room, *, taken: bool) -> None:
        where = path("directory", "room", room.alias)
        if taken:
            await self.api.delete(where)
        await self.api.put(where, {"room_id": self._id(room)})

    async def _put(self, room: Room, kind: str, key: str, content: Mapping[str, Any]) -> None:
        await self.api.put(path("rooms", self._id(room), "state", kind, key), content)

    async def _remember(self, made: Mapping[str, str] | None = None, **changed: str) -> None:
        """Save the ids of all rooms, also of those found through an upgrade or an alias."""
        known = {key: held.room for key, held in self.found.rooms.items()}
        before = self.found.memory
        memory = replace(before, rooms={**before.rooms, **known, **(made or {})}, **changed)
        if memory != before:
            self.found = replace(self.found, memory=memory)
            await save_memory(self.api, self.wanted.own_id, memory)

    def _id(self, room: Room) -> str:
        held = self.found.rooms.get(room.key)
        return held.room if held else self.found.memory.rooms[room.key]

    def _references(self) -> state.References:
        space = self.found.rooms.get(SPACE)
        made = space.room if space else self.found.memory.rooms.get(SPACE)
        return state.References(space=made, avatar=self.found.memory.avatar_of(self.wanted))


async def upload_avatar(client: AsyncClient, avatar: Avatar) -> str:
    kind = guess_type(avatar.file.name)[0] or "application/octet-stream"
    request = client.upload(BytesIO(avatar.data), kind, avatar.file.name, filesize=len(avatar.data))
    return str((await get_response(_first(request))).content_uri)


async def _first(request: Awaitable[tuple[Any, Any]]) -> Any:
    """Return the response of an upload, which nio returns with the keys of encrypted files."""
    return (await request)[0]


def _hint(failure: Exception) -> str:
    if isinstance(failure, Refusal) and failure.code == "M_FORBIDDEN":
        return " Lotse lacks the right to do this; in its rooms it needs the power level 100."
    return ""
