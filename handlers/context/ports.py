"""What a handler needs from the running program: declared here, implemented in `bot`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from handlers.core.events import Address, MessageId, PlatformName, Sender
from handlers.core.messages import Choice, Deletion, DeliveryId, Subject
from knowledge.entries import AnyRecord
from knowledge.search import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A step of a dialogue, by its name in the table of dialogues, and what it is about (such as a draft's number)."""

    step: str
    subject: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """What was just spoken about, so that a follow-up is understood. Holds no message text.

    `waiting` is the step of a dialogue that the next message belongs to, unless that is a command or a choice itself.
    """

    subject: Subject | None = None
    language: Language | None = None
    waiting: Waiting | None = None
    expires_at: datetime


class Conversations(Protocol):
    """State by place and person."""

    async def load(self, address: Address, sender: Sender, now: datetime) -> Conversation | None:
        """The state, unless there is none or it has expired."""

    async def save(self, address: Address, sender: Sender, conversation: Conversation) -> None: ...

    async def forget(self, address: Address, sender: Sender) -> None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Input:
    """A person's message that a step of a dialogue has taken."""

    address: Address
    message: MessageId
    sender: Sender
    waiting: Waiting


class Inputs(Protocol):
    """What people said in dialogues, so that they can change it or take it back."""

    async def add(self, taken: Input, expires_at: datetime) -> None:
        """Remember it, in place of what the same message was before."""

    async def of_message(self, address: Address, message: MessageId, now: datetime) -> Input | None:
        """Return what this message was taken for, unless that is forgotten."""


class Preferences(Protocol):
    """What a person has chosen to keep."""

    async def language(self, sender: Sender) -> Language | None: ...

    async def choose_language(self, sender: Sender, language: Language) -> None: ...

    async def centre(self, sender: Sender) -> str | None:
        """The id of the centre that a person works for."""

    async def choose_centre(self, sender: Sender, centre: str) -> None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class SentMessage:
    """A message of Lotse's. `message` is None until it is sent; `asker` whom it answered.

    `version` is the delivery that it reads as now: its own, or that of its last edit; `sent_at` is when that left.
    `announcement` is the number of the one that it is a copy of; `private_to` is who alone may read it.
    """

    delivery: DeliveryId
    version: DeliveryId
    address: Address
    message: MessageId | None
    asker: Sender | None
    choices: tuple[Choice, ...] = ()
    subject: Subject | None = None
    announcement: int | None = None
    private_to: Sender | None = None
    sent_at: datetime | None = None

    def answered(self, *accounts: Sender) -> bool:
        """Return whether it answered one of these accounts of a person."""
        asker = self.asker
        return asker is not None and any(account.is_same(asker) for account in accounts)


class SentMessages(Protocol):
    """What Lotse has said, and not taken back."""

    async def in_reply_to(self, address: Address, message: MessageId) -> Sequence[SentMessage]:
        """In the order in which it was said; the thread of the address does not matter."""

    async def of_message(self, address: Address, message: MessageId) -> SentMessage | None:
        """Which of its messages this is, as it reads after the last edit."""

    async def lists(self, address: Address, sender: Sender, since: datetime) -> Sequence[SentMessage]:
        """Return what offers this person choices in this room and thread, and was sent since then; the newest first.

        Messages for everybody in the room count, those for another person do not. At most ten.
        """

    async def recalled(self, address: Address, since: datetime) -> SentMessage | None:
        """Return the newest copy of an announcement in this room and thread that was taken back since then."""

    async def any_in(self, address: Address) -> bool:
        """Whether it has said anything in the room, as far as that is kept."""

    async def of_delivery(self, delivery: DeliveryId) -> SentMessage | None:
        """The same by its delivery, without later edits."""


class CarriedMessages(Protocol):
    """Messages that were carried to other people, and so are no questions to Lotse."""

    async def note(self, address: Address, message: MessageId, at: datetime) -> None: ...

    async def has(self, address: Address, message: MessageId) -> bool:
        """Whether it was carried, even if nothing else is known of it any more; the thread does not matter."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Issuer:
    """The account that issued a code, and its direct chat."""

    sender: Sender
    address: Address


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkRequest:
    """An account (`sender`) that gave the code of another one (`asked`), with the direct chats of both."""

    number: int
    sender: Sender
    address: Address
    asked: Sender
    asked_at: Address


class People(Protocol):
    """People with several accounts."""

    async def accounts(self, sender: Sender) -> Sequence[Sender]:
        """All of the same person, this one included."""

    async def offer(self, code: str, sender: Sender, address: Address, expires_at: datetime) -> None:
        """A code to join another account to this one, in the place of an earlier one; `address` is its direct chat."""

    async def offered_until(self, sender: Sender, now: datetime) -> datetime | None:
        """Return until when the code of this account holds; None if it has none."""

    async def withdraw(self, sender: Sender) -> None:
        """Delete the code of this account."""

    async def redeem(self, code: str, now: datetime) -> Issuer | None:
        """Whose code it is, unless there is no such code any more; it can't be used again."""

    async def failures(self, sender: Sender, now: datetime) -> int:
        """Return how many unknown codes the account has given lately."""

    async def fail(self, sender: Sender, now: datetime, until: datetime) -> None:
        """Count an unknown code; the count begins anew after `until` of the first."""

    async def request(self, request: LinkRequest, expires_at: datetime) -> LinkRequest:
        """Return the request with its assigned number, in the place of earlier ones to the same account."""

    async def pending(self, number: int, account: Sender, now: datetime) -> LinkRequest | None:
        """Return a request that this account made, or was made to it; None if there is none or it has expired."""

    async def close(self, number: int, now: datetime) -> bool:
        """Remove a request; return False if that has been done, or it has expired."""

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Album:
    """The first message of an album, and the number of the announcement that its file became part of."""

    message: MessageId
    has_text: bool
    announcement: int | None = None


class Albums(Protocol):
    """Albums that have begun to come in, by room and sender."""

    async def get(self, address: Address, sender: Sender, album: str) -> Album | None: ...

    async def add(self, address: Address, sender: Sender, album: str, first: Album, now: datetime) -> None: ...


class Records(Protocol):
    """The knowledge base, to write."""

    async def put(self, record: AnyRecord, author: str, at: datetime) -> None:
        """From now on it is in force, in the place of one with its id; `author` is an account."""


class PersonalData(Protocol):
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
