"""The platform that people reach through Matrix rooms."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.platforms import (
    Action,
    Delivery,
    Handle,
    Inbox,
    Misdirected,
    NotPrivate,
    PermanentFailure,
    Places,
    PlatformRefused,
    TemporaryFailure,
    Unattended,
)
from bot.platforms.courtesy import courteously
from bot.platforms.deferrals import Deferrals
from bot.platforms.lanes import Lanes
from bot.platforms.matrix import FOLDER
from bot.platforms.matrix.cross_signing.establish import at_start
from bot.platforms.matrix.cross_signing.publishing import Owner
from bot.platforms.matrix.crypto import key_cleanup
from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.login.login import open_client
from bot.platforms.matrix.ports import Ledger, Offers
from bot.platforms.matrix.rooms.attendance import Attendance, is_attended, is_for_readers
from bot.platforms.matrix.rooms.direct_chats import DirectChats
from bot.platforms.matrix.rooms.invites import Invitations
from bot.platforms.matrix.rooms.removal import Entered
from bot.platforms.matrix.rooms.rooms import Rooms
from bot.platforms.matrix.rooms.upgrades import Upgrades
from bot.platforms.matrix.sending import media, message_content
from bot.platforms.matrix.sending.receipts import Receipts
from bot.platforms.matrix.sending.sending import Sending
from bot.platforms.matrix.sending.typing_notices import Notices
from bot.platforms.matrix.sync.authority import Authority
from bot.platforms.matrix.sync.inbox_reader import Reading
from bot.platforms.matrix.sync.loop import Sync
from bot.platforms.matrix.verification.service import Desk
from bot.platforms.retrying import retried
from bot.settings.matrix import MatrixSettings
from handlers.core.events import Attachment, MessageId, PlatformName, RoomId, Sender
from handlers.core.messages import Message

_READY_SECONDS = 10


@dataclass(frozen=True, kw_only=True)
class Connection:
    """What stands once Lotse is logged in."""

    client: Client
    rooms: Rooms
    deferrals: Deferrals
    sending: Sending
    directs: DirectChats
    upgrades: Upgrades


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """What outlasts the process."""

    inbox: Inbox
    places: Places
    ledger: Ledger
    offers: Offers


class MatrixPlatform:
    """One account on one homeserver."""

    name = PlatformName.MATRIX
    # A homeserver says when to wait, not how much it takes.
    pace = None

    def __init__(
        self,
        settings: MatrixSettings,
        data_dir: Path,
        kept: Kept,
        handle: Handle,
        clock: Callable[[], datetime],
        admins: frozenset[str] = frozenset(),
    ) -> None:
        self._settings = settings
        self._folder = data_dir / FOLDER
        self._kept = kept
        self._handle = handle
        self._clock = clock
        self._admins = admins
        self._ready = asyncio.Event()
        self._connection: Connection | None = None

    async def run(self) -> None:
        """Read what comes until cancelled; raises PlatformRefused when the homeserver does not let Lotse in."""
        # nio writes the content of events that it can't parse into the log.
        logging.getLogger("nio").setLevel(logging.CRITICAL)
        client = await retried(self._open, "The login")
        try:
            async with asyncio.TaskGroup() as tasks:
                connection = self._connection = self._made(client, tasks)
                await courteously(self._offer_again(connection.sending), "Reactions for choices may be missing")
                tasks.create_task(self._defer(connection.deferrals))
                await self._trusted(client, tasks)
                await self._sync(connection, tasks).run()
        except* PlatformRefused as refused:
            raise refused.exceptions[0] from None

    async def _offer_again(self, sending: Sending) -> None:
        """Queue missing reactions of the last run; call this before the first send, which may edit or delete them."""
        sending.offer_again(await self._kept.offers.latest())

    async def _defer(self, deferrals: Deferrals) -> None:
        """Run the deferred requests once the rooms are known."""
        await self._ready.wait()
        await deferrals.run()

    async def _open(self) -> Client:
        client = await open_client(self._settings, self._folder)
        client.confirmed = self._kept.inbox.confirmed
        return client

    async def _trusted(self, client: Client, tasks: asyncio.TaskGroup) -> None:
        """Before the first message if it can be; a homeserver that fails in this alone keeps nobody waiting."""
        step = partial(at_start, client, Owner(password=self._settings.password))
        try:
            await step()
        except TemporaryFailure:
            tasks.create_task(retried(step, "Signing Lotse's device"))

    def _made(self, client: Client, tasks: asyncio.TaskGroup) -> Connection:
        rooms, deferrals = Rooms(client), Deferrals()
        directs = DirectChats(client, self._is_channel)
        return Connection(
            client=client,
            rooms=rooms,
            deferrals=deferrals,
            sending=Sending(client, deferrals),
            directs=directs,
            upgrades=Upgrades(
                client=client,
                places=self._kept.places,
                directs=directs,
                inbox=self._kept.inbox,
                clock=self._clock,
                tasks=tasks,
            ),
        )

    async def _is_channel(self, room: str) -> bool:
        return await self._kept.places.is_channel(self.name, RoomId(room))

    def _sync(self, connection: Connection, tasks: asyncio.TaskGroup) -> Sync:
        client, rooms = connection.client, connection.rooms
        desk = Desk(
            client=client,
            admins=self._admins,
            ledger=self._kept.ledger,
            post=connection.sending.post,
            clock=self._clock,
            tasks=tasks,
        )
        return Sync(
            client=client,
            rooms=rooms,
            directs=connection.directs,
            inbox=self._kept.inbox,
            reading=Reading(
                client=client,
                rooms=rooms,
                authority=Authority(client),
                directs=connection.directs,
                inbox=self._kept.inbox,
                handle=self._handle,
                clock=self._clock,
                tasks=tasks,
                lanes=Lanes(tasks),
                receipts=Receipts(client, connection.deferrals),
                notices=Notices(client, connection.deferrals),
                desk=desk,
            ),
            invitations=Invitations(
                client=client,
                patterns=self._settings.allowed_inviters,
                tasks=tasks,
                expected=connection.upgrades.expects,
                accepted=self._invited,
                directs=connection.directs,
            ),
            upgrades=connection.upgrades,
            desk=desk,
            tasks=tasks,
            entered=Entered(self._kept.places),
            attendance=Attendance(
                client=client,
                directs=connection.directs,
                places=self._kept.places,
                rooms=rooms,
                clock=self._clock,
                tasks=tasks,
            ),
            clock=self._clock,
            ready=self._ready,
        )

    async def _invited(self, room: str, inviter: str) -> None:
        await self._kept.places.invited(self.name, RoomId(room), inviter, self._clock())

    def parts(self, message: Message) -> Sequence[Message]:
        return message_content.parts(message)

    async def fetch(self, attachment: Attachment) -> bytes:
        return await media.fetched((await self._connected()).client, attachment)

    async def send(self, delivery: Delivery) -> MessageId:
        connection = await self._connected()
        with connection.deferrals.ahead():
            return await _sent(connection, delivery)

    async def _connected(self) -> Connection:
        """The rooms are known, so that nothing goes out unencrypted or is refused by mistake."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_READY_SECONDS):
                await self._ready.wait()
        if self._connection is None or not self._ready.is_set():
            raise TemporaryFailure("there is no connection to the homeserver yet")
        return self._connection

    async def close(self) -> None:
        self._ready.clear()
        if self._connection is not None:
            await self._connection.client.close()
            self._connection = None


