"""Stores that handlers of several subjects need: declared here, implemented in `bot.storage`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from handlers.core.events import Address, MessageId, PlatformName, Sender
from handlers.core.messages import Choice, Deletion, DeliveryId, Subject
from knowledge.finding import FindingKind
from knowledge.search import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A step of a dialogue, by its name in the table of dialogues, and its subject, such as a draft's number."""

    step: str
    subject: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """The state of a talk in one place, by which a follow-up is understood. Holds no message text.

    `waiting` is the step of a dialogue that the next message belongs to, unless that is a command or a choice itself.
    """

    subject: Subject | None = None
    language: Language | None = None
    waiting: Waiting | None = None
    expires_at: datetime


class Conversations(Protocol):
    """The state of conversations, by place and person."""

    async def load(self, address: Address, sender: Sender, now: datetime) -> Conversation | None:
        """Return the state; None if there is none or it has expired."""

    async def save(self, address: Address, sender: Sender, conversation: Conversation) -> None: ...

    async def forget(self, address: Address, sender: Sender) -> None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Input:
    """A person's message, and the step of a dialogue that took it."""

    address: Address
    message: MessageId
    sender: Sender
    waiting: Waiting


class Inputs(Protocol):
    """Messages that dialogues took, which their authors may edit or delete."""

    async def add(self, taken: Input, expires_at: datetime) -> None:
        """Add an input; it replaces an earlier one of the same message."""

    async def of_message(self, address: Address, message: MessageId, now: datetime) -> Input | None:
        """Return the input that this message was; None if it was none, or has expired."""


class Preferences(Protocol):
    """Settings that people chose for themselves."""

    async def language(self, sender: Sender) -> Language | None: ...

    async def choose_language(self, sender: Sender, language: Language) -> None: ...

    async def centre(self, sender: Sender) -> str | None:
        """Return the id of the centre that a person works for; None if they have not chosen one."""

    async def choose_centre(self, sender: Sender, centre: str) -> None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class SentMessage:
    """A message of Lotse's. `message` is None until it is sent; `asker` is the person whom it answered.

    `version` is the delivery that it reads as now: its own, or that of its last edit; `sent_at` is when that left.
    `announcement` is the number of the one that it is a copy of; `private_to` is who alone may read it. `continues` is
    the message that this one is a further part of, such as a contact card.
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
    continues: DeliveryId | None = None

    def answered(self, *accounts: Sender) -> bool:
        """Return whether it answered one of these accounts of a person."""
        asker = self.asker
        return asker is not None and any(account.is_same(asker) for account in accounts)


class SentMessages(Protocol):
    """Messages that Lotse has sent, and not deleted since."""

    async def in_reply_to(self, address: Address, message: MessageId) -> Sequence[SentMessage]:
        """Return the replies to a message in the order in which they were sent; the address may name any thread."""

    async def of_message(self, address: Address, message: MessageId) -> SentMessage | None:
        """Return Lotse's message with this id, as it reads after its last edit; None for any other message."""

    async def lists(self, address: Address, sender: Sender, since: datetime) -> Sequence[SentMessage]:
        """Return messages that offer this person choices in this room and thread, sent since then; the newest first.

        Messages for everybody in the room count, those for another person do not. At most ten.
        """

    async def find_recalled(self, address: Address, since: datetime) -> SentMessage | None:
        """Return the newest copy of an announcement in this room and thread that was taken back since then."""

    async def any_in(self, address: Address) -> bool:
        """Return whether Lotse has sent anything to the room, as far as that is still known."""

    async def of_delivery(self, delivery: DeliveryId) -> SentMessage | None:
        """Return the message of a delivery, without later edits; None if there is none."""


class CarriedMessages(Protocol):
    """Messages that were relayed to other people, and so are not questions to Lotse."""

    async def note(self, address: Address, message: MessageId, at: datetime) -> None: ...

    async def has(self, address: Address, message: MessageId) -> bool:
        """Return whether a message was relayed; the address may name any thread.

        This is known for longer than what the message said.
        """


