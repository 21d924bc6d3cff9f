"""The reader of the inbox: it decrypts and translates updates and passes events on."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from nio.exceptions import EncryptionError

from bot.platforms.base.contract import Handle, PlatformRefused, TemporaryFailure
from bot.platforms.base.ports import Inbox, ReceivedUpdate
from bot.platforms.base.queues import Lanes
from bot.platforms.matrix.crypto.client import Client, decrypt, parse_megolm_event
from bot.platforms.matrix.crypto.key_upkeep import maintain_keys
from bot.platforms.matrix.homeserver.api import Api, path
from bot.platforms.matrix.homeserver.raw_events import (
    Source,
    event_id_of,
    mapping,
    reply_target,
    room_of,
    sender_of,
    source_of,
    string,
    thread_of,
)
from bot.platforms.matrix.rooms.direct_chats import DirectChats
from bot.platforms.matrix.rooms.membership import translate_join, translate_removal
from bot.platforms.matrix.rooms.rooms import RoomContext, Rooms
from bot.platforms.matrix.sending.notices import Receipts, TypingNotices
from bot.platforms.matrix.sync.authority import Authority, Verdict
from bot.platforms.matrix.sync.room_changes import is_own_join, is_own_removal, was_invited_directly
from bot.platforms.matrix.sync.translate import translate, translate_unreadable
from bot.platforms.matrix.verification.service import VerificationService
from bot.platforms.matrix.verification.transport import is_verification_event
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

PATIENCE = timedelta(seconds=60)


@dataclass(kw_only=True, slots=True)
class PendingEvents:
    """Messages whose keys or originals are missing, each with the time at which waiting ends."""

    _until: dict[EventId, tuple[datetime, ReceivedUpdate]] = field(default_factory=dict)

    def add(self, update: ReceivedUpdate, now: datetime) -> bool:
        """Add a message; return False if it has waited long enough."""
        until, _ = self._until.setdefault(update.id, (now + PATIENCE, update))
        return now < until

    def discard(self, event: EventId) -> None:
        self._until.pop(event, None)

    def __iter__(self) -> Iterator[ReceivedUpdate]:
        return iter([update for _, update in self._until.values()])


log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class InboxReader:
    """Reads updates in order within each room."""

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
    notices: TypingNotices
    verification: VerificationService
    waiting: PendingEvents = field(default_factory=PendingEvents)

    def read(self, updates: Iterable[ReceivedUpdate]) -> None:
        """Queue updates, each in the lane of its room and sender, so that nobody waits for somebody else."""
        for update in updates:
            lane = f"{room_of(update)} {sender_of(source_of(update))}"
            self.lanes.add(lane, partial(self._read, update))

    def look_again(self) -> None:
        """Retry updates that could not be read before."""
        self.read(self.waiting)

    async def _read(self, update: ReceivedUpdate) -> None:
        """Read one update; a failure does not keep other updates from being answered."""
        try:
            event = await self._interpret(update)
        except (TemporaryFailure, EncryptionError) as failure:
            if not self.waiting.add(update, self.clock()):
                await self._give_up(update, failure)
        except PlatformRefused:
            # It stays in the inbox for the time after the next login.
            return
        except Exception as error:  # noqa: BLE001
            await self._give_up(update, error)
        else:
            self.waiting.discard(update.id)
            await self._answer(update, event)

    async def _interpret(self, update: ReceivedUpdate) -> Event | None:
        """Return the event of an update, None if it does not concern Lotse; raises if that is not known yet."""
        room = room_of(update)
        if is_own_removal(source_of(update), self.client.user_id):
            return translate_removal(update) if self.rooms.get(room) is None else None
        if self.rooms.is_space(room):
            return None
        if is_own_join(source_of(update), self.client.user_id):
            return translate_join(update) if await self._is_new_group(room, source_of(update)) else None
        source = self._decrypt(room, source_of(update))
        if is_verification_event(source):
            await self.verification.in_room(room, source)
            return None
        verdict = await self.authority.judge(room, source_of(update), source)
        if verdict is Verdict.REJECTED:
            return None
        return await self._translate(update, room, source, by_moderator=verdict is Verdict.BY_MODERATOR)

    async def _translate(
        self, update: ReceivedUpdate, room: RoomId, source: Source, *, by_moderator: bool
    ) -> Event | None:
        """Translate an authorised event; None if Lotse has nothing to do with it."""
        place, target = await self._place(room, source), reply_target(source)
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
        """Return whether a group is new to Lotse and not the successor of another; raises TemporaryFailure."""
        if was_invited_directly(source) or await self.directs.partner(room) is not None:
            return False
        create = await Api(self.client).get(path("rooms", room, "state", "m.room.create", ""))
        predecessor = string(mapping(create.get("predecessor")).get("room_id"))
        return predecessor is None or self.rooms.get(predecessor) is None

    async def _place(self, room: RoomId, source: Source) -> RoomContext:
        partner = await self.directs.partner(room)
        return self.rooms.place(room, source, direct=partner is not None and partner == sender_of(source))

    async def _drop(self, message: MessageId) -> None:
        """Cancel the answer to a question that was deleted."""
        await self.inbox.skip(PlatformName.MATRIX, [EventId(message)])
        self.waiting.discard(EventId(message))

    def _decrypt(self, room: str, source: Source) -> Source:
        """Decrypt the event, or ask for its key and raise EncryptionError."""
        try:
            return decrypt(self.client, room, source)
        except EncryptionError:
            event = parse_megolm_event(room, source)
            if event is not None and self.client.olm.ask_for_key(event):
                self.tasks.create_task(maintain_keys(self.client))
            raise

    async def _answer(self, update: ReceivedUpdate, event: Event | None) -> None:
        """Handle an event; what can't be stored now stays in the inbox until the next start."""
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
                self.receipts.note_handled(room_of(update), update.id)

    async def _give_up(self, update: ReceivedUpdate, error: Exception) -> None:
        """Give up an update and log only the kind of error, whose text may quote a message."""
        log.warning("Event %s could not be read and was skipped (%s)", update.id, type(error).__name__)
        self.waiting.discard(update.id)
        source = source_of(update)
        without_key = isinstance(error, EncryptionError) and event_id_of(source) is not None
        await self._answer(update, await self._translate_unreadable(update, source) if without_key else None)

    async def _translate_unreadable(self, update: ReceivedUpdate, source: Source) -> Event:
        """Return the event of a message that can't be decrypted, from the fields in clear."""
        room, related = room_of(update), reply_target(source) or thread_of(source)
        try:
            to_own = related is not None and await self.rooms.is_own(room, MessageId(related))
        except (TemporaryFailure, PlatformRefused):
            to_own = False
        return translate_unreadable(source, await self._place(room, source), update.at, reply_to_own=to_own)
