"""Telegram forgets updates once later ones are asked for: by then they are on the disk."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.platforms.base.queues import Lanes
from bot.platforms.telegram.polling import Polling
from handlers.core.events import PlatformName


@dataclass
class Telegram:
    """Brings one update for each request, and is asked no more than twice; it plays all parts around the loop."""

    steps: list[str] = field(default_factory=list)
    place: int = 0

    async def get_raw_updates(self, *, offset: int | None, **_: object) -> list[Any]:
        self.steps.append(f"ask from {offset}")
        if self.steps.count("put") == 2:
            raise asyncio.CancelledError
        return [{"update_id": self.place + 1}]

    async def get_webhook_info(self) -> "Telegram":
        return self

    url = ""

    async def has_room(self, _: PlatformName) -> bool:
        return True

    async def checkpoint(self, _: PlatformName) -> str:
        return str(self.place)

    async def sync(self) -> None:
        self.steps.append("sync")

    async def take(self, _: Sequence[Any], following: int, *, durable: bool) -> int:
        assert not durable
        self.steps.append("put")
        self.place = following
        return 1


@dataclass
class Reading:
    """Takes updates and does nothing with them."""

    take: Any
    lanes: Lanes


async def test_what_was_put_is_on_the_disk_before_more_is_asked_for() -> None:
    telegram = Telegram()
    async with asyncio.TaskGroup() as tasks:
        reading = Reading(telegram.take, Lanes(tasks))
        polling = Polling(bot=telegram, inbox=telegram, reading=reading)  # type: ignore[arg-type]
        with pytest.raises(asyncio.CancelledError):
            await polling.run()
    assert telegram.steps == ["sync", "ask from None", "put", "sync", "ask from 2", "put", "sync", "ask from 4"]
