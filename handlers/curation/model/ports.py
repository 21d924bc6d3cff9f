"""The stores that the curation needs: declared here, implemented in `bot.storage`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handlers.core.events import Sender


@dataclass(frozen=True, kw_only=True, slots=True)
class CentreMember:
    """An account whose person is a member of a centre, given by its id."""

    account: Sender
    centre: str
    granted_at: datetime


class CentreMembers(Protocol):
    """Members of centres. Membership is granted, unlike the centre that people choose for their signature."""

    async def list_centres(self, accounts: Sequence[Sender]) -> Sequence[str]:
        """Return the ids of the centres that one of these accounts of a person is a member of, sorted."""

    async def list_members(self, centre: str) -> Sequence[CentreMember]:
        """Return the members of a centre, by account."""

    async def grant(self, account: Sender, centre: str, at: datetime) -> bool:
        """Make an account a member of a centre; return False if it was one already."""

    async def revoke(self, accounts: Sequence[Sender], centre: str) -> bool:
        """End the membership of these accounts of a person; return False if none was a member."""
