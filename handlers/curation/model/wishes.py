"""Wishes to hear when a question has an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handlers.core.events import Address, Sender


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """A person who wants to hear when there is an answer, and where. `direct`: nobody else reads there.

    `gap` is the digest of the question's words, empty until the wish is stored. `entry` is the id of the answer, if
    there is one that the person may not read yet.
    """

    person: Sender
    address: Address
    direct: bool
    gap: str = ""
    entry: str | None = None


class Wishes(Protocol):
    """Wishes, by the words of questions; which question a person asked is not kept."""

    async def add(self, question: str, wish: Wish, at: datetime) -> None:
        """Add a wish; a person has one at most for each question."""

    async def list_of(self, gaps: Sequence[str]) -> Sequence[Wish]:
        """Return the wishes for questions, given by the digests of their words."""

    async def list_waiting(self, limit: int) -> Sequence[Wish]:
        """Return wishes with an answer that the person could not read so far, oldest first."""

    async def put_off(self, wish: Wish, entry: str) -> None:
        """Keep a wish until the person may read the answer."""

    async def drop(self, wish: Wish) -> None:
        """Delete a wish."""
