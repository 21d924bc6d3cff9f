"""Questions after which people chose an entry, which may become its phrasings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposedPhrasing:
    """A question, without who asked it, after which so many people chose an entry; `digest` is that of its words."""

    entry: str
    digest: str
    text: str
    times: int


class ProposedPhrasings(Protocol):
    """Proposed phrasings, until somebody decides on them."""

    async def count(self, entry: str, question: str, choosers: Sequence[str], at: datetime) -> None:
        """Count that a person chose an entry after a question, once; one that was decided on stays so.

        `choosers` are pseudonyms of the person's accounts, of which digests are kept.
        """

    async def list_most_wanted(self, limit: int) -> Sequence[ProposedPhrasing]:
        """Return undecided ones, the most frequent first."""

    async def find(self, entry: str, digest: str) -> ProposedPhrasing | None:
        """Return an undecided one; None if there is none."""

    async def decide(self, phrasing: ProposedPhrasing) -> None:
        """Record that it was decided on, whatever the decision."""