async def _departed(connection: Connection, room: RoomId) -> MessageId:
    """If there is anything to leave. Of what was there no keys are kept."""
    for chat in connection.directs.beside(room):
        await connection.directs.leave(chat)
        connection.rooms.forget(chat)
    key_cleanup.clear(connection.client)
    return MessageId("")


async def _room_for(connection: Connection, delivery: Delivery) -> str:
    """Where to send; raises Misdirected or NotPrivate if others would read there what is for one person."""
    named, directs = delivery.message.address.room, connection.directs
    if named.startswith("@"):
        return await directs.room_with(named)
    person = await _only_reader(connection, delivery)
    if person is None or await directs.is_private(named, person):
        return named
    if delivery.action is Action.EDIT:
        raise NotPrivate("others may read there by now")
    if delivery.message.private_to is None:
        # Before the next try the sync may have told that it is no direct chat any more.
        raise Misdirected(named, Sender(platform=PlatformName.MATRIX, id=person))
    try:
        raise Misdirected(RoomId(await directs.room_with(person)))
    except PermanentFailure as failure:
        raise NotPrivate(f"no direct chat could be opened: {failure}") from failure


async def _only_reader(connection: Connection, delivery: Delivery) -> str | None:
    """Return whom alone it is for: the person named, or the partner of what counts as a direct chat; None for all."""
    room, person = delivery.message.address.room, delivery.message.private_to
    may_go_anywhere = delivery.placeholder or delivery.action is Action.DELETION
    if may_go_anywhere or connection.rooms.get(room) is None:
        return None
    return person.id if person is not None else await connection.directs.partner(room)


async def _sent(connection: Connection, delivery: Delivery) -> MessageId:
    """The id of a person stands for the direct chat with them."""
    named = delivery.message.address.room
    if connection.upgrades.is_under_way(named):
        raise TemporaryFailure("the room is moving")
    if delivery.action is Action.DEPARTURE:
        return await _departed(connection, named)
    room = connection.rooms.get(await _room_for(connection, delivery))
    if room is None:
        raise PermanentFailure("Lotse is not in the room")
    if is_for_readers(delivery) and not is_attended(room):
        connection.rooms.held.add(room.room_id)
        raise Unattended("nobody is in the room who could read it")
    is_direct = await connection.directs.partner(room.room_id) is not None
    message = await connection.sending.send(room, delivery, direct=is_direct)
    connection.rooms.sent(room.room_id, message)
    return message
