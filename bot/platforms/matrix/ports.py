"""The stores that Matrix uses: verifications, which the service shares with the shell, and offered choices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from handlers.context.ports import SentMessage


class Offers(Protocol):
    """The store of choices that were offered before the start."""

    async def latest(self) -> Sequence[SentMessage]:
        """Return the latest messages with choices, whose reactions may be incomplete, in their current version."""


class State(StrEnum):
    """`comparing` until the person at the shell has decided; the last five are ends."""

    WAITING = "waiting"
    COMPARING = "comparing"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    VERIFIED = "verified"
    MISMATCHED = "mismatched"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    FAILED = "failed"

    @property
    def is_open(self) -> bool:
        return self in (State.WAITING, State.COMPARING, State.CONFIRMED, State.REJECTED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Verification:
    """What the shell shows. `emoji` are the indices of seven, once there are any."""

    id: str
    user_id: str
    device_id: str
    state: State
    updated_at: datetime
    emoji: tuple[int, ...] = ()

    @property
    def number(self) -> str:
        """Four digits by which a person names it: ids begin with `$`, of which shells make something else."""
        return str(int.from_bytes(sha256(self.id.encode()).digest()[:4]) % 9000 + 1000)


class Ledger(Protocol):
    async def write(self, verification: Verification) -> None:
        """Adds it, or puts it in the place of what stood there."""

    async def decided(self) -> Sequence[Verification]:
        """Those that the person at the shell has confirmed or rejected."""

    async def abandon(self, at: datetime) -> None:
        """Marks all that are open as expired: the last run of the service has taken its part in them along."""
