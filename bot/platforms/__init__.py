"""What every platform does for Lotse: brings events in, carries deliveries out, and fails in two ways."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, TypeAlias

from bot.platforms.pace import Pace
from handlers.core.events import Attachment, Event, EventId, MessageId, PlatformName, RoomId, Sender
from handlers.core.messages import DeliveryId, Message

__all__ = [
    "CROWDED_SECONDS",
    "FAILURES",
    "Action",
    "Delivery",
    "DeliveryId",
    "Handle",
    "Inbox",
    "Misdirected",
    "NotPrivate",
    "PermanentFailure",
    "Places",
    "Platform",
    "PlatformRefused",
    "Received",
    "Scope",
    "TemporaryFailure",
    "Unattended",
    "Unreachable",
]

# For so long nothing more is taken in while too many wait for answers.
CROWDED_SECONDS = 1.0

# What it returns is a line to show for a moment to the person who pressed a button, if there is one.
Handle: TypeAlias = Callable[[Event], Awaitable[str | None]]


class Action(StrEnum):
    """What a delivery does in its room; a departure is out of it."""

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


class Scope(StrEnum):
    """What a platform's wish to wait is about; the account's only perhaps, as a platform may not say."""

    ROOM = "room"
    ACCOUNT = "account"


class TemporaryFailure(Exception):
    """The delivery may succeed later; `retry_after` is what the platform asked for, if it did."""

    def __init__(self, reason: str, retry_after: timedelta | None = None, scope: Scope = Scope.ROOM) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.scope = scope


class Unreachable(TemporaryFailure):
    """There is no connection, or nobody behind it: as soon as there is one again, the next try succeeds."""


class Unattended(Exception):
    """The message was not sent, as the room has no member who could read it, now or after joining."""


class PermanentFailure(Exception):
    """The delivery will never succeed."""


class NotPrivate(PermanentFailure):
    """Others than the one person whom the message is for could read it."""


class Misdirected(Exception):
    """The message was not sent; it has to be delivered to `room`, on the same platform, instead.

    `reader` is whom alone it is for, if it did not say so.
    """

    def __init__(self, room: RoomId, reader: Sender | None = None) -> None:
        super().__init__("the message belongs into another room")
        self.room = room
        self.reader = reader


class PlatformRefused(Exception):
    """The platform does not let Lotse in (a revoked token, a wrong password); one sentence for whoever runs it."""


# What a courtesy may meet without anybody being the worse for it.
FAILURES = (TemporaryFailure, PermanentFailure, PlatformRefused)


class Platform(Protocol):
    """A connected platform. What does not depend on the connection stands in its `Traits`."""

    name: PlatformName

    @property
    def pace(self) -> Pace | None:
        """Never to be exceeded; None where the platform itself says when to wait."""

    async def run(self) -> None:
        """Bring updates in until cancelled; raises PlatformRefused when trying again is of no use."""

    def parts(self, message: Message) -> Sequence[Message]:
        """The message, or several in its place if it is too long for one."""

    async def fetch(self, attachment: Attachment) -> bytes:
        """A file that was sent here; raises as `send` does."""

    async def send(self, delivery: Delivery) -> MessageId:
        """Return the platform's id of the message; raises TemporaryFailure, PermanentFailure or PlatformRefused.

        A message that is private to a person, or meant for a room that counts as a direct chat, goes into a direct
        chat now: raises Misdirected if there is another one, and NotPrivate if there can be none, or if it is an edit.
        Deletions and placeholders may go anywhere. Raises Unattended where nobody would ever read it.

        A new login may carry out what was refused; it is `run` that reports the lost one.
        """

    async def close(self) -> None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """A raw update as it came in. `payload` is dropped as soon as the update is handled."""

    platform: PlatformName
    id: EventId
    at: datetime
    payload: dict[str, Any]


class Inbox(Protocol):
    """Raw updates, written down before they are handled, with the platform's place in its stream.

    Of several processes one reads them; what it is not brought itself it finds here.
    """

    @property
    def is_read_here(self) -> bool:
        """Whether this is the process that reads."""

    async def turn(self) -> None:
        """Waits until this process is the one that reads."""

    async def confirmed(self) -> None:
        """Return as soon as this process certainly is at work; raise LeadershipLost if another has taken its place."""

    async def brought(self) -> None:
        """Waits until another process has written something down."""

    async def checkpoint(self, platform: PlatformName) -> str | None:
        """Where to go on reading; None before the first time."""

    async def put(
        self, platform: PlatformName, updates: Sequence[Received], checkpoint: str, *, durable: bool = True
    ) -> Sequence[Received]:
        """Write updates and checkpoint in one transaction; return those never seen before, in order.

        If it is not `durable`, the updates must not be acknowledged before `sync` has returned.
        """

    async def sync(self) -> None:
        """Return when all that was put is on the disk."""

    async def pending(self, platform: PlatformName) -> Sequence[Received]:
        """What was written down and not yet handled, oldest first."""

    async def has_room(self, platform: PlatformName) -> bool:
        """Whether more may come in; if not, it is as well kept where it is until answers have gone out."""

    async def skip(self, platform: PlatformName, ids: Sequence[EventId]) -> None:
        """Marks updates that are of no interest as handled."""


class Places(Protocol):
    """What becomes of rooms."""

    async def successor(self, platform: PlatformName, room: RoomId) -> RoomId | None:
        """Where a room has moved to."""

    async def move(self, platform: PlatformName, old: RoomId, new: RoomId, at: datetime) -> None:
        """Carries over everything that belongs to a room, in one transaction. May be repeated."""

    async def invited(self, platform: PlatformName, room: RoomId, inviter: str, at: datetime) -> None:
        """An account, by its id, brought Lotse into this room."""

    async def is_channel(self, platform: PlatformName, room: RoomId) -> bool:
        """Return True if the room, or a thread in it, is the channel of a topic."""

    async def close(self, platform: PlatformName, room: RoomId, at: datetime) -> None:
        """Nothing can be sent to this room until Lotse is in it again."""

    async def reopen(self, platform: PlatformName, rooms: Collection[RoomId]) -> None:
        """Lotse is in these rooms again, whether it was sent out before or not."""

    async def attended(self, platform: PlatformName, rooms: Collection[RoomId]) -> None:
        """Release the deliveries that were held back while these rooms had no readers."""