@dataclass(frozen=True, kw_only=True, slots=True)
class Issuer:
    """The account that issued a code, and its direct chat."""

    sender: Sender
    address: Address


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkRequest:
    """A request to link `sender` to `asked`, whose code it gave; the addresses are the direct chats of both."""

    number: int
    sender: Sender
    address: Address
    asked: Sender
    asked_at: Address


class People(Protocol):
    """People, their accounts and direct chats, and how accounts are linked."""

    async def accounts(self, sender: Sender) -> Sequence[Sender]:
        """Return all accounts of the person, `sender` included."""

    async def offer(self, code: str, sender: Sender, address: Address, expires_at: datetime) -> None:
        """Store a code by which another account can be linked to this one; it replaces an earlier code.

        `address` is the direct chat of the account.
        """

    async def find_code_expiry(self, sender: Sender, now: datetime) -> datetime | None:
        """Return when the code of this account expires; None if it has none."""

    async def withdraw(self, sender: Sender) -> None:
        """Delete the code of this account."""

    async def redeem(self, code: str, now: datetime) -> Issuer | None:
        """Use up a code and return who issued it; None if there is no such code, or it has expired."""

    async def failures(self, sender: Sender, now: datetime) -> int:
        """Return how many unknown codes the account has given in the current period."""

    async def fail(self, sender: Sender, now: datetime, until: datetime) -> None:
        """Count an unknown code; the period ends at `until` of the first one."""

    async def request(self, request: LinkRequest, expires_at: datetime) -> LinkRequest:
        """Insert a request and return it with its assigned number; it replaces earlier ones to the same account."""

    async def pending(self, number: int, account: Sender, now: datetime) -> LinkRequest | None:
        """Return a request that `account` made or received; None if there is none or it has expired."""

    async def close(self, number: int, now: datetime) -> bool:
        """Delete a request; return False if there is none any more, or it has expired."""

    async def join(self, one: Sender, other: Sender) -> None:
        """Make one person of the people behind both accounts."""

    async def separate(self, sender: Sender) -> bool:
        """Separate the account from the others of its person; return False if it has none."""

    async def meet(self, sender: Sender, address: Address) -> None:
        """Remember the direct chat of an account."""

    async def find_accounts(self, senders: Sequence[Sender]) -> Sequence[Sequence[Sender]]:
        """Return all accounts of the person behind each of these, as `accounts` does for one, in one request."""

    async def find_direct_chat(self, sender: Sender) -> Address | None:
        """Return the direct chat of an account, which nobody else reads; None if it is not known."""

    async def find_direct_chats(self, senders: Sequence[Sender]) -> Sequence[Address | None]:
        """Return the direct chat of each account, in this order, in one request; None where it is not known."""


class Notice(StrEnum):
    """The kind of a notice, as it is stored."""

    WELCOME = "welcome"
    ROOM_GREETING = "joined"
    UNREADABLE = "unreadable"
    WHAT_IS_KEPT = "exchange"
    USE_CHECK = "use"
    FIELD_ROUND = "fields"
    ROUND_BEGINS = "round begins"
    ROUND_ENDS = "round ends"


