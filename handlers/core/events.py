"""What has happened, in Lotse's own words: frozen, typed, in the past tense; and the words that events share."""

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
    """Where a message goes."""

    platform: PlatformName
    room: RoomId
    thread: ThreadId | None = None

    def shares_room(self, other: "Address") -> bool:
        """In the same room, whatever the thread."""
        return (self.platform, self.room) == (other.platform, other.room)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sender:
    """Who wrote, on one platform. `id` is the platform's permanent user id, or that of the chat they wrote for."""

    platform: PlatformName
    id: str
    name: str = ""

    def is_same(self, other: "Sender") -> bool:
        """The same account, whatever it is called."""
        return (self.platform, self.id) == (other.platform, other.id)


# Of files that go from one platform to another.
MAX_ATTACHMENT_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A file, `size` in bytes as far as is known; `source` is what its platform gives it out for.

    Without a platform it is one that Lotse keeps itself. `whole` is the file with the whole of a long text that came
    with this one; it follows on it.
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
    """What every event tells. `id` is the platform's id of the event, unique per platform.

    `language` is that of the sender's app, as far as the platform tells; it is not kept.
    """

    id: EventId
    at: datetime
    address: Address
    sender: Sender
    language: Language | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageReceived(Event):
    """A person wrote `text` (the address form, such as a mention of Lotse, already taken off), which can be stored.

    `message` is the id that a reply refers to.
    `direct`: the room holds one person and Lotse. `addressed`: meant for Lotse, being direct, a mention, a reply or a
    command. `formatted`: the text as Markdown, if it has a form. `album`: the id that the messages of one album share,
    each with one file, and one of them with the text.

    `replies_to_lotse`: `reply_to` is one of Lotse's messages, on platforms that may show some of them twice.
    `received_at`: when Lotse learned of it, if its platform's clock may be another.
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
    """A person changed the message `message`, which now says `text`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LocationReceived(MessageReceived):
    """A person shared a place, in degrees; `text` is its name if it was told."""

    latitude: float
    longitude: float


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemReceived(MessageReceived):
    """A person shared something that is neither prose, a file nor a place, such as a contact or a poll.

    `text` describes it in full; it is no question and no command.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageDeleted(Event):
    """The message `message` was taken back, by its author or by a moderator.

    `by_moderator`: the platform has checked that the sender may take back messages of others in this room.
    """

    message: MessageId
    by_moderator: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ChoiceTaken(Event):
    """A person chose the `number`th (from 1) of the choices under Lotse's message `message`.

    `keyboard` is the identity of the choices that the person saw (see `messages.keyboard_id`); None where a message
    shows the same choices as long as it stands. `in_place`: what follows stands in that message's place.
    """

    message: MessageId
    number: int
    keyboard: str | None = None
    direct: bool = False
    in_place: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ReactionAdded(Event):
    """A person put the sign `key` to the message `message`, Lotse's or another's."""

    message: MessageId
    key: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReminderDue(Event):
    """A question to colleagues, of that number, has waited for an answer; sender and address are its asker's."""

    exchange: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DigestDue(Event):
    """The hour at which the sender reads what was asked on a topic, there."""

    topic: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnouncementDue(Event):
    """The next step of an announcement, of that number, is to be taken."""

    announcement: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedRead(Event):
    """All that a feed tells now. `version` is what its server calls that, or empty.

    `followed` are appointments that are not to be announced, as others come first or they have begun, but may have been
    announced earlier.
    `faults` are appointments that can't be read. `series` are the ids of calendars, with the time until which all their
    occurrences are here: what was told of them and is not here any more is off.
    """

    feed: str
    items: tuple[FeedItem, ...]
    version: str = ""
    followed: tuple[FeedItem, ...] = ()
    faults: tuple[AppointmentFault, ...] = ()
    series: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedFailed(Event):
    """A feed could not be read since then."""

    feed: str
    since: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class CopyFailed(Event):
    """A message that belongs to a question to colleagues will never arrive; sender and address are its asker's."""

    delivery: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CopyHeld(Event):
    """A question to colleagues waits for somebody to read it in a channel; sender and address are its asker's."""

    delivery: str


def sole_reader(event: Event) -> Sender | None:
    """Return whom alone an answer to the event is for: its sender in a direct chat, nobody in a group."""
    is_direct = isinstance(event, MessageReceived | ChoiceTaken | MessageUnreadable) and event.direct
    return event.sender if is_direct else None


def awaits_answer(event: Event) -> TypeGuard[MessageReceived | ChoiceTaken]:
    """Whether a person waits for what Lotse says to it."""
    return isinstance(event, ChoiceTaken) or (isinstance(event, MessageReceived) and event.addressed)


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageUnreadable(Event):
    """The keys of an encrypted message did not come; `direct` and `addressed` as far as that stands in clear."""

    message: MessageId
    direct: bool = False
    addressed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class RemovedFromRoom(Event):
    """The sender sent Lotse out of a room; `banned`: it may not come back. `room_name` may be empty."""

    banned: bool
    room_name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class JoinedRoom(Event):
    """Lotse came into a group on an invitation of the sender."""
