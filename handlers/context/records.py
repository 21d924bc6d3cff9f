"""Records of the knowledge base with their history: declared here, implemented in `bot.storage`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

from knowledge.entries import AnyRecord

Action: TypeAlias = Literal["created", "updated", "restored", "archived"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """A record as one change left it, with the number of that change and why it was made, if that is known."""

    number: int
    record: AnyRecord
    author: str
    at: datetime
    action: Action
    reason: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredRecord:
    """A record with its last change; `archived_at` is None while it is in force."""

    record: AnyRecord
    revision: int
    author: str
    updated_at: datetime
    archived_at: datetime | None = None


class Records(Protocol):
    """The records of the knowledge base; each author is an account."""

    async def put(self, record: AnyRecord, author: str, at: datetime) -> None:
        """Put a record in force, in the place of one with its id."""

    async def find(self, id_: str) -> StoredRecord | None:
        """Return a record, in force or archived."""

    async def save(
        self, record: AnyRecord, over: int | None, author: str, at: datetime, reason: str | None = None
    ) -> int | None:
        """Put a record in force in place of revision `over`, None for a new one; return its revision then.

        Return None if the record has another revision by now, and leave it as it is.
        """

    async def archive(self, id_: str, over: int, author: str, at: datetime) -> bool:
        """Take revision `over` of a record out of force; return False if it is not that which is in force."""

    async def list_revisions(self, id_: str, before: int | None, limit: int) -> Sequence[Revision]:
        """Return revisions of a record before that number, newest first."""

    async def find_revision(self, id_: str, number: int) -> Revision | None:
        """Return one revision of a record; None if that number is not one of its."""

    async def find_last_by(self, authors: Sequence[str], since: datetime) -> Revision | None:
        """Return the newest revision that one of these accounts made since then."""
