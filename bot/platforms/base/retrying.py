"""Steps that are retried until they succeed, and optional steps whose failure is only logged."""

import asyncio
import logging
import operator
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, retry_if_result

from bot.platforms.base.contract import FAILURES, PlatformRefused, TemporaryFailure, Unreachable
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

    def log_failure(state: RetryCallState) -> None:
        error = _error_of(state)
        severity = min(log_level(error), logging.WARNING) if error else logging.WARNING
        log.log(severity, "%s failed (%s); next try in %.1f s", what, _reason(error), state.upcoming_sleep)

    return await call_with(
        AsyncRetrying(retry=retry_if_exception(_may_succeed_later), wait=wait_backoff, before_sleep=log_failure), step
    )


async def call_with(retrying: AsyncRetrying, step: Callable[[], Awaitable[T]]) -> T:
    """Return the result of a step that is retried in this way."""

    # Only what is declared as a coroutine function is awaited: a lambda that returns an awaitable is not.
    async def run() -> T:
        return await step()

    result: T = await retrying(run)
    return result


async def repeat_until_progress(
    step: Callable[[], Awaitable[bool]],
    what: str,
    most: float = MOST_WAIT,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Repeat a step that is retried until it returns True, with growing pauses of at most so many seconds."""
    is_fruitless = retry_if_result(operator.not_)
    pauses = AsyncRetrying(retry=is_fruitless, wait=lambda state: min(most, wait_backoff(state)), sleep=sleep)
    await pauses(retry_until_done, step, what)


def backoff_seconds(failed: int, error: Exception | None = None) -> float:
    """Return the seconds before the next try, with jitter so that clients don't come back at the same moment."""
    spread = random.uniform(0.5, 1)  # noqa: S311
    asked_for = error.retry_after if isinstance(error, TemporaryFailure) else None
    if asked_for is not None:
        return max(LEAST_WAIT * spread, asked_for.total_seconds())
    most = MOST_WAIT_UNREACHABLE if isinstance(error, Unreachable | ReportedFailure) else MOST_WAIT
    doubled: float = LEAST_WAIT * 2 ** min(failed, 10)
    return min(most, doubled) * spread


def wait_backoff(state: RetryCallState) -> float:
    """Return the seconds before the next try, as a strategy of tenacity."""
    return backoff_seconds(state.attempt_number - 1, _error_of(state))


def _error_of(state: RetryCallState) -> Exception | None:
    error = state.outcome.exception() if state.outcome else None
    return error if isinstance(error, Exception) else None


def _may_succeed_later(error: BaseException) -> bool:
    return isinstance(error, Exception) and not isinstance(error, PlatformRefused)


def _reason(error: Exception | None) -> str:
    """Return a reason for the log, never the text of an unknown error, which may quote a message."""
    return str(error) if isinstance(error, TemporaryFailure) else type(error).__name__
