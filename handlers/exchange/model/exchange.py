"""What belongs to a question to colleagues, as it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from handlers.core.events import Address, Attachment, MessageId, Sender
from handlers.core.messages import DeliveryId


class Signature(StrEnum):
    """What colleagues learn of who asks."""

    NAME = "name"
    CENTRE = "centre"
    NONE = "none"


class CopyRole(StrEnum):
    """What a message of Lotse's is to an exchange.

    The question in a channel, or told to one person; a remark on it, or the file that came with one (written by
    earlier versions). `MOVED` is a message that was taken back when the question was posted anew, in another topic or
    without a name; `LEFT` is the same in a place that the question has left, as long as nobody was told there where it
    is now. `SHOWN` is what came of the question, shown to who asked for that.
    """

    POST = "post"
    NEWS = "news"
    REMARK = "remark"
    FILE = "file"
    MOVED = "moved"
    LEFT = "left"
    SHOWN = "shown"


class Consent(StrEnum):
    """Whether a colleague's answer may be kept for everybody."""

    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


class Frequency(StrEnum):
    """When a person learns of new questions."""

    NOW = "now"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A question to colleagues that is not asked yet; `message` is where its asker wrote it. Expires.

    `attachment` came with it, and need not go with it. `exchange` is the number that it was asked under; there is no
    text any more then, and no file.
    """

    number: int = 0
    text: str
    message: MessageId | None = None
    topic: str | None = None
    signature: Signature | None = None
    exchange: int | None = None
    attachment: Attachment | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchange:
    """A question that was asked; `address` is where its asker reads, `signed` what colleagues read of them.

    `direct`: that is a direct chat. `reminders` is how many have gone out, and `remind_at` when the next is due.
    """

    number: int
    asker: Sender
    address: Address
    topic: str
    text: str
    signature: Signature
    signed_as: str
    asked_at: datetime
    closed_at: datetime | None = None
    answered_at: datetime | None = None
    is_hidden: bool = False
    reminders: int = 0
    remind_at: datetime | None = None
    direct: bool = False
    attachment: Attachment | None = None

    @property
    def reader(self) -> Sender | None:
        """Whom alone messages to its address are for; None if it was asked in a group."""
        return self.asker if self.direct else None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Follower:
    """A person who reads the answers to somebody else's question; `signed` is what colleagues read of them.

    `asked` is the number under which they know the question, if it was merged into this one; `asks`: they asked it.
    `direct`: the address is a direct chat. `has_ended`: it is solved for them, they get no more; colleagues still read
    of them what is `signed`.
    """

    sender: Sender
    address: Address
    signed_as: str
    known_as: int | None = None
    is_asker: bool = False
    direct: bool = False
    has_ended: bool = False

    @property
    def reader(self) -> Sender | None:
        """Whom alone messages to the address are for; None in a group."""
        return self.sender if self.direct else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy:
    """A message of Lotse's that belongs to an exchange; `remark` is the number of what it repeats.

    `asked` is the number under which its reader knows the question, if that is another one.
    """

    delivery: DeliveryId
    address: Address
    exchange: int
    role: CopyRole = CopyRole.POST
    remark: int | None = None
    known_as: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldMessage:
    """A message of a person that waits for their word on whether it belongs to a question. Expires."""

    number: int
    sender: Sender
    address: Address
    message: MessageId
    text: str
    formatted: str
    exchange: int
    attachment: Attachment | None = None
    album: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """What a person said about a question, in the message `message`; `name` is what the others read of them.

    `text` is Markdown in which only they set the form. `direct`: said in a direct chat.
    """

    number: int
    exchange: int
    author: Sender
    address: Address
    message: MessageId
    signed_as: str
    text: str
    by_asker: bool = False
    consent: Consent | None = None
    attachment: Attachment | None = None
    direct: bool = False

    @property
    def reader(self) -> Sender | None:
        """Whom alone messages to its address are for; None if it was said in a group."""
        return self.author if self.direct else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription:
    """A person reads new questions of a topic: at once, or at a local hour, daily or on a weekday (Monday is 0).

    `since` is when they were last told.
    """

    sender: Sender
    address: Address
    topic: str
    frequency: Frequency
    since: datetime
    hour: int = 8
    weekday: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Lesson:
    """What might enter the knowledge base, from a question and its best answer.

    `earlier` are its title and text before its last change.
    """

    number: int
    exchange: int
    title: str
    text: str
    topic: str
    previous: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReminderTimes:
    """After how many working days an unanswered question is remembered."""

    remind_after: int = 2
    tell_moderators_after: int = 4
    ask_asker_after: int = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class ExchangeRules:
    """What may be set about the exchange; `topics` and `moderators` by the slug of a topic, "" for all of them."""

    times: Mapping[str, ReminderTimes] = field(default_factory=dict)
    moderators: Mapping[str, tuple[Sender, ...]] = field(default_factory=dict)

    def times_of(self, topic: str) -> ReminderTimes:
        return self.times.get(topic) or self.times.get("") or ReminderTimes()

    @property
    def all_moderators(self) -> tuple[Sender, ...]:
        """Of any topic."""
        return tuple(moderator for some in self.moderators.values() for moderator in some)

    def moderators_of(self, topic: str) -> tuple[Sender, ...]:
        return (*self.moderators.get("", ()), *self.moderators.get(topic, ()))
