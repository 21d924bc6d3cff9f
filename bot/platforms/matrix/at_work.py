"""Shows people in a room that Lotse is at work, without making the answer wait for it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from bot.platforms import FAILURES
from bot.platforms.courtesy import courteously
from bot.platforms.matrix.client import Client
from bot.platforms.matrix.failures import asked

_SHOWN_SECONDS = 30
# An answer that is there at once needs no notice; the homeserver would see to it first.
_UNNOTICED_SECONDS = 0.4


@contextlib.asynccontextmanager
async def at_work(client: Client, room: str, tasks: asyncio.TaskGroup) -> AsyncIterator[None]:
    done = asyncio.Event()
    tasks.create_task(courteously(_show(client, room, done), "Nobody is shown that Lotse is at work"))
    try:
        yield
    finally:
        done.set()


async def _show(client: Client, room: str, done: asyncio.Event) -> None:
    """A homeserver that refuses this loses nothing but a courtesy."""
    if await _within(_UNNOTICED_SECONDS, done):
        return
    with contextlib.suppress(*FAILURES):
        while not done.is_set():
            await asked(client.room_typing(room, typing_state=True, timeout=_SHOWN_SECONDS * 1000))
            await _within(_SHOWN_SECONDS / 2, done)
        await asked(client.room_typing(room, typing_state=False))


async def _within(seconds: float, done: asyncio.Event) -> bool:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await done.wait()
    return done.is_set()
