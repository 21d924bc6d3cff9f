"""Proposals: values that people propose for fields of entries, and the protocol of their store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from handlers.core.events import Address, Sender
from handlers.curation.model.fields import FieldName


class ProposalState(StrEnum):
    """The state of a proposal, as it is stored."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A value, None to empty the field, that somebody proposes for a field of an entry.

    `revision` is the one of the entry that they have seen. `address` is where they proposed it, `direct` whether that
    is their own chat. The number is 0 until it is stored.
    """

    entry: str
    field: FieldName
    value: str | None
    revision: int
    proposer: Sender
    address: Address
    direct: bool
    proposed_at: datetime
    state: ProposalState = ProposalState.OPEN
    number: int = 0


class Proposals(Protocol):
    """Proposals by number."""

    async def add(self, proposal: Proposal) -> Proposal:
        """Insert a proposal and return it with its assigned number."""

    async def get(self, number: int) -> Proposal | None: ...

    async def decide(self, number: int, state: ProposalState, at: datetime) -> bool:
        """Close an open proposal; return False if it is not open any more."""

    async def list_open(self, entries: Sequence[str] | None, limit: int) -> Sequence[Proposal]:
        """Return open proposals about these entries, None for all, oldest first."""

    async def withdraw_earlier(self, proposal: Proposal, accounts: Sequence[Sender], at: datetime) -> None:
        """Withdraw other open proposals by these accounts of a person about the same field of the same entry."""

    async def count_since(self, accounts: Sequence[Sender], since: datetime) -> int:
        """Return how many proposals these accounts of a person have made since then."""
