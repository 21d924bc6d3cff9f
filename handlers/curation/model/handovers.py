"""Handovers: offers of people who go, or stand back until a time, and the protocol of their store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handlers.core.events import Address, Sender


@dataclass(frozen=True, kw_only=True, slots=True)
class Handover:
    """An offer of a person to pass on everything for good, or their centres `until` a time.

    `address` is the direct chat of the giver. `taker` is None until somebody has given its code. The number is 0 until
    it is stored.
    """

    giver: Sender
    address: Address
    until: datetime | None = None
    taker: Sender | None = None
    number: int = 0


class Handovers(Protocol):
    """Offers that nobody has accepted yet, by number."""

    async def offer(self, handover: Handover, code: str | None, expires_at: datetime) -> Handover:
        """Insert an offer and return it with its assigned number; it replaces an earlier one of the same account.

        Whoever gives the `code` becomes its taker.
        """

    async def get(self, number: int, now: datetime) -> Handover | None:
        """Return an offer; None if there is none, or it has expired."""

    async def take_code(self, code: str, taker: Sender, now: datetime) -> Handover | None:
        """Use up a code and return its offer with the taker; None if there is no such code, or it has expired."""

    async def close(self, number: int, now: datetime) -> bool:
        """Delete an offer; return False if there is none any more, or it has expired."""

    async def withdraw_absences(self, givers: Sequence[Sender]) -> None:
        """Delete the offers of these accounts of a person that are about an absence."""
