"""What time it is."""

from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]


def now() -> datetime:
    return datetime.now(UTC)


def monotonic_now() -> datetime:
    """Never goes back, whatever is done to the machine's clock; good for the time between two moments only."""
    return datetime.fromtimestamp(monotonic(), UTC)
