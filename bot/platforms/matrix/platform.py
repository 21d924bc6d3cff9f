"""The Matrix platform."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.platforms.base.contract import (
    Action,
    Delivery,
    Handle,
    NoReaders,
    NotPrivate,
    PermanentFailure,
    PlatformRefused,
    TemporaryFailure,
    WrongRoom,
)
from bot.platforms.base.ports import Inbox, OfferedChoices, RoomChanges, VerificationStore
from bot.platforms.base.queues import Deferrals, Lanes
from bot.platforms.base.retrying import attempt, retry_until_done
from bot.platforms.base.space_members import SpaceMembers
from bot.platforms.matrix import FOLDER
from bot.platforms.matrix.cross_signing.establish import establish_at_start
from bot.platforms.matrix.cross_signing.publishing import Owner
from bot.platforms.matrix.crypto import key_cleanup
from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.login.login import open_client
from bot.platforms.matrix.rooms.direct_chats import DirectChats
from bot.platforms.matrix.rooms.invites import Invitations
from bot.platforms.matrix.rooms.membership import JoinTracker
from bot.platforms.matrix.rooms.readers import RoomReaders, has_readers, is_for_readers
from bot.platforms.matrix.rooms.rooms import Rooms
from bot.platforms.matrix.rooms.spaces import MemberSpaces
from bot.platforms.matrix.rooms.upgrades import Upgrades
from bot.platforms.matrix.sending import media, message_content
from bot.platforms.matrix.sending.notices import Receipts, TypingNotices
from bot.platforms.matrix.sending.sending import DeliverySender
from bot.platforms.matrix.sync.authority import Authority
from bot.platforms.matrix.sync.inbox_reader import InboxReader
from bot.platforms.matrix.sync.loop import SyncLoop
from bot.platforms.matrix.verification.service import VerificationService
from bot.settings.matrix import MatrixSettings
from handlers.core.events import Attachment, MessageId, PlatformName, RoomId, Sender
from handlers.core.messages import Message

_READY_SECONDS = 10


@dataclass(frozen=True, kw_only=True)
class Connection:
    """The parts that exist once Lotse is logged in."""

    client: Client
    rooms: Rooms
    deferrals: Deferrals
    sending: DeliverySender
    directs: DirectChats
    upgrades: Upgrades


@dataclass(frozen=True, kw_only=True, slots=True)
class MatrixStores:
    """The stores of the platform."""

    inbox: Inbox
    room_changes: RoomChanges
    verifications: VerificationStore
    offers: OfferedChoices


class MatrixPlatform:
    """The Matrix platform: one account on one homeserver."""

    name = PlatformName.MATRIX
    # A homeserver says when to wait, not how much it takes.
    pace = None

    def __init__(
        self,
        settings: MatrixSettings,
        data_dir: Path,
        stores: MatrixStores,
        handle: Handle,
        clock: Callable[[], datetime],
        space_members: SpaceMembers,
        admins: frozenset[str] = frozenset(),
    ) -> None:
        self._settings = settings
        self._folder = data_dir / FOLDER
        self._stores = stores
        self._handle = handle
        self._clock = clock
        self._space_members = space_members
        self._admins = admins
        self._ready = asyncio.Event()
        self._connection: Connection | None = None

    async def run(self) -> None:
        """Read what comes until cancelled; raises PlatformRefused when the homeserver rejects the login."""
        # nio writes the content of events that it can't parse into the log.
        logging.getLogger("nio").setLevel(logging.CRITICAL)
        client = await retry_until_done(self._open, "The login")
        try:
            async with asyncio.TaskGroup() as tasks:
                connection = self._connection = self._build(client, tasks)
                await attempt(self._offer_again(connection.sending), "Reactions for choices may be missing")
                tasks.create_task(self._defer(connection.deferrals))
                await self._establish_trust(client, tasks)
                await self._build_sync(connection, tasks).run()
        except* PlatformRefused as refused:
            raise refused.exceptions[0] from None

    async def _offer_again(self, sending: DeliverySender) -> None:
        """Queue missing reactions of the last run; call this before the first send, which may edit or delete them."""
        sending.offer_again(await self._stores.offers.latest())

    async def _defer(self, deferrals: Deferrals) -> None:
        """Run the deferred requests once the rooms are known."""
        await self._ready.wait()
        await deferrals.run()

    async def _open(self) -> Client:
        client = await open_client(self._settings, self._folder)
        client.confirm_leadership = self._stores.inbox.confirm_leadership
        return client

    async def _establish_trust(self, client: Client, tasks: asyncio.TaskGroup) -> None:
        """Establish trust before the first message; where only that fails for now, retry it in the background."""
        step = partial(establish_at_start, client, Owner(password=self._settings.password))
        try:
            await step()
        except TemporaryFailure:
            tasks.create_task(retry_until_done(step, "Signing Lotse's device"))

    def _build(self, client: Client, tasks: asyncio.TaskGroup) -> Connection:
        rooms, deferrals = Rooms(client), Deferrals()
        directs = DirectChats(client, self._is_channel)
        return Connection(
            client=client,
            rooms=rooms,
            deferrals=deferrals,
            sending=DeliverySender(client, deferrals),
            directs=directs,
            upgrades=Upgrades(
                client=client,
                room_changes=self._stores.room_changes,
                directs=directs,
                inbox=self._stores.inbox,
                clock=self._clock,
                tasks=tasks,
            ),
        )

    async def _is_channel(self, room: str) -> bool:
        return await self._stores.room_changes.is_channel(self.name, RoomId(room))

    def _build_sync(self, connection: Connection, tasks: asyncio.TaskGroup) -> SyncLoop:
        client, rooms, stores = connection.client, connection.rooms, self._stores
        verification = VerificationService(
            client=client,
            admins=self._admins,
            verifications=stores.verifications,
            post=connection.sending.post,
            clock=self._clock,
            tasks=tasks,
        )
        return SyncLoop(
            client=client,
            rooms=rooms,
            directs=connection.directs,
            inbox=stores.inbox,
            inbox_reader=self._build_inbox_reader(connection, verification, tasks),
            invitations=Invitations(
                client=client,
                patterns=self._settings.allowed_inviters,
                tasks=tasks,
                expected=connection.upgrades.expects,
                accepted=self._note_invitation,
                directs=connection.directs,
            ),
            upgrades=connection.upgrades,
            verification=verification,
            tasks=tasks,
            joins=JoinTracker(stores.room_changes),
            readers=RoomReaders(
                client=client,
                directs=connection.directs,
                room_changes=stores.room_changes,
                rooms=rooms,
                clock=self._clock,
                tasks=tasks,
            ),
            spaces=MemberSpaces(client=client, rooms=rooms, members=self._space_members, tasks=tasks),
            clock=self._clock,
            ready=self._ready,
        )

    def _build_inbox_reader(
        self, connection: Connection, verification: VerificationService, tasks: asyncio.TaskGroup
    ) -> InboxReader:
        client, deferrals = connection.client, connection.deferrals
        return InboxReader(
            client=client,
            rooms=connection.rooms,
            authority=Authority(client),
            directs=connection.directs,
            inbox=self._stores.inbox,
            handle=self._handle,
            clock=self._clock,
            tasks=tasks,
            lanes=Lanes(tasks),
            receipts=Receipts(client, deferrals),
            notices=TypingNotices(client, deferrals),
            verification=verification,
        )

    async def _note_invitation(self, room: str, inviter: str) -> None:
        await self._stores.room_changes.note_invitation(self.name, RoomId(room), inviter, self._clock())

    def parts(self, message: Message) -> Sequence[Message]:
        return message_content.split_message(message)

    async def fetch(self, attachment: Attachment) -> bytes:
        return await media.download((await self._await_connection()).client, attachment)

    async def send(self, delivery: Delivery) -> MessageId:
        connection = await self._await_connection()
        with connection.deferrals.ahead():
            return await _send_to(connection, delivery)

    async def _await_connection(self) -> Connection:
        """Return the connection once rooms are known; before, messages could go out unencrypted."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_READY_SECONDS):
                await self._ready.wait()
        if self._connection is None or not self._ready.is_set():
            raise TemporaryFailure("there is no connection to the homeserver yet")
        return self._connection

    async def close(self) -> None:
        self._ready.clear()
        self._space_members.clear()
        if self._connection is not None:
            await self._connection.client.close()
            self._connection = None


