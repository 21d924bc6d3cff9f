"""From an update in the inbox to a handled event: decrypted, understood, passed on."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from nio.exceptions import EncryptionError

from bot.platforms import Handle, Inbox, PlatformRefused, Received, TemporaryFailure
from bot.platforms.lanes import Lanes
from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.crypto.decryption import decrypted, megolm_event
from bot.platforms.matrix.crypto.key_upkeep import upkeep
from bot.platforms.matrix.homeserver.api import Api, path
from bot.platforms.matrix.homeserver.raw_events import (
    Source,
    event_id_of,
    mapping,
    replied_to,
    sender_of,
    string,
    thread_of,
)
from bot.platforms.matrix.homeserver.updates import room_of, source_of
from bot.platforms.matrix.rooms.direct_chats import DirectChats
from bot.platforms.matrix.rooms.removal import joined, removed
from bot.platforms.matrix.rooms.rooms import RoomContext, Rooms
from bot.platforms.matrix.sending.receipts import Receipts
from bot.platforms.matrix.sending.typing_notices import Notices
from bot.platforms.matrix.sync.authority import Authority, Verdict
from bot.platforms.matrix.sync.pending_events import Waiting
from bot.platforms.matrix.sync.room_changes import came_in, sent_out, was_invited_directly
from bot.platforms.matrix.sync.translate import translate, unreadable
from bot.platforms.matrix.verification.event_types import is_part
from bot.platforms.matrix.verification.service import Desk
from bot.system.tracebacks import log_level
from handlers.core.events import (
    Event,
    EventId,
    MessageDeleted,
    MessageEdited,
    MessageId,
    MessageReceived,
    PlatformName,
    RoomId,
    awaits_answer,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Reads updates in their order, room by room."""

    client: Client
    rooms: Rooms
    authority: Authority
    directs: DirectChats
    inbox: Inbox
    handle: Handle
    clock: Callable[[], datetime]
    tasks: asyncio.TaskGroup
    lanes: Lanes
    receipts: Receipts
    notices: Notices
    desk: Desk
    waiting: Waiting = field(default_factory=Waiting)

    def read(self, updates: Iterable[Received]) -> None:
        """Returns at once; the work goes on in the lane of the room and the sender, whom nobody else waits for."""
        for update in updates:
            lane = f"{room_of(update)} {sender_of(source_of(update))}"
            self.lanes.add(lane, partial(self._read, update))

    def look_again(self) -> None:
        """Tries what could not be read before."""
        self.read(self.waiting)

    async def _read(self, update: Received) -> None:
        """One event that can't be dealt with does not keep the others from being answered."""
        try:
            event = await self._understood(update)
        except (TemporaryFailure, EncryptionError) as failure:
            if not self.waiting.add(update, self.clock()):
                await self._give_up(update, failure)
        except PlatformRefused:
            # It stays in the inbox for the time after the next login.
            return
        except Exception as error:  # noqa: BLE001
            await self._give_up(update, error)
        else:
            self.waiting.done(update.id)
            await self._answer(update, event)

    async def _understood(self, update: Received) -> Event | None:
        """None if Lotse has nothing to do with it; raises if that can't be told yet."""
        room = room_of(update)
        if sent_out(source_of(update), self.client.user_id):
            return removed(update) if self.rooms.get(room) is None else None
        if came_in(source_of(update), self.client.user_id):
            return joined(update) if await self._is_new_group(room, source_of(update)) else None
        source = self._decrypted(room, source_of(update))
        if is_part(source):
            await self.desk.in_room(room, source)
            return None
        verdict = await self.authority.judge(room, source_of(update), source)
        if verdict is Verdict.REJECTED:
            return None
        return await self._said(update, room, source, by_moderator=verdict is Verdict.BY_MODERATOR)

    async def _said(self, update: Received, room: RoomId, source: Source, *, by_moderator: bool) -> Event | None:
        """Translate an authorised event; None if Lotse has nothing to do with it."""
        place, target = await self._place(room, source), replied_to(source)
        event = translate(source, place, update.at, by_moderator=by_moderator)
        match event:
            case MessageEdited(addressed=True):
                thread = await self.rooms.thread_of(room, event.message)
                return replace(event, address=replace(event.address, thread=thread))
            case MessageReceived(addressed=False) if target is not None:
                to_own = await self.rooms.is_own(room, target)
                return translate(source, place, update.at, reply_to_own=to_own)
            case MessageDeleted():
                await self._drop(event.message)
        return event

    async def _is_new_group(self, room: str, source: Source) -> bool:
        """No direct chat, and no successor of a room in which Lotse is; raises TemporaryFailure."""
        if was_invited_directly(source) or await self.directs.partner(room) is not None:
            return False
        create = await Api(self.client).get(path("rooms", room, "state", "m.room.create", ""))
        predecessor = string(mapping(create.get("predecessor")).get("room_id"))
        return predecessor is None or self.rooms.get(predecessor) is None

    async def _place(self, room: RoomId, source: Source) -> RoomContext:
        partner = await self.directs.partner(room)
        return self.rooms.place(room, source, direct=partner is not None and partner == sender_of(source))

    async def _drop(self, message: MessageId) -> None:
        """A question that was taken back is not answered any more."""
        await self.inbox.skip(PlatformName.MATRIX, [EventId(message)])
        self.waiting.done(EventId(message))

    def _decrypted(self, room: str, source: Source) -> Source:
        """Decrypt the event, or ask for its key and raise EncryptionError."""
        try:
            return decrypted(self.client, room, source)
        except EncryptionError:
            event = megolm_event(room, source)
            if event is not None and self.client.olm.ask_for_key(event):
                self.tasks.create_task(upkeep(self.client))
            raise

    async def _answer(self, update: Received, event: Event | None) -> None:
        """What can't be written down now stays in the inbox, and is found there at the next start."""
        try:
            if event is None:
                await self.inbox.skip(PlatformName.MATRIX, [update.id])
            elif awaits_answer(event):
                with self.notices.at_work(room_of(update)):
                    await self.handle(event)
            else:
                await self.handle(event)
        except Exception as error:  # noqa: BLE001
            log.log(log_level(error), "Event %s stays in the inbox (%s)", update.id, type(error).__name__)
        else:
            # Only what people said is marked as read.
            if "state_key" not in source_of(update):
                self.receipts.handled(room_of(update), update.id)

    async def _give_up(self, update: Received, error: Exception) -> None:
        """The error's own text may quote a message."""
        log.warning("Event %s could not be read (%s); it is passed over", update.id, type(error).__name__)
        self.waiting.done(update.id)
        source = source_of(update)
        without_key = isinstance(error, EncryptionError) and event_id_of(source) is not None
        await self._answer(update, await self._unreadable(update, source) if without_key else None)

    async def _unreadable(self, update: Received, source: Source) -> Event:
        """Of an encrypted message only its relation to others stands in clear."""
        room, related = room_of(update), replied_to(source) or thread_of(source)
        try:
            to_own = related is not None and await self.rooms.is_own(room, MessageId(related))
        except (TemporaryFailure, PlatformRefused):
            to_own = False
        return unreadable(source, await self._place(room, source), update.at, reply_to_own=to_own)
