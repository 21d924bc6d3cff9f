"""Wishes to hear when a question has an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handlers.core.events import Address, Sender


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """A person who wants to hear when there is an answer, and where. `direct`: nobody else reads there."""

    person: Sender
    address: Address
    direct: bool


class Wishes(Protocol):
    """Wishes, by the words of questions; which question a person asked is not kept."""

    async def add(self, question: str, wish: Wish, at: datetime) -> None:
        """Add a wish; a person has one at most for each question."""

    async def take(self, gaps: Sequence[str]) -> Sequence[Wish]:
        """Return and remove the wishes for questions, given by the digests of their words."""
