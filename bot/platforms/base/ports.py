"""The stores that platforms use: updates and rooms; of Matrix verifications and offered choices, of Telegram menus."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, Protocol

from handlers.context.ports import SentMessage
from handlers.core.commands import Role
from handlers.core.events import EventId, PlatformName, RoomId


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceivedUpdate:
    """A raw update as the platform brought it. `payload` is dropped as soon as the update is handled."""

    platform: PlatformName
    id: EventId
    at: datetime
    payload: dict[str, Any]


class Inbox(Protocol):
    """The store of raw updates, written before they are handled, with the platform's position in its stream.

    Of several processes one reads them; what it is not brought itself it finds here.
    """

    @property
    def is_read_here(self) -> bool:
        """Return whether this process reads updates."""

    async def turn(self) -> None:
        """Wait until this process is the one that reads."""

    async def confirm_leadership(self) -> None:
        """Return as soon as this process certainly is at work; raise LeadershipLost if another has taken its place."""

    async def wait_for_updates(self) -> None:
        """Wait until another process has added updates."""

    async def checkpoint(self, platform: PlatformName) -> str | None:
        """Return the position to continue from; None before the first update."""

    async def put(
        self, platform: PlatformName, updates: Sequence[ReceivedUpdate], checkpoint: str, *, durable: bool = True
    ) -> Sequence[ReceivedUpdate]:
        """Write updates and checkpoint in one transaction; return the updates never seen before, in order.

        If it is not `durable`, the updates must not be acknowledged before `sync` has returned.
        """

    async def sync(self) -> None:
        """Return when all that was put is on the disk."""

    async def pending(self, platform: PlatformName) -> Sequence[ReceivedUpdate]:
        """Return the updates that are not handled yet, oldest first."""

    async def has_room(self, platform: PlatformName) -> bool:
        """Return True if more updates may come in; else they stay with the platform until answers have gone out."""

    async def skip(self, platform: PlatformName, ids: Sequence[EventId]) -> None:
        """Mark updates without interest as handled."""


class RoomChanges(Protocol):
    """The store of what happens to rooms: moves, invitations, closing and reopening."""

    async def successor(self, platform: PlatformName, room: RoomId) -> RoomId | None:
        """Return the room that replaced this one; None if it has not moved."""

    async def move(self, platform: PlatformName, old: RoomId, new: RoomId, at: datetime) -> None:
        """Move everything that belongs to a room to its successor, in one transaction. May be repeated."""

    async def note_invitation(self, platform: PlatformName, room: RoomId, inviter: str, at: datetime) -> None:
        """Record that an account, by its id, invited Lotse into this room."""

    async def is_channel(self, platform: PlatformName, room: RoomId) -> bool:
        """Return True if the room, or a thread in it, is the channel of a topic."""

    async def close(self, platform: PlatformName, room: RoomId, at: datetime) -> None:
        """Mark the room as unreachable; its deliveries are skipped until Lotse is in it again."""

    async def reopen(self, platform: PlatformName, rooms: Collection[RoomId]) -> None:
        """Mark the rooms as reachable; rooms that were never closed may be among them."""

    async def release_held(self, platform: PlatformName, rooms: Collection[RoomId]) -> None:
        """Release the deliveries that were held back while these rooms had no readers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MenuScope:
    """The scope of a person's menu: `chat` is a group, or their own id for the direct chat."""

    chat: str
    person: str

    @property
    def is_group(self) -> bool:
        return self.chat != self.person


@dataclass(frozen=True, kw_only=True, slots=True)
class Menu:
    """The commands of a role; `is_met`: the person has written to Lotse directly."""

    role: Role
    is_met: bool = False


class Menus(Protocol):
    """The store of roles and of the menus that were set for them."""

    async def list_wanted(self) -> Mapping[MenuScope, Menu]:
        """Return the menus that people's roles require."""

    async def list_shown(self) -> Mapping[MenuScope, Role]:
        """Return the menus that were set and not removed."""

    async def note(self, seat: MenuScope, role: Role | None) -> None:
        """Record that a menu was set, or removed if `role` is None."""


class OfferedChoices(Protocol):
    """The store of choices that were offered before the start."""

    async def latest(self) -> Sequence[SentMessage]:
        """Return the latest messages with choices, whose reactions may be incomplete, in their current version."""


class VerificationState(StrEnum):
    """`comparing` until the person at the shell has decided; the last five are ends."""

    WAITING = "waiting"
    COMPARING = "comparing"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    VERIFIED = "verified"
    MISMATCHED = "mismatched"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    FAILED = "failed"

    @property
    def is_open(self) -> bool:
        return self in (
            VerificationState.WAITING,
            VerificationState.COMPARING,
            VerificationState.CONFIRMED,
            VerificationState.REJECTED,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Verification:
    """A verification as the shell shows it. `emoji` are the indices of seven, once there are any."""

    id: str
    user_id: str
    device_id: str
    state: VerificationState
    updated_at: datetime
    emoji: tuple[int, ...] = ()

    @property
    def number(self) -> str:
        """Four digits by which a person names it at the shell, where the `$` of ids would be expanded."""
        return str(int.from_bytes(sha256(self.id.encode()).digest()[:4]) % 9000 + 1000)


class VerificationStore(Protocol):
    async def write(self, verification: Verification) -> None:
        """Add or replace a verification."""

    async def list_decided(self) -> Sequence[Verification]:
        """Return the verifications that were confirmed or rejected at the shell."""

    async def abandon(self, at: datetime) -> None:
        """Mark all open verifications as expired, as their state was lost with the last run of the service."""
