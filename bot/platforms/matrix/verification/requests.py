"""What a verification has still to do at the homeserver: in order, and again until it is done."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from bot.platforms import TemporaryFailure

Errand: TypeAlias = Callable[[], Awaitable[None]]

_AGAIN_SECONDS = 1.0


@dataclass(kw_only=True)
class Errands:
    """`failed` hears of the first one that can't be done, or not in time; those behind it are dropped."""

    tasks: asyncio.TaskGroup
    clock: Callable[[], datetime]
    until: datetime
    failed: Callable[[Exception], Awaitable[None]]
    _waiting: list[Errand] = field(default_factory=list)

    def add(self, errand: Errand) -> None:
        """Returns at once."""
        self._waiting.append(errand)
        if len(self._waiting) == 1:
            self.tasks.create_task(self._run())

    def drop(self) -> None:
        """All but the one under way."""
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

    async def _persist(self, errand: Errand) -> None:
        while True:
            try:
                return await errand()
            except TemporaryFailure as failure:
                if self.clock() >= self.until:
                    raise
                wait = failure.retry_after.total_seconds() if failure.retry_after else 0
            await asyncio.sleep(max(wait, _AGAIN_SECONDS))
