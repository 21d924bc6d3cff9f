"""What the exchange needs to keep: declared here, implemented in `bot`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from handlers.events import Address, Attachment, EventId, MessageId, Sender
from handlers.messages import DeliveryId


class Signature(StrEnum):
    """What colleagues learn of who asks."""

    NAME = "name"
    CENTRE = "centre"
    NONE = "none"


class Role(StrEnum):
    """What a message of Lotse's is to an exchange.

    The question in a channel, or told to one person; a remark on it, or the file that came with one.
    """

    POST = "post"
    NEWS = "news"
    REMARK = "remark"
    FILE = "file"


class Consent(StrEnum):
    """Whether a colleague's answer may be kept for everybody."""

    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


class Pace(StrEnum):
    """When a person learns of new questions."""

    NOW = "now"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A question to colleagues that is not asked yet; `message` is where its asker wrote it. Expires."""

    text: str
    message: MessageId | None = None
    topic: str | None = None
    signature: Signature | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchange:
    """A question that was asked; `address` is where its asker reads, `signed` what colleagues read of them.

    `centre` is the id of the asker's centre, if colleagues may know it; `reminders` how many have gone out, and
    `remind_at` when the next is due.
    """

    number: int
    asker: Sender
    address: Address
    topic: str
    text: str
    signature: Signature
    signed: str
    asked_at: datetime
    centre: str | None = None
    closed_at: datetime | None = None
    answered_at: datetime | None = None
    is_hidden: bool = False
    reminders: int = 0
    remind_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Follower:
    """A person who reads the answers to somebody else's question; `signed` is what colleagues read of them."""

    sender: Sender
    address: Address
    signed: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy:
    """A message of Lotse's that belongs to an exchange; `remark` is the number of what it repeats."""

    delivery: DeliveryId
    address: Address
    exchange: int
    role: Role = Role.POST
    remark: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """What a person said about a question, in the message `message`; `name` is what the others read of them.

    `text` is Markdown in which only they set the form.
    """

    number: int
    exchange: int
    author: Sender
    address: Address
    message: MessageId
    name: str
    text: str
    by_asker: bool = False
    consent: Consent | None = None
    attachment: Attachment | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription:
    """A person reads new questions of a topic: at once, or at a local hour, daily or on a weekday (Monday is 0).

    `since` is when they were last told.
    """

    sender: Sender
    address: Address
    topic: str
    pace: Pace
    since: datetime
    hour: int = 8
    weekday: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Lesson:
    """What might enter the knowledge base, from a question and its best answer."""

    number: int
    exchange: int
    title: str
    text: str
    topic: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """After how many working days an unanswered question is remembered."""

    remind_after: int = 2
    tell_moderators_after: int = 4
    ask_asker_after: int = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """What may be set about the exchange; `topics` and `moderators` by the slug of a topic, "" for all of them."""

    times: Mapping[str, Times] = field(default_factory=dict)
    moderators: Mapping[str, tuple[Sender, ...]] = field(default_factory=dict)

    def times_of(self, topic: str) -> Times:
        return self.times.get(topic) or self.times.get("") or Times()

    def moderators_of(self, topic: str) -> tuple[Sender, ...]:
        return (*self.moderators.get("", ()), *self.moderators.get(topic, ()))


class Drafts(Protocol):
    """Questions to colleagues that are not asked yet."""

    async def get(self, sender: Sender, now: datetime) -> Draft | None:
        """Unless there is none or it has expired."""

    async def put(self, sender: Sender, draft: Draft, expires_at: datetime) -> None: ...

    async def drop(self, sender: Sender) -> None: ...


