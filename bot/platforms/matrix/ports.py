"""The stores that Matrix uses: verifications, which the service shares with the shell, and offered choices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from handlers.context.ports import SentMessage


class OfferedChoices(Protocol):
    """The store of choices that were offered before the start."""

    async def latest(self) -> Sequence[SentMessage]:
        """Return the latest messages with choices, whose reactions may be incomplete, in their current version."""


class VerificationState(StrEnum):
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
        return self in (
            VerificationState.WAITING,
            VerificationState.COMPARING,
            VerificationState.CONFIRMED,
            VerificationState.REJECTED,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Verification:
    """A verification as the shell shows it. `emoji` are the indices of seven, once there are any."""

    id: str
    user_id: str
    device_id: str
    state: VerificationState
    updated_at: datetime
    emoji: tuple[int, ...] = ()

    @property
    def number(self) -> str:
        """Four digits by which a person names it at the shell, where the `$` of ids would be expanded."""
        return str(int.from_bytes(sha256(self.id.encode()).digest()[:4]) % 9000 + 1000)


class VerificationStore(Protocol):
    async def write(self, verification: Verification) -> None:
        """Add or replace a verification."""

    async def decided(self) -> Sequence[Verification]:
        """Return the verifications that were confirmed or rejected at the shell."""

    async def abandon(self, at: datetime) -> None:
        """Mark all open verifications as expired, as their state was lost with the last run of the service."""
