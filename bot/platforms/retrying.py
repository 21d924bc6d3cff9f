"""Steps that are retried until they succeed, and optional steps whose failure is only logged."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.platforms import FAILURES, PlatformRefused, TemporaryFailure, Unreachable
from bot.system.tracebacks import ReportedFailure, format_trace, log_level

log = logging.getLogger(__name__)


async def attempt(step: Awaitable[object], what: str) -> None:
    """Await an optional step; log a failure under `what` instead of raising it."""
    try:
        await step
    except Exception as error:  # noqa: BLE001
        log.warning("%s: %s", what, describe_failure(error))


def describe_failure(error: Exception) -> str:
    """Return a platform's own reason, or the location of any other error."""
    return str(error) if isinstance(error, FAILURES) else format_trace(error)


T = TypeVar("T")

LEAST_WAIT = 1.0
MOST_WAIT = 60.0
# A connection that is refused costs nobody anything, nor does a full disk.
MOST_WAIT_UNREACHABLE = 5.0


async def retry_until_done(step: Callable[[], Awaitable[T]], what: str) -> T:
    """Retry with growing pauses until the step succeeds; raises PlatformRefused only."""
    failed = 0
    while True:
        try:
            return await step()
        except PlatformRefused:
            raise
        except Exception as error:  # noqa: BLE001
            wait = backoff_seconds(failed, error)
            severity = min(log_level(error), logging.WARNING)
            log.log(severity, "%s failed (%s); next try in %.1f s", what, _reason(error), wait)
        failed += 1
        await asyncio.sleep(wait)


class Backoff:
    """Growing pauses between steps of a loop without progress; `most` is the longest, in seconds."""

    def __init__(self, most: float = MOST_WAIT, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._most = most
        self._sleep = sleep
        self._idle_steps = 0

    async def after(self, *, made_progress: bool) -> None:
        """Return at once after progress; else pause, longer each time in a row."""
        if made_progress:
            self._idle_steps = 0
            return
        wait = min(self._most, backoff_seconds(self._idle_steps))
        self._idle_steps += 1
        await self._sleep(wait)


def backoff_seconds(failed: int, error: Exception | None = None) -> float:
    """Return the seconds before the next try, with jitter so that clients don't come back at the same moment."""
    spread = random.uniform(0.5, 1)  # noqa: S311
    asked_for = error.retry_after if isinstance(error, TemporaryFailure) else None
    if asked_for is not None:
        return max(LEAST_WAIT * spread, asked_for.total_seconds())
    most = MOST_WAIT_UNREACHABLE if isinstance(error, Unreachable | ReportedFailure) else MOST_WAIT
    doubled: float = LEAST_WAIT * 2 ** min(failed, 10)
    return min(most, doubled) * spread


def _reason(error: Exception) -> str:
    """Return a reason for the log, never the text of an unknown error, which may quote a message."""
    return str(error) if isinstance(error, TemporaryFailure) else type(error).__name__
