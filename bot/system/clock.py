"""Clocks of the machine."""

from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]


def now() -> datetime:
    return datetime.now(UTC)


def monotonic_now() -> datetime:
    """Return a time that never goes back, whatever happens to the system clock; only differences are meaningful."""
    return datetime.fromtimestamp(monotonic(), UTC)
