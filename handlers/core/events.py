"""Events: what happened, as frozen types named in the past tense, and the values that they share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType, TypeGuard

from handlers.core.feed_items import AppointmentFault, FeedItem
from knowledge.search import Language

RoomId = NewType("RoomId", str)
ThreadId = NewType("ThreadId", str)
MessageId = NewType("MessageId", str)
EventId = NewType("EventId", str)


class PlatformName(StrEnum):
    """The name of a platform: one that ships with Lotse, or any other that is added to `bot.platforms`."""

    MATRIX = "matrix"
    TELEGRAM = "telegram"
    CONSOLE = "console"

    @classmethod
    def _missing_(cls, value: object) -> "PlatformName | None":
        """Make a member of the name of an added platform."""
        if not isinstance(value, str) or not value.isidentifier():
            return None
        name = str.__new__(cls, value)
        name._name_, name._value_ = value.upper(), value
        cls._value2member_map_[value] = name
        return name


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """The destination of a message."""

    platform: PlatformName
    room: RoomId
    thread: ThreadId | None = None

    def shares_room(self, other: "Address") -> bool:
        """Return whether both addresses are in the same room; threads may differ."""
        return (self.platform, self.room) == (other.platform, other.room)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sender:
    """An account on one platform; `id` is its permanent user id, or that of the chat it writes for."""

    platform: PlatformName
    id: str
    name: str = ""

    @property
    def key(self) -> tuple[PlatformName, str]:
        """The account without its name, which may change."""
        return self.platform, self.id

    def is_same(self, other: "Sender") -> bool:
        """Return whether both are the same account; names may differ."""
        return self.key == other.key


# The limit for files relayed between platforms.
MAX_ATTACHMENT_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A file; `size` in bytes as far as known, `source` the data by which its platform identifies it.

    Without a platform it is stored by Lotse. `whole` is the full text of a long message that came with this file; it is
    sent after it.
    """

    platform: PlatformName | None
    name: str
    media_type: str
    size: int
    source: Mapping[str, Any]
    whole: "Attachment | None" = None

    @property
    def is_image(self) -> bool:
        return self.media_type in ("image/jpeg", "image/png")


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Fields of every event; `id` is the platform's id of the event, unique per platform.

    `language` is that of the sender's app, None if unknown; it is not stored.
    """

    id: EventId
    at: datetime
    address: Address
    sender: Sender
    language: Language | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageReceived(Event):
    """A person wrote `text`, without a mention of Lotse, and safe to store.

    `message` is the id that a reply refers to. `direct`: the room holds one person and Lotse. `addressed`: it is meant
    for Lotse, being direct, a mention, a reply or a command. `formatted` is the text as Markdown, if it has a form.
    `album` is the id shared by the messages of an album, each with one file, and one of them with the text.

    `replies_to_lotse`: `reply_to` is one of Lotse's messages, on platforms that may show some of them twice.
    `received_at` is when Lotse received it, where the clock of the platform may differ.
    """

    message: MessageId
    text: str
    formatted: str = ""
    direct: bool = False
    addressed: bool = False
    reply_to: MessageId | None = None
    replies_to_lotse: bool = False
    attachment: Attachment | None = None
    received_at: datetime | None = None
    album: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageEdited(MessageReceived):
    """A person edited the message `message`, which now says `text`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LocationReceived(MessageReceived):
    """A person shared a location, in degrees; `text` is its name, if it has one."""

    latitude: float
    longitude: float


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemReceived(MessageReceived):
    """A person shared something else than text, a file or a location, such as a contact or a poll.

    `text` describes it in full; it is neither a question nor a command.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageDeleted(Event):
    """The message `message` was deleted by its author or a moderator.

    `by_moderator`: the platform has checked that the sender may delete messages of others in this room.
    """

    message: MessageId
    by_moderator: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ChoiceTaken(Event):
    """A person chose the `number`th (from 1) of the choices under Lotse's message `message`.

    `keyboard` identifies the choices that the person saw (see `messages.keyboard_id`); None where a message never
    changes its choices. `in_place`: the reply replaces that message.
    """

    message: MessageId
    number: int
    keyboard: str | None = None
    direct: bool = False
    in_place: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ReactionAdded(Event):
    """A person reacted with the sign `key` to the message `message`, Lotse's or another's."""

    message: MessageId
    key: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReminderDue(Event):
    """A reminder of an unanswered question to colleagues is due; sender and address are its asker's."""

    exchange: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DigestDue(Event):
    """The sender's digest of a topic is due at the address."""

    topic: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnouncementDue(Event):
    """The next step of an announcement is due."""

    announcement: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerOutdated(Event):
    """An entry that answered the sender's message has changed since; `message` as in GivenAnswer."""

    message: MessageId


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldsDue(Event):
    """It is time to ask the sender whether fields still hold: the id of the entry and the name of each field."""

    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class UseCheckDue(Event):
    """It is time to ask the sender whether an answer, given by its number, was of use."""

    answer: int


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnersDue(Event):
    """It is time to look whether somebody is reached at each centre; nobody in particular acts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GapsDue(Event):
    """It is time to tell the office what people asked in vain; nobody in particular acts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundDue(Event):
    """Another part of the round over the contact details of centres has begun; nobody in particular acts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WishesDue(Event):
    """It is time to look who may read an answer by now that they wished for; nobody in particular acts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedRead(Event):
    """A feed was read; `version` is what its server calls this state, or empty.

    `followed` are appointments that are not to be announced now, but may have been earlier. `faults` are appointments
    that can't be read. `series` are the ids of calendars, each with the time until which all its occurrences are in
    `items`: an announced occurrence that is missing before then was cancelled.
    """

    feed: str
    items: tuple[FeedItem, ...]
    version: str = ""
    followed: tuple[FeedItem, ...] = ()
    faults: tuple[AppointmentFault, ...] = ()
    series: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedFailed(Event):
    """A feed could not be read since that time."""

    feed: str
    since: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class CopyFailed(Event):
    """A message that belongs to a question to colleagues will never arrive; sender and address are its asker's."""

    delivery: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CopyHeld(Event):
    """A question to colleagues is held until somebody can read it in a channel; sender and address are its asker's."""

    delivery: str


def to_message(event: ChoiceTaken | ReactionAdded | MessageDeleted, text: str, *, direct: bool) -> MessageReceived:
    """Return a message to Lotse as if the event's sender had written `text` instead."""
    return MessageReceived(
        id=event.id,
        at=event.at,
        address=event.address,
        sender=event.sender,
        language=event.language,
        message=event.message,
        text=text,
        direct=direct,
        addressed=True,
    )


def find_sole_reader(event: Event) -> Sender | None:
    """Return the only person who can read an answer to the event: its sender in a direct chat; None in a group."""
    is_direct = isinstance(event, MessageReceived | ChoiceTaken | MessageUnreadable) and event.direct
    return event.sender if is_direct else None


def awaits_answer(event: Event) -> TypeGuard[MessageReceived | ChoiceTaken]:
    """Return whether a person waits for an answer to the event."""
    return isinstance(event, ChoiceTaken) or (isinstance(event, MessageReceived) and event.addressed)


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageUnreadable(Event):
    """The keys of an encrypted message did not come; `direct` and `addressed` as far as that is not encrypted."""

    message: MessageId
    direct: bool = False
    addressed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class RemovedFromRoom(Event):
    """The sender removed Lotse from a room; `banned`: it may not come back. `room_name` may be empty."""

    banned: bool
    room_name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class JoinedRoom(Event):
    """Lotse joined a group on an invitation of the sender."""
