"""Shows people in a room that Lotse is at work, without making the answer wait for it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from bot.platforms import PermanentFailure, PlatformRefused, TemporaryFailure
from bot.platforms.matrix.client import Client
from bot.platforms.matrix.failures import asked

_SHOWN_SECONDS = 30


@contextlib.asynccontextmanager
async def at_work(client: Client, room: str, tasks: asyncio.TaskGroup) -> AsyncIterator[None]:
    done = asyncio.Event()
    tasks.create_task(_show(client, room, done))
    try:
        yield
    finally:
        done.set()


async def _show(client: Client, room: str, done: asyncio.Event) -> None:
    """A homeserver that refuses this loses nothing but a courtesy."""
    with contextlib.suppress(TemporaryFailure, PermanentFailure, PlatformRefused):
        while not done.is_set():
            await asked(client.room_typing(room, typing_state=True, timeout=_SHOWN_SECONDS * 1000))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_SHOWN_SECONDS / 2):
                    await done.wait()
        await asked(client.room_typing(room, typing_state=False))