async def _depart(connection: Connection, room: RoomId) -> MessageId:
    """Leave a room, if Lotse is in it, and delete its keys."""
    for chat in connection.directs.beside(room):
        await connection.directs.leave(chat)
        connection.rooms.forget(chat)
    key_cleanup.delete_unused_keys(connection.client)
    return MessageId("")


async def _room_for(connection: Connection, delivery: Delivery) -> str:
    """Return the room to send to; raises WrongRoom or NotPrivate if others would read there what is for one person."""
    named, directs = delivery.message.address.room, connection.directs
    if named.startswith("@"):
        return await directs.room_with(named)
    person = await _only_reader(connection, delivery)
    if person is None or await directs.is_private(named, person):
        return named
    if delivery.action is Action.EDIT:
        raise NotPrivate("others may be able to read that room now")
    if delivery.message.private_to is None:
        # By the next try the sync may have reported that it is no longer a direct chat.
        raise WrongRoom(named, Sender(platform=PlatformName.MATRIX, id=person))
    try:
        raise WrongRoom(RoomId(await directs.room_with(person)))
    except PermanentFailure as failure:
        raise NotPrivate(f"no direct chat could be opened: {failure}") from failure


async def _only_reader(connection: Connection, delivery: Delivery) -> str | None:
    """Return whom alone it is for: the person named, or the partner of what counts as a direct chat; None for all."""
    room, person = delivery.message.address.room, delivery.message.private_to
    may_go_anywhere = delivery.placeholder or delivery.action is Action.DELETION
    if may_go_anywhere or connection.rooms.get(room) is None:
        return None
    return person.id if person is not None else await connection.directs.partner(room)


async def _send_to(connection: Connection, delivery: Delivery) -> MessageId:
    """Send to a room, or to the direct chat with the person whose id is given."""
    named = delivery.message.address.room
    if connection.upgrades.is_under_way(named):
        raise TemporaryFailure("the room is moving")
    if delivery.action is Action.DEPARTURE:
        return await _depart(connection, named)
    room = connection.rooms.get(await _room_for(connection, delivery))
    if room is None:
        raise PermanentFailure("Lotse is not in the room")
    if is_for_readers(delivery) and not has_readers(room):
        connection.rooms.held.add(room.room_id)
        raise NoReaders("the room has no member who could read it")
    is_direct = await connection.directs.partner(room.room_id) is not None
    message = await connection.sending.send(room, delivery, direct=is_direct)
    connection.rooms.note_own(room.room_id, message)
    return message
