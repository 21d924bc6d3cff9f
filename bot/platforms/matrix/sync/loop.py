"""The sync loop: it requests updates from the homeserver and stores them before they are read."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any, TypeVar

from nio import SyncResponse

from bot.platforms.base.contract import CROWDED_SECONDS, PermanentFailure, TemporaryFailure
from bot.platforms.base.ports import Inbox, ReceivedUpdate
from bot.platforms.base.retrying import LEAST_WAIT, repeat_until_progress, retry_until_done
from bot.platforms.matrix.crypto import key_cleanup
from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.crypto.key_upkeep import maintain_keys
from bot.platforms.matrix.homeserver.failures import get_response
from bot.platforms.matrix.rooms import current_state
from bot.platforms.matrix.rooms.direct_chats import DirectChats
from bot.platforms.matrix.rooms.invites import Invitations
from bot.platforms.matrix.rooms.membership import JoinTracker
from bot.platforms.matrix.rooms.readers import RoomReaders
from bot.platforms.matrix.rooms.rooms import Rooms
from bot.platforms.matrix.rooms.spaces import MemberSpaces
from bot.platforms.matrix.rooms.upgrades import Upgrades
from bot.platforms.matrix.sync import timeline
from bot.platforms.matrix.sync.inbox_reader import InboxReader
from bot.platforms.matrix.sync.room_changes import find_room_changes
from bot.platforms.matrix.verification.service import VerificationService
from handlers.core.events import PlatformName

T = TypeVar("T")

FULL_SYNC_SECONDS = 300
# How long the homeserver keeps a request for news open.
_POLL_SECONDS = 30
_ANSWERS_FIRST_SECONDS = 0.1
# From this many echoes of Lotse's own messages in one sync on, wait before the next: the homeserver is busy.
_ECHO = 4
_ECHO_SECONDS = 0.25
# In seconds, while the homeserver answers at once that there is nothing.
_LONGEST_PAUSE = 5.0
_FILTER = {
    "presence": {"types": []},
    "account_data": {"types": []},
    "room": {"timeline": {"limit": 50}, "ephemeral": {"types": []}, "account_data": {"types": []}},
}


@dataclass(frozen=True, kw_only=True)
class SyncLoop:
    """The sync loop. Updates are stored in the inbox before the next sync is requested."""

    client: Client
    rooms: Rooms
    directs: DirectChats
    inbox: Inbox
    inbox_reader: InboxReader
    invitations: Invitations
    upgrades: Upgrades
    joins: JoinTracker
    readers: RoomReaders
    spaces: MemberSpaces
    verification: VerificationService
    tasks: asyncio.TaskGroup
    clock: Callable[[], datetime]
    ready: asyncio.Event

    async def run(self) -> None:
        """Sync until cancelled; raises PlatformRefused when the homeserver rejects the login."""
        await retry_until_done(self._begin, "The first sync")
        while True:
            await repeat_until_progress(self._step, "The sync", _LONGEST_PAUSE)

    async def _begin(self) -> None:
        """Run the first sync with full state, as nio knows no room yet; pending updates are read first."""
        await maintain_keys(self.client)
        await self.verification.open()
        pending = await self.inbox.pending(PlatformName.MATRIX)
        open_invitations = await self.invitations.standing()
        response = await self._ask(await self._checkpoint(), full_state=True)
        self.invitations.note(open_invitations)
        await self.directs.load()
        await self.spaces.open()
        self.ready.set()
        self.inbox_reader.read(self.upgrades.note(pending))
        key_cleanup.delete_unused_keys(self.client)
        await self._take(response)

    async def _step(self) -> bool:
        """Return True if the request brought updates or waited for them; the loop backs off otherwise.

        The homeserver does one thing at a time: it is asked for news when the answers to the last ones are out.
        """
        if not await self.inbox.has_room(PlatformName.MATRIX):
            # What people write meanwhile waits at the homeserver.
            await asyncio.sleep(CROWDED_SECONDS)
            return True
        checkpoint, began, known = await self._checkpoint(), monotonic(), {*self.client.rooms}
        since, response = await self._ask(checkpoint, full_state=False)
        waited = monotonic() - began >= LEAST_WAIT
        await current_state.correct(self.client, response, known)
        # Before anything that its members wrote is read.
        await self.spaces.note(response)
        await self._take((since, response))
        await self.inbox_reader.lanes.settle(_ANSWERS_FIRST_SECONDS)
        if _is_echo(response, self.client.user_id):
            await asyncio.sleep(_ECHO_SECONDS)
        return waited or not _is_empty(response)

    async def _checkpoint(self) -> str | None:
        return await self.inbox.checkpoint(PlatformName.MATRIX)

    async def _ask(self, since: str | None, *, full_state: bool) -> tuple[str | None, SyncResponse]:
        wait = 0 if full_state else _POLL_SECONDS * 1000
        request = self.client.sync(timeout=wait, since=since, full_state=full_state or None, sync_filter=_FILTER)
        try:
            # nio sets no limit of its own to a sync with full state.
            return since, await get_response(_within(FULL_SYNC_SECONDS, request))
        except PermanentFailure as failure:
            # A sync that is refused outright may be accepted again when the homeserver is repaired.
            raise TemporaryFailure(str(failure)) from failure

    async def _take(self, news: tuple[str | None, SyncResponse]) -> None:
        """Store news; the very first sync only sets the checkpoint, so that nothing old is answered."""
        since, response = news
        found = await self._find_news(response, since) if since else []
        for room in (*response.rooms.leave, *response.rooms.invite):
            self.rooms.forget(room)
        for room in response.rooms.leave:
            self.client.invited_rooms.pop(room, None)
        await self.joins.note(response)
        new = await self.inbox.put(PlatformName.MATRIX, found, response.next_batch)
        self.inbox_reader.read(self.upgrades.note(new))
        if response.device_sources:
            self.tasks.create_task(self.verification.directly(response.device_sources))
        self.invitations.note({room: _sources(info) for room, info in response.rooms.invite.items()})
        if response.rooms.leave or response.device_list.left:
            key_cleanup.delete_unused_keys(self.client)
        await maintain_keys(self.client, response)
        self.invitations.answer()
        self.upgrades.follow()
        self.inbox_reader.look_again()
        await self.readers.note(response)

    async def _find_news(self, response: SyncResponse, since: str) -> list[ReceivedUpdate]:
        now = self.clock()
        said = await timeline.collect_updates(self.client, response, since, now)
        return [*find_room_changes(self.client, response, now), *said]


def _is_empty(response: SyncResponse) -> bool:
    rooms, devices = response.rooms, response.device_list
    found = (rooms.join, rooms.invite, rooms.leave, response.device_sources, devices.changed, devices.left)
    return not any(found)


def _is_echo(response: SyncResponse, own_id: str) -> bool:
    """Return whether the news are Lotse's own messages only, as during an announcement."""
    senders = [event.sender for info in response.rooms.join.values() for event in info.timeline.events]
    return len(senders) >= _ECHO and all(sender == own_id for sender in senders)


async def _within(seconds: float, request: Awaitable[T]) -> T:
    """Await a request with a time limit; unlike `wait_for` before Python 3.12, a cancellation always passes."""
    async with asyncio.timeout(seconds):
        return await request


def _sources(info: Any) -> list[Any]:
    """Return the stripped state of an invitation with the content that nio takes out of memberships."""
    return [{**event.source, "content": getattr(event, "content", {})} for event in info.invite_state]
