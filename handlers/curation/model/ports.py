"""The stores that the curation needs: declared here, implemented in `bot.storage`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handlers.core.events import Address, MessageId, Sender
from knowledge.finding import AskedValue, Aspect, Language


@dataclass(frozen=True, kw_only=True, slots=True)
class CentreMember:
    """An account whose person is a member of a centre, given by its id; a deputy until a time, if there is one."""

    account: Sender
    centre: str
    granted_at: datetime
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CentreCode:
    """A code that makes people members of a centre, by whoever made it."""

    centre: str
    issuer: Sender


class CentreMembers(Protocol):
    """Members of centres. Membership is granted, unlike the centre that people choose for their signature."""

    async def list_centres(self, accounts: Sequence[Sender], now: datetime) -> Sequence[str]:
        """Return the ids of the centres that one of these accounts of a person is a member of, sorted."""

    async def list_members(self, centre: str, now: datetime) -> Sequence[CentreMember]:
        """Return the members of a centre, by account."""

    async def grant(self, account: Sender, centre: str, at: datetime, until: datetime | None = None) -> bool:
        """Make an account a member of a centre, only `until` a time if there is one.

        Return False if it was a member for that long already.
        """

    async def revoke(self, accounts: Sequence[Sender], centre: str) -> bool:
        """End the membership of these accounts of a person; return False if none was a member."""

    async def note_deputy(self, deputy: Sender, centre: str, giver: Sender, until: datetime) -> None:
        """Record for whom a deputy stands in."""

    async def end_deputies(self, givers: Sequence[Sender], centre: str | None = None) -> Sequence[CentreMember]:
        """End that others stand in for these accounts of a person, at one centre or at all.

        Return the deputies who belong to a centre no longer; one who stands in for others, too, does until their time.
        """

    async def list_all(self, now: datetime) -> Sequence[CentreMember]:
        """Return the members of all centres and those who stand in for one, by centre and account."""

    async def list_staffed(self) -> Sequence[CentreMember]:
        """Return the members for good of all centres, by centre."""

    async def list_told(self) -> Sequence[str]:
        """Return the centres of which the office knows that nobody there is reached."""

    async def set_told(self, centres: Collection[str], at: datetime) -> None:
        """Record that the office knows so of these centres, and of no others."""

    async def note_absence(self, account: Sender, until: datetime, at: datetime) -> None:
        """Record that a person is away until a time; it replaces an earlier absence."""

    async def end_absence(self, accounts: Sequence[Sender]) -> bool:
        """Record that a person is back; return False if they were not away."""

    async def list_absent(self, now: datetime) -> Sequence[Sender]:
        """Return the accounts whose people are away."""

    async def add_code(self, code: str, made: CentreCode, uses: int, expires_at: datetime) -> None:
        """Add a code that makes so many people members."""

    async def find_code(self, code: str, now: datetime) -> CentreCode | None:
        """Return what a code is for; None if there is no such code, it has expired, or all its uses are taken."""

    async def use_code(self, code: str, now: datetime) -> bool:
        """Take one use of a code; return False if there is none left."""

    async def drop_codes(self, centre: str) -> None:
        """Delete the codes of a centre."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerForm:
    """The form of an answer: the detail that was asked for, all details, or a card; and its language."""

    language: Language
    aspect: Aspect | None = None
    asked: AskedValue | None = None
    in_full: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenAnswer:
    """An entry that answered a message, given by its id, as the knowledge of a revision has it.

    `message` is the one that was answered, or Lotse's own whose choice was pressed. `direct`: nobody else reads there.
    `check_at` is when to ask whether it was of use, `is_answered` whether the person has told.
    """

    entry: str
    asker: Sender
    address: Address
    message: MessageId
    direct: bool
    form: AnswerForm
    revision: int
    at: datetime
    number: int = 0
    check_at: datetime | None = None
    is_answered: bool = False


class GivenAnswers(Protocol):
    """Answers of the last weeks, without their texts."""

    async def add(self, answers: Sequence[GivenAnswer]) -> None:
        """Insert answers; their numbers are assigned."""

    async def list_of_message(self, address: Address, message: MessageId) -> Sequence[GivenAnswer]:
        """Return the entries that answered a message, in their order; the address may name any thread."""

    async def find(self, number: int) -> GivenAnswer | None: ...

    async def take_check(self, number: int) -> GivenAnswer | None:
        """Return an answer whose use is to be asked for, and clear when; None if it was cleared before."""

    async def note_answered(self, number: int) -> None:
        """Record that the person has told whether the answer was of use."""

    async def count(self, entry: str, since: datetime) -> int:
        """Return how many answers an entry gave since then."""

    async def set_revision(self, answers: Sequence[GivenAnswer], revision: int) -> None:
        """Record that answers agree with the knowledge of a revision."""


class UseChecks(Protocol):
    """The consent of people to be asked if an answer was of use, which they have given until they decline."""

    async def are_wanted(self, accounts: Sequence[Sender]) -> bool: ...

    async def decline(self, account: Sender, at: datetime) -> None: ...

    async def want(self, accounts: Sequence[Sender]) -> None:
        """Take back what these accounts of a person declined."""
