"""What a handler needs from the running program: declared here, implemented in `bot`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from handlers.events import Address, MessageId, PlatformName, Sender
from handlers.messages import Choice, Deletion, DeliveryId, Subject
from knowledge.entries import AnyRecord
from knowledge.search import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """What was just spoken about, so that a follow-up is understood. Holds no message text.

    `awaits` is a command behind which the next message belongs, unless that is a command or a choice itself.
    """

    subject: Subject | None = None
    choices: tuple[Choice, ...] = ()
    language: Language | None = None
    awaits: str | None = None
    expires_at: datetime


class Conversations(Protocol):
    """State by place and person."""

    async def load(self, address: Address, sender: Sender, now: datetime) -> Conversation | None:
        """The state, unless there is none or it has expired."""

    async def save(self, address: Address, sender: Sender, conversation: Conversation) -> None: ...

    async def forget(self, address: Address, sender: Sender) -> None: ...


class Preferences(Protocol):
    """What a person has chosen to keep."""

    async def language(self, sender: Sender) -> Language | None: ...

    async def choose_language(self, sender: Sender, language: Language) -> None: ...

    async def centre(self, sender: Sender) -> str | None:
        """The id of the centre that a person works for."""

    async def choose_centre(self, sender: Sender, centre: str) -> None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A message of Lotse's. `message` is None until it is sent; `asker` whom it answered."""

    delivery: DeliveryId
    address: Address
    message: MessageId | None
    asker: Sender | None
    choices: tuple[Choice, ...] = ()
    subject: Subject | None = None

    def answered(self, sender: Sender) -> bool:
        """Whether it was this person whom it answered."""
        return self.asker is not None and self.asker.id == sender.id


class Sayings(Protocol):
    """What Lotse has said, and not taken back."""

    async def in_reply_to(self, address: Address, message: MessageId) -> Sequence[Said]:
        """In the order in which it was said; the thread of the address does not matter."""

    async def of_message(self, address: Address, message: MessageId) -> Said | None:
        """Which of its messages this is, as it reads after the last edit."""


class People(Protocol):
    """People with several accounts."""

    async def accounts(self, sender: Sender) -> Sequence[Sender]:
        """All of the same person, this one included."""

    async def offer(self, code: str, sender: Sender, expires_at: datetime) -> None:
        """A code to join another account to this one, in the place of an earlier one."""

    async def redeem(self, code: str, now: datetime) -> Sender | None:
        """Whose code it is, unless there is no such code any more; it can't be used again."""

    async def join(self, one: Sender, other: Sender) -> None:
        """From now on they are the same person, with all accounts of both."""

    async def separate(self, sender: Sender) -> bool:
        """Whether the account was joined to others; from now on it is not."""

    async def meet(self, sender: Sender, address: Address) -> None:
        """The account can be written to there."""

    async def met(self, sender: Sender) -> Address | None:
        """Where the account can be written to, and nobody else reads it."""


class Notices(Protocol):
    """What people need to be told only once."""

    async def once(self, address: Address, sender: Sender, kind: str, now: datetime) -> bool:
        """Whether this is the first time, for this person in this room."""

    async def again(self, address: Address, sender: Sender, kind: str, now: datetime, every: timedelta) -> bool:
        """Whether they have not been told for so long; from now on they have."""


class Records(Protocol):
    """The knowledge base, to write."""

    async def put(self, record: AnyRecord, author: str, at: datetime) -> None:
        """From now on it is in force, in the place of one with its id; `author` is an account."""


class Traces(Protocol):
    """Whatever is kept of people."""

    async def of(self, senders: Sequence[Sender]) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """All rows about these accounts of one person, by table, as JSON can hold them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unanswered:
    """A question that nothing answers, and how often it was asked in these words."""

    text: str
    times: int
    last_at: datetime


class UnansweredQuestions(Protocol):
    """What editors may want to write about."""

    async def add(self, text: str, at: datetime) -> None:
        """Who asked is not kept."""

    async def most_asked(self, limit: int) -> Sequence[Unanswered]:
        """The most asked first; of those asked as often the last first."""


class Erasures(Protocol):
    """People are forgotten."""

    async def elsewhere(self, senders: Sequence[Sender]) -> Sequence[Deletion]:
        """Of Lotse's messages those that carry words of these accounts of one person to others."""

    async def erase(self, senders: Sequence[Sender], addresses: Collection[Address], at: datetime) -> Sequence[Address]:
        """All that is kept of these accounts of one person; the addresses are theirs alone.

        Where others need it, it stays without the person. Returns where they read alone.
        """


class Backlog(Protocol):
    """What is still to be sent."""

    async def waiting(self, platform: PlatformName, most: int) -> int:
        """How many answers have not left, counted up to `most`."""


class Rooms(Protocol):
    """Where messages go."""

    async def close(self, address: Address, at: datetime) -> None:
        """Nothing that waits for this room is sent, until Lotse is in it again; subscriptions there end."""

    async def inviter(self, address: Address) -> Sender | None:
        """Who brought Lotse into the room, if that is known."""