class Notices(Protocol):
    """Notices that people need only once, or once in a while."""

    async def once(self, address: Address, sender: Sender, kind: Notice, now: datetime) -> bool:
        """Record a notice; return whether it is the first of its kind for this person in this room."""

    async def again(self, address: Address, sender: Sender, kind: Notice, now: datetime, every: timedelta) -> bool:
        """Record a notice unless the last one is younger than `every`; return whether it was recorded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Album:
    """The first message of an album, and the number of the announcement that its file became part of."""

    message: MessageId
    has_text: bool
    announcement: int | None = None


class Albums(Protocol):
    """Albums of which the first message has come in, by room and sender."""

    async def get(self, address: Address, sender: Sender, album: str) -> Album | None: ...

    async def add(self, address: Address, sender: Sender, album: str, first: Album, now: datetime) -> None: ...


class PersonalData(Protocol):
    """Everything that is stored about people."""

    async def export(self, senders: Sequence[Sender]) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Return all rows about these accounts of one person, by table; their values can be written as JSON."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unanswered:
    """A question without a good answer, and how often it was asked in these words."""

    text: str
    times: int
    last_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedQuestion:
    """A question to the knowledge base and what was found: `entry` is the first of an answer or of choices."""

    text: str
    platform: PlatformName
    kind: FindingKind
    entry: str | None = None


# How long a choice counts for the question that it was offered for: afterwards the counts of its day are final.
CHOICE_COUNTS_FOR = timedelta(days=1)


class Questions(Protocol):
    """The log of questions, without who asked them."""

    async def add(self, question: AskedQuestion, at: datetime) -> str | None:
        """Insert a question; return the token by which choices name it for CHOICE_COUNTS_FOR, None if it has none."""

    async def mark_chosen(self, token: str) -> None:
        """Record that somebody took one of the choices that were offered for a question, unless that is known."""

    async def mark_unhelpful(self, text: str) -> bool:
        """Count the last question of this text as one without a good answer; return False if it counts already."""


class Gaps(Protocol):
    """Questions without a good answer, which editors may want to write about."""

    async def most_asked(self, limit: int) -> Sequence[Unanswered]:
        """Return the most asked questions; among equals the last asked comes first."""

    async def list_since(self, since: datetime, limit: int) -> Sequence[Unanswered]:
        """Return the questions asked since then, the most asked first."""


class DeskLinks(Protocol):
    """Links that sign in at the web desk."""

    async def add(self, secret: str, sender: Sender, expires_at: datetime) -> None:
        """Add a link that works once; an earlier one of this account no longer works."""


class DeskSessions(Protocol):
    """Sessions at the web desk."""

    async def end_all(self, senders: Sequence[Sender]) -> int:
        """End all sessions of these accounts; return how many."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleGrant:
    """An account whose person became an editor at the web desk."""

    account: Sender
    granted_at: datetime


class RoleGrants(Protocol):
    """Roles that were granted at the web desk, beside those of the configuration."""

    async def list_editors(self) -> Sequence[RoleGrant]:
        """Return all granted editors, by account."""

    async def grant_editor(self, account: Sender, at: datetime) -> bool:
        """Grant the role; return False if the account had it already."""

    async def revoke_editor(self, account: Sender) -> bool:
        """Revoke the role; return False if the account was not granted it."""


class AuditLog(Protocol):
    """The log of changes that others must be able to look up."""

    async def add(self, sender: Sender, action: str, object_: str, at: datetime) -> None:
        """Record who did what to which object, such as "faq/ziele"."""

    async def list_objects(self, actions: Sequence[str]) -> Sequence[str]:
        """Return the objects of these actions, each once."""


class Erasures(Protocol):
    """Erasure of people."""

    async def find_copies(self, senders: Sequence[Sender]) -> Sequence[Deletion]:
        """Return deletions of all messages that carry words of these accounts of one person to others."""

    async def erase(self, senders: Sequence[Sender], addresses: Collection[Address], at: datetime) -> Sequence[Address]:
        """Erase everything about these accounts of one person, and return the addresses that only they read.

        What others need stays without the person. Nobody else reads at `addresses`.
        """


class Backlog(Protocol):
    """Deliveries that wait to be sent."""

    async def count_waiting(self, platform: PlatformName, most: int) -> int:
        """Return how many replies wait on a platform, counted up to `most`."""


class Rooms(Protocol):
    """Rooms, as messages reach them."""

    async def close(self, address: Address, at: datetime) -> None:
        """Skip deliveries to the room until Lotse is in it again, and end subscriptions there."""

    async def is_closed(self, address: Address) -> bool:
        """Return whether Lotse was sent out of the room, or blocked there, and is not in it again."""

    async def inviter(self, address: Address) -> Sender | None:
        """Return who invited Lotse into the room; None if that is not known."""
