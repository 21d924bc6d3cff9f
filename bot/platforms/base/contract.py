"""The contract of a platform: it brings events in, carries deliveries out, and fails in two ways."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol, TypeAlias

from bot.platforms.base.pace import Pace
from handlers.core.events import Attachment, Event, MessageId, PlatformName, RoomId, Sender
from handlers.core.messages import DeliveryId, Message

# The pause before more updates are taken while too many wait for answers.
CROWDED_SECONDS = 1.0

# Returns a short line to show to the person who pressed a button; None for no line.
Handle: TypeAlias = Callable[[Event], Awaitable[str | None]]


class Action(StrEnum):
    """The effect of a delivery in its room; DEPARTURE leaves the room."""

    MESSAGE = "message"
    EDIT = "edit"
    DELETION = "deletion"
    DEPARTURE = "departure"


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One message to one address. `id` never changes: a platform with idempotent sends uses it as its key.

    An edit or a deletion is about an earlier delivery, `target`; `about` is the message that this one became. Of a
    message `target` is the one that goes on in it. `file` is what its attachment holds. `edits` are the messages that
    earlier edits became, where a platform keeps them as such; a deletion is about these too. A `placeholder` has a text
    that anybody may read, in place of one that is private or was taken back. A `is_repeat` may have arrived before.
    """

    id: DeliveryId
    message: Message
    action: Action = Action.MESSAGE
    target: DeliveryId | None = None
    about: MessageId | None = None
    edits: tuple[MessageId, ...] = ()
    file: bytes = b""
    placeholder: bool = False
    is_repeat: bool = False


class RetryScope(StrEnum):
    """The range of a rate limit: one room, or perhaps the whole account, where the platform does not tell."""

    ROOM = "room"
    ACCOUNT = "account"


class TemporaryFailure(Exception):
    """A failure after which the delivery may succeed; `retry_after` is the pause that the platform asked for."""

    def __init__(self, reason: str, retry_after: timedelta | None = None, scope: RetryScope = RetryScope.ROOM) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.scope = scope


class Unreachable(TemporaryFailure):
    """A missing connection: the next try succeeds as soon as there is one again."""


class NoReaders(Exception):
    """A refusal to send into a room without members who could read the message, now or after joining."""


class PermanentFailure(Exception):
    """A failure after which the delivery will never succeed."""


class NotPrivate(PermanentFailure):
    """A refusal to send a private message where other people could read it."""


class WrongRoom(Exception):
    """A refusal to send into this room: the delivery belongs in `room`, on the same platform.

    `reader` is whom alone it is for, if it did not say so.
    """

    def __init__(self, room: RoomId, reader: Sender | None = None) -> None:
        super().__init__("the message belongs into another room")
        self.room = room
        self.reader = reader


class PlatformRefused(Exception):
    """A rejected login, such as a revoked token or a wrong password; the text is one sentence for the operator."""


# Failures of optional requests, such as typing notices, that may be ignored.
FAILURES = (TemporaryFailure, PermanentFailure, PlatformRefused)


class Platform(Protocol):
    """A connected platform. What does not depend on the connection stands in its `Traits`."""

    name: PlatformName

    @property
    def pace(self) -> Pace | None:
        """The rate that must never be exceeded; None if the platform itself says when to wait."""

    async def run(self) -> None:
        """Bring updates in until cancelled; raises PlatformRefused when trying again is of no use."""

    def parts(self, message: Message) -> Sequence[Message]:
        """Return the message, or several that replace it if it is too long for one."""

    async def fetch(self, attachment: Attachment) -> bytes:
        """Return the content of a file that was sent on this platform; raises as `send` does."""

    async def send(self, delivery: Delivery) -> MessageId:
        """Return the platform's id of the message; raises TemporaryFailure, PermanentFailure or PlatformRefused.

        A message that is private to a person, or meant for a room that counts as a direct chat, goes into a direct
        chat now: raises WrongRoom if there is another one, and NotPrivate if there can be none, or if it is an edit.
        Deletions and placeholders may go anywhere. Raises NoReaders if nobody would ever read it.

        A new login may carry out what was refused; it is `run` that reports the lost one.
        """

    async def close(self) -> None: ...
