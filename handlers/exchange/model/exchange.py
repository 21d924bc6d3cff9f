"""Questions to colleagues and all that belongs to them: drafts, copies, remarks, followers, subscriptions, lessons."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.core.events import Address, Attachment, MessageId, Sender
from handlers.core.messages import DeliveryId


class Signature(StrEnum):
    """The form in which an asker is named to colleagues."""

    NAME = "name"
    CENTRE = "centre"
    NONE = "none"


class CopyRole(StrEnum):
    """The part that a message of Lotse's plays in an exchange.

    `POST` is the question in a channel, `NEWS` the question sent to one person, `REMARK` an answer, `FILE` the file of
    one (by earlier versions), `SHOWN` a summary sent on request. `MOVED` is a message that was deleted when the
    question was posted again; `LEFT` the same in a room that the question has left, until people there were told where
    it is now.
    """

    POST = "post"
    NEWS = "news"
    REMARK = "remark"
    FILE = "file"
    MOVED = "moved"
    LEFT = "left"
    SHOWN = "shown"


class Consent(StrEnum):
    """The consent of a colleague to publish their answer."""

    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


class ModerationAction(StrEnum):
    """An action of a moderator that is logged."""

    MOVE = "move"
    MERGE = "merge"
    HIDE = "hide"
    SHOW = "show"
    CLOSE = "close"


class Frequency(StrEnum):
    """The frequency at which a person is told of new questions."""

    NOW = "now"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A question to colleagues before it is posted; it expires.

    `message` is the one in which it was written, `attachment` the file with that message, which may stay behind. Once
    posted, `exchange` is its number, and the draft holds neither text nor file.
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
    """A posted question; `address` is where its asker reads answers, `signed_as` how colleagues see the asker named.

    `direct` tells whether that is a direct chat. `reminders` counts those sent; `remind_at` is when the next is due.
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
        """The only person who reads at the address; None if the question was asked in a group."""
        return self.asker if self.direct else None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Follower:
    """A person who reads the answers to a question; `signed_as` is how colleagues see them named.

    `known_as` is the number under which they know the question, if theirs was merged into it; `is_asker` tells that
    they asked it. `direct`: the address is a direct chat. `has_ended`: they marked it as solved and get no more
    answers.
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
        """The only person who reads at the address; None in a group."""
        return self.sender if self.direct else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy:
    """A message of Lotse's that belongs to an exchange; `remark` is the number of the remark that it repeats.

    `known_as` is the number under which its reader knows the question, if that is another one.
    """

    delivery: DeliveryId
    address: Address
    exchange: int
    role: CopyRole = CopyRole.POST
    remark: int | None = None
    known_as: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldMessage:
    """A message whose author is asked whether it belongs to a question; it expires."""

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
    """An answer or addition to a question, in the message `message`; `signed_as` is how others see its author named.

    `text` is Markdown in which user text is escaped. `direct`: it was written in a direct chat.
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
        """The only person who reads at its address; None if it was written in a group."""
        return self.author if self.direct else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription:
    """A person's subscription to new questions of a topic.

    Digests come at the local `hour`, daily or on `weekday` (Monday is 0). `since` is when the last one was sent.
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
    """A draft for the knowledge base, from a question and its best answer.

    `previous` are title and text before the last change.
    """

    number: int
    exchange: int
    title: str
    text: str
    topic: str
    previous: tuple[str, str] | None = None
