"""Room upgrades, followed into the successor if the sender of the tombstone had the right to close the room."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from bot.platforms.base.contract import PermanentFailure, PlatformRefused, TemporaryFailure
from bot.platforms.base.ports import Inbox, ReceivedUpdate, RoomChanges
from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.homeserver.api import Api, path
from bot.platforms.matrix.homeserver.failures import Refusal
from bot.platforms.matrix.homeserver.raw_events import mapping, room_of, sender_of, source_of, string
from bot.platforms.matrix.rooms.direct_chats import DirectChats
from bot.platforms.matrix.rooms.power_levels import MODERATOR, read_power
from bot.system.tracebacks import format_trace, log_level
from handlers.core.events import EventId, PlatformName, RoomId

log = logging.getLogger(__name__)

TOMBSTONE = "m.room.tombstone"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tombstone:
    """The end of `room`, which `sender` replaced by `successor`."""

    event: EventId
    room: RoomId
    successor: RoomId
    sender: str


def parse_tombstone(update: ReceivedUpdate) -> Tombstone | None:
    """Return the tombstone of an update; None for anything else and for a room closed without a successor."""
    source, room = source_of(update), room_of(update)
    successor = string(mapping(source.get("content")).get("replacement_room"))
    if source.get("type") != TOMBSTONE or source.get("state_key") != "" or not successor or successor == room:
        return None
    return Tombstone(event=update.id, room=room, successor=RoomId(successor), sender=sender_of(source))


@dataclass(frozen=True, kw_only=True)
class Upgrades:
    """The upgrades under way, by old room; their updates stay in the inbox, so that a restart resumes them."""

    client: Client
    room_changes: RoomChanges
    directs: DirectChats
    inbox: Inbox
    clock: Callable[[], datetime]
    tasks: asyncio.TaskGroup
    _open: dict[str, Tombstone] = field(default_factory=dict)
    _at_work: set[str] = field(default_factory=set)
    _shut_out: set[str] = field(default_factory=set)

    def note(self, updates: Iterable[ReceivedUpdate]) -> list[ReceivedUpdate]:
        """Take note of tombstones and return the other updates."""
        others = []
        for update in updates:
            found = parse_tombstone(update)
            if found is None:
                others.append(update)
            else:
                self._open[found.room] = found
        return others

    def is_under_way(self, room: str) -> bool:
        """Return whether the room is being replaced, so that messages sent to it would be lost."""
        return room in self._open

    async def expects(self, room: str, inviting: str) -> bool:
        """Return whether the invitation leads into the successor of a room."""
        awaited = [found for found in self._open.values() if (found.successor, found.sender) == (room, inviting)]
        return any([await self._is_rightful(found) for found in awaited])

    def follow(self) -> None:
        """Answer in the background, as joining a room on a distant homeserver can take long."""
        for room in self._open.keys() - self._at_work:
            found = self._open[room]
            if room not in self._shut_out or found.successor in self.client.rooms:
                self._at_work.add(room)
                self.tasks.create_task(self._follow(found))

    async def _follow(self, found: Tombstone) -> None:
        """Follow one upgrade; a temporary failure is retried after a later sync."""
        try:
            await self._go(found)
        except (TemporaryFailure, PlatformRefused) as failure:
            log.warning("The move from %s to %s has to wait: %s", found.room, found.successor, failure)
        except PermanentFailure as failure:
            log.warning("The move from %s to %s was given up: %s", found.room, found.successor, failure)
            await self._finish(found)
        except Exception as error:  # noqa: BLE001
            log.log(
                log_level(error),
                "The move from %s to %s has to wait: %s",
                found.room,
                found.successor,
                format_trace(error),
            )
        finally:
            self._at_work.discard(found.room)

    async def _go(self, found: Tombstone) -> None:
        if await self.room_changes.successor(PlatformName.MATRIX, found.room) is not None:
            await self._finish(found)
        elif not await self._is_rightful(found):
            log.warning("%s had no right to move %s", found.sender, found.room)
            await self._finish(found)
        else:
            if found.successor not in self.client.rooms:
                await self._enter(found)
            # A sync may bring the room before the answer to the request to join it.
            if found.successor in self.client.rooms:
                await self._move(found)

    async def _move(self, found: Tombstone) -> None:
        if not await self._is_successor(found):
            log.warning("%s does not succeed %s, as its tombstone says", found.successor, found.room)
            await self._finish(found)
            return
        await self.directs.move(found.room, found.successor)
        await self.room_changes.move(PlatformName.MATRIX, found.room, found.successor, self.clock())
        await self._finish(found)
        log.info("Moved from %s to %s", found.room, found.successor)

    async def _is_rightful(self, found: Tombstone) -> bool:
        """Return whether at least a moderator closed the room: where everybody may, that does not move Lotse."""
        power = await read_power(Api(self.client), found.room)
        return power.of(found.sender) >= max(power.level_for_state(TOMBSTONE), MODERATOR)

    async def _enter(self, found: Tombstone) -> None:
        """Join the successor, which then comes with a sync; if joining is refused, wait for an invitation."""
        server = quote(found.sender.partition(":")[2], safe="")
        try:
            await Api(self.client).post(f"{path('join', found.successor)}?via={server}&server_name={server}", {})
        except Refusal as refusal:
            self._shut_out.add(found.room)
            log.info("Waiting for an invitation to %s, the successor of %s (%s)", found.successor, found.room, refusal)

    async def _is_successor(self, found: Tombstone) -> bool:
        create = await Api(self.client).get(path("rooms", found.successor, "state", "m.room.create", ""))
        return mapping(create.get("predecessor")).get("room_id") == found.room

    async def _finish(self, found: Tombstone) -> None:
        await self.inbox.skip(PlatformName.MATRIX, [found.event])
        self._open.pop(found.room, None)
        self._shut_out.discard(found.room)
