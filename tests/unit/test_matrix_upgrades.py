"""A room may come with a sync before the homeserver has answered the request to join it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from nio import AsyncClient, MatrixRoom

from bot.platforms.base.ports import ReceivedUpdate
from bot.platforms.matrix.rooms.direct_chats import DirectChats
from bot.platforms.matrix.rooms.invites import Invitations
from bot.platforms.matrix.rooms.upgrades import TOMBSTONE, Upgrades
from bot.storage.adapters.inbox import DatabaseInbox
from bot.storage.adapters.room_changes import DatabaseRoomChanges
from handlers.core.events import EventId, PlatformName, RoomId
from tests.prepared import open_in_memory

OLD, NEW = RoomId("!old:lotse.test"), RoomId("!new:lotse.test")
ANNA, BEA, LOTSE = (f"@{name}:lotse.test" for name in ("anna", "bea", "lotse"))
NOW = datetime(2026, 3, 1, tzinfo=UTC)
CLOSED = {
    "type": TOMBSTONE,
    "state_key": "",
    "event_id": "$closed",
    "sender": ANNA,
    "content": {"replacement_room": NEW},
}


@dataclass
class Homeserver:
    """Answers to joining only when it is told to; `client` is Lotse's."""

    client: AsyncClient
    joins: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    answers: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def state(self, request: web.Request) -> web.Response:
        if request.match_info["kind"] == "m.room.power_levels":
            return web.json_response({"users": {ANNA: 100}})
        content: dict[str, Any] = {"room_version": "11", "predecessor": {"room_id": OLD}}
        is_whole = request.query.get("format") == "event"
        return web.json_response({"sender": ANNA, "content": content} if is_whole else content)

    async def join(self, request: web.Request) -> web.Response:
        self.joins.release()
        await self.answers.acquire()
        return web.json_response({"room_id": request.match_info["room"]})


@pytest.fixture
async def homeserver() -> AsyncIterator[Homeserver]:
    app = web.Application()
    server = TestServer(app)
    there = Homeserver(AsyncClient("", LOTSE))
    app.router.add_get("/_matrix/client/v3/rooms/{room}/state/{kind}/", there.state)
    app.router.add_post("/_matrix/client/v3/join/{room}", there.join)
    await server.start_server()
    there.client.homeserver = str(server.make_url("/")).rstrip("/")
    there.client.user_id, there.client.access_token = LOTSE, "token"
    yield there
    await there.client.close()
    await server.close()


async def _is_no_channel(_: str) -> bool:
    return False


async def test_lotse_moves_into_a_room_that_came_before_the_answer_to_joining_it(homeserver: Homeserver) -> None:
    client = homeserver.client
    async with open_in_memory() as database, asyncio.TaskGroup() as tasks:
        room_changes = DatabaseRoomChanges(database)
        upgrades = Upgrades(
            client=client,
            room_changes=room_changes,
            directs=DirectChats(client, _is_no_channel),
            inbox=DatabaseInbox(database),
            clock=lambda: NOW,
            tasks=tasks,
        )
        payload = {"room": OLD, "event": CLOSED}
        closed = ReceivedUpdate(platform=PlatformName.MATRIX, id=EventId("$closed"), at=NOW, payload=payload)
        assert upgrades.note([closed]) == []
        upgrades.follow()
        await homeserver.joins.acquire()
        client.rooms[NEW] = MatrixRoom(NEW, LOTSE)
        upgrades.follow()
        homeserver.answers.release()
        async with asyncio.timeout(30):
            while upgrades.is_under_way(OLD):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert await room_changes.successor(PlatformName.MATRIX, OLD) == NEW


async def test_an_invitation_that_comes_before_the_answer_to_joining_is_accepted_as_well(
    homeserver: Homeserver,
) -> None:
    """Lotse came in, was sent out and invited again before it heard that it had come in."""
    client, accepted = homeserver.client, list[str]()

    async def accept(_: str, inviter: str) -> None:
        accepted.append(inviter)

    async def is_expected(_room: str, _inviter: str) -> bool:
        return False

    async with asyncio.TaskGroup() as tasks:
        invitations = Invitations(
            client=client,
            patterns=["*"],
            tasks=tasks,
            expected=is_expected,
            accepted=accept,
            directs=DirectChats(client, _is_no_channel),
        )
        for inviter in (ANNA, BEA):
            content = {"membership": "invite"}
            event = {"type": "m.room.member", "state_key": LOTSE, "sender": inviter, "content": content}
            invitations.note({NEW: [event]})
            invitations.answer()
            if inviter is ANNA:
                await homeserver.joins.acquire()
        homeserver.answers.release()
        async with asyncio.timeout(30):
            await homeserver.joins.acquire()
        homeserver.answers.release()
    assert accepted == [ANNA, BEA]