class Exchanges(Protocol):
    """Questions to colleagues that were asked."""

    async def open(
        self, draft: Draft, asker: Sender, address: Address, signed: str, centre: str | None, at: datetime
    ) -> Exchange:
        """A draft with topic and signature gets its number."""

    async def get(self, number: int) -> Exchange | None:
        """Of one that was merged into another, that other one."""

    async def of_question(self, address: Address, message: MessageId) -> Exchange | None:
        """The exchange that a person's own message began."""

    async def of_askers(self, askers: Sequence[Sender]) -> Sequence[Exchange]:
        """The newest first."""

    async def newest(self, limit: int) -> Sequence[Exchange]:
        """The newest first; none that is hidden or merged."""

    async def asked_since(self, topic: str, since: datetime) -> Sequence[Exchange]:
        """Those that are still open, the oldest first."""

    async def open_by_topic(self) -> Mapping[str, int]:
        """How many open questions there are."""

    async def reword(self, number: int, text: str) -> None: ...

    async def sign(self, number: int, signature: Signature, signed: str) -> None:
        """What colleagues learn of who asks is changed."""

    async def file(self, number: int, topic: str) -> None: ...

    async def close(self, number: int, at: datetime) -> None: ...

    async def hide(self, number: int, at: datetime) -> None: ...

    async def merge(self, number: int, into: int, at: datetime) -> None: ...

    async def answered(self, number: int, at: datetime) -> None:
        """The first time counts."""

    async def remind(self, number: int, reminders: int, at: datetime | None) -> None:
        """So many reminders have gone out, and the next is due then."""

    async def follow(self, number: int, follower: Follower, at: datetime) -> None: ...

    async def followers(self, number: int) -> Sequence[Follower]: ...

    async def note(self, number: int, moderator: Sender, action: str, detail: str, at: datetime) -> None:
        """What a moderator did."""


class Copies(Protocol):
    """Lotse's messages that belong to an exchange."""

    async def add(self, copy: Copy) -> None: ...

    async def of_exchange(self, number: int, *roles: Role) -> Sequence[Copy]:
        """Those in these roles."""

    async def of_remark(self, remark: int) -> Sequence[Copy]: ...

    async def of_delivery(self, delivery: DeliveryId) -> Copy | None: ...

    async def of_message(self, address: Address, message: MessageId) -> Copy | None:
        """The one that is this message in its room; the thread of the address does not matter."""

    async def drop(self, deliveries: Collection[DeliveryId]) -> None: ...


class Remarks(Protocol):
    """What people say about questions."""

    async def add(self, remark: Remark, at: datetime) -> Remark:
        """With its number; the one it was given does not count."""

    async def get(self, number: int) -> Remark | None: ...

    async def of_message(self, address: Address, message: MessageId) -> Remark | None: ...

    async def of_exchange(self, number: int) -> Sequence[Remark]:
        """In the order in which they were said."""

    async def by_authors(self, authors: Sequence[Sender]) -> Sequence[int]:
        """The numbers of the questions on which these people said something."""

    async def reword(self, number: int, text: str) -> None: ...

    async def rename(self, exchange: int, name: str) -> None:
        """What the asker said is now read under this name."""

    async def drop(self, number: int) -> None: ...

    async def ask_consent(self, number: int, consent: Consent) -> None: ...

    async def thank(self, number: int, sender: Sender, event: EventId) -> None:
        """Once for each person."""

    async def unthank(self, sender: Sender, event: EventId) -> None: ...

    async def thanks(self, exchange: int) -> Mapping[int, int]:
        """How many people gave thanks for each remark."""


class Channels(Protocol):
    """The places where colleagues speak about a topic."""

    async def of_topic(self, topic: str) -> Sequence[Address]: ...

    async def put(self, address: Address, topic: str, at: datetime) -> None:
        """From now on the place belongs to this topic and no other."""


class Subscriptions(Protocol):
    """Who reads new questions of which topics."""

    async def put(self, subscription: Subscription, next_at: datetime | None) -> None:
        """With when the next digest is due; in the place of an earlier one of the person for this topic."""

    async def drop(self, senders: Sequence[Sender], topic: str | None = None) -> int:
        """How many there were; without a topic all of them."""

    async def drop_in(self, address: Address) -> None:
        """Nobody reads there any more."""

    async def of_topic(self, topic: str, pace: Pace) -> Sequence[Subscription]: ...

    async def of_senders(self, senders: Sequence[Sender]) -> Sequence[Subscription]: ...

    async def get(self, sender: Sender, topic: str) -> Subscription | None: ...

    async def told(self, sender: Sender, topic: str, at: datetime, next_at: datetime) -> None:
        """The digest has gone out; the next is due then."""


class Lessons(Protocol):
    """Drafts for the knowledge base."""

    async def propose(self, exchange: int, title: str, text: str, topic: str, at: datetime) -> Lesson: ...

    async def get(self, number: int) -> Lesson | None:
        """Unless it was approved or dropped."""

    async def waiting(self) -> Sequence[Lesson]: ...

    async def reword(self, number: int, title: str, text: str) -> None: ...

    async def decide(self, number: int, editor: Sender, at: datetime, *, approved: bool) -> None: ...
