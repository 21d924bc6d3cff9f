"""What waits on a platform goes out together, and a broadcast gives way to people."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.queue import QueuedRoom
from bot.delivery.rate_limiter import RateLimiter, Slot
from bot.delivery.workers import MAX_ANNOUNCEMENTS_BESIDE_REPLIES, MAX_CONCURRENT_ROOMS, REPLY_WINDOW, Worker
from bot.platforms.telegram.traits import PACE
from handlers.core.events import RoomId

ROOMS = 60
TURNS = 10


class Server:
    """Does nothing until it is let."""

    def __init__(self, *, paced: bool = False) -> None:
        self.now = datetime(2026, 11, 23, 9, tzinfo=UTC)
        self.under_way: dict[QueuedRoom, asyncio.Event] = {}
        pacing = RateLimiter(PACE if paced else None, lambda: self.now, {})
        self.pump = Worker(pacing, self.send, lambda: self.now, asyncio.sleep)

    async def send(self, waiting: QueuedRoom, place: Slot) -> bool:
        place.start()
        self.under_way[waiting] = asyncio.Event()
        await self.under_way[waiting].wait()
        del self.under_way[waiting]
        return False

    async def ends(self, number: int) -> int:
        """So many arrive; how many are on their way then."""
        for arrived in [*self.under_way.values()][:number]:
            arrived.set()
        for _ in range(TURNS):
            await asyncio.sleep(0)
        return len(self.under_way)

    def announce(self) -> None:
        for room in range(ROOMS):
            self.pump.put(QueuedRoom(RoomId(f"!{room}"), announcement=True))


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    yield server
    await server.pump.close()


async def test_many_at_once(server: Server) -> None:
    server.announce()
    assert await server.ends(0) == MAX_CONCURRENT_ROOMS
    assert await server.ends(5) == MAX_CONCURRENT_ROOMS


async def test_few_at_once_while_somebody_is_answered_and_then_many_again(server: Server) -> None:
    server.announce()
    await server.ends(0)
    server.pump.reserve_for_reply()
    assert await server.ends(5) == MAX_CONCURRENT_ROOMS - 5
    assert await server.ends(MAX_CONCURRENT_ROOMS - 5) == MAX_ANNOUNCEMENTS_BESIDE_REPLIES
    server.now += REPLY_WINDOW
    assert await server.ends(1) == MAX_CONCURRENT_ROOMS


async def test_answers_that_wait_do_not_give_way(server: Server) -> None:
    server.pump.reserve_for_reply()
    server.announce()
    assert await server.ends(0) == MAX_ANNOUNCEMENTS_BESIDE_REPLIES
    for room in range(3):
        server.pump.put(QueuedRoom(RoomId(f"!{room}"), announcement=False))
    assert await server.ends(0) == MAX_ANNOUNCEMENTS_BESIDE_REPLIES + 3


async def test_a_pace_keeps_room_for_answers_by_itself() -> None:
    server = Server(paced=True)
    server.pump.reserve_for_reply()
    server.announce()
    for _ in range(MAX_ANNOUNCEMENTS_BESIDE_REPLIES + 1):
        await server.ends(0)
        server.now += timedelta(seconds=0.5)
        server.pump.wake()
    assert await server.ends(0) > MAX_ANNOUNCEMENTS_BESIDE_REPLIES
    await server.pump.close()
