"""Steps that are tried until they succeed."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.platforms import PlatformRefused, TemporaryFailure, Unreachable
from bot.system.tracebacks import ReportedFailure, log_level

log = logging.getLogger(__name__)

T = TypeVar("T")

LEAST_WAIT = 1.0
MOST_WAIT = 60.0
# A connection that is refused costs nobody anything, nor does a full disk.
MOST_WAIT_UNREACHABLE = 5.0


async def retried(step: Callable[[], Awaitable[T]], what: str) -> T:
    """Tries until it succeeds, ever more slowly; only a refusal and cancellation end it."""
    failed = 0
    while True:
        try:
            return await step()
        except PlatformRefused:
            raise
        except Exception as error:  # noqa: BLE001
            wait = pause(failed, error)
            severity = min(log_level(error), logging.WARNING)
            log.log(severity, "%s failed (%s); next try in %.1f s", what, _reason(error), wait)
        failed += 1
        await asyncio.sleep(wait)


class Backoff:
    """Pauses between the steps of a loop that bring nothing; `most` is the longest, in seconds."""

    def __init__(self, most: float = MOST_WAIT, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._most = most
        self._sleep = sleep
        self._fruitless = 0

    async def after(self, *, fruitful: bool) -> None:
        """Return at once after a fruitful step; else pause, longer each time in a row."""
        if fruitful:
            self._fruitless = 0
            return
        wait = min(self._most, pause(self._fruitless))
        self._fruitless += 1
        await self._sleep(wait)


def pause(failed: int, error: Exception | None = None) -> float:
    """Seconds before the next try, spread so that many clients don't come back at the same moment."""
    spread = random.uniform(0.5, 1)  # noqa: S311
    asked_for = error.retry_after if isinstance(error, TemporaryFailure) else None
    if asked_for is not None:
        return max(LEAST_WAIT * spread, asked_for.total_seconds())
    most = MOST_WAIT_UNREACHABLE if isinstance(error, Unreachable | ReportedFailure) else MOST_WAIT
    doubled: float = LEAST_WAIT * 2 ** min(failed, 10)
    return min(most, doubled) * spread


def _reason(error: Exception) -> str:
    """Never the text of an unknown error: it may quote a message."""
    return str(error) if isinstance(error, TemporaryFailure) else type(error).__name__
