"""What has happened, in Lotse's own words: frozen, typed, in the past tense; and the words that events share."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

RoomId = NewType("RoomId", str)
ThreadId = NewType("ThreadId", str)
MessageId = NewType("MessageId", str)
EventId = NewType("EventId", str)


class PlatformName(StrEnum):
    MATRIX = "matrix"
    TELEGRAM = "telegram"
    CONSOLE = "console"


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Where a message goes."""

    platform: PlatformName
    room: RoomId
    thread: ThreadId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sender:
    """Who wrote, on one platform. `id` is the platform's permanent user id."""

    platform: PlatformName
    id: str
    name: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageReceived:
    """A person wrote `text` (the address form, such as a mention of Lotse, already taken off).

    `id` is the platform's id of the event, unique per platform; `message` the id that a reply refers to.
    `direct`: the room holds one person and Lotse. `addressed`: meant for Lotse, being direct, a mention, a reply or a
    command.
    """

    id: EventId
    at: datetime
    address: Address
    sender: Sender
    message: MessageId
    text: str
    direct: bool = False
    addressed: bool = False
    reply_to: MessageId | None = None
