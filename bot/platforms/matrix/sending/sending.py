"""Sending of deliveries into rooms: messages, edits, deletions, and the reactions by which choices are taken."""

from collections.abc import Awaitable, Iterable
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any

from nio import MatrixRoom

from bot.platforms.base.contract import Action, Delivery, PermanentFailure, RetryScope, TemporaryFailure
from bot.platforms.base.queues import Deferrals
from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.crypto.key_upkeep import RoomKeys
from bot.platforms.matrix.homeserver.failures import Refusal, get_response
from bot.platforms.matrix.homeserver.raw_events import keycap
from bot.platforms.matrix.sending import media, message_content
from bot.platforms.matrix.sending.relations import EDIT, REACTION, Relations
from handlers.context.ports import SentMessage
from handlers.core.events import MessageId
from handlers.core.messages import DeliveryId

_MOST_REACTIONS = 9
# How long optional events are left out after the homeserver has asked to slow down.
_RESTRAINT_SECONDS = 600


class DeliverySender:
    """Sends deliveries; the delivery's id is the transaction id, so that a repeated send yields one event."""

    def __init__(self, client: Client, deferrals: Deferrals) -> None:
        self._client = client
        self._keys = RoomKeys(client)
        self._relations = Relations(client)
        self._deferrals = deferrals
        self._restrained_until = 0.0

    async def send(self, room: MatrixRoom, delivery: Delivery, *, direct: bool) -> MessageId:
        """Raises TemporaryFailure, PermanentFailure or PlatformRefused."""
        if delivery.action is Action.DELETION and delivery.about is not None:
            return await self._take_back(room.room_id, delivery.about, delivery)
        content = await self._content(room, delivery, direct=direct)
        message = await self._say(room, "m.room.message", content, delivery.id)
        self._offer(room.room_id, delivery.about or message, delivery.id, len(delivery.message.choices))
        return message

    async def _content(self, room: MatrixRoom, delivery: Delivery, *, direct: bool) -> dict[str, Any]:
        attachment, shown = delivery.message.attachment, None
        if attachment is not None:
            shown = await media.upload(self._client, attachment, delivery.file, encrypted=bool(room.encrypted))
        if delivery.action is Action.EDIT and delivery.about is not None:
            return message_content.build_edit(delivery.message, delivery.about, shown, direct=direct)
        return message_content.build_content(delivery.message, shown, direct=direct)

    async def _take_back(self, room: str, message: MessageId, delivery: Delivery) -> MessageId:
        """Redact a message and its edits, which would otherwise stay readable.

        The message goes last: if the homeserver fails on the way, the delivery is repeated as a whole.
        """
        edits = await self._relations.own(room, message, EDIT)
        for edit in dict.fromkeys((*edits, *delivery.edits)):
            try:
                await self._redact(room, edit, f"{delivery.id}-{edit}")
            except Refusal as refusal:
                if refusal.code != "M_NOT_FOUND":
                    raise
        redaction = await self._redact(room, message, delivery.id)
        clearing = partial(self._clear_choices, room, message, delivery.id)
        self._deferrals.put(room, (self, message), [clearing], what="Reactions to a deleted message stay")
        return redaction

    async def _redact(self, room: str, event: str, key: str) -> MessageId:
        return await self._track(self._client.room_redact(room, event, tx_id=key))

    async def _clear_choices(self, room: str, message: MessageId, key: str) -> None:
        """Remove Lotse's reactions; a failure is ignored, as clients hide reactions to deleted messages."""
        for reaction in await self._relations.own(room, message, REACTION):
            if monotonic() < self._restrained_until:
                return
            await self._redact(room, reaction, f"{key}-{reaction}")

    async def post(self, room: str, kind: str, content: dict[str, Any], key: str) -> None:
        """Send any event, encrypted in encrypted rooms, once per key; raises as `send` does."""
        known = self._client.rooms.get(room)
        if known is None:
            raise PermanentFailure("Lotse is not in the room")
        await self._say(known, kind, content, key)

    async def _say(self, room: MatrixRoom, kind: str, content: dict[str, Any], key: str) -> MessageId:
        """Send an event that every member can read, sharing the room key first."""
        if room.encrypted:
            await self._keys.prepare(room)
        return await self._put(room, kind, content, key)

    async def _put(self, room: MatrixRoom, kind: str, content: dict[str, Any], key: str) -> MessageId:
        request = self._client.room_send(room.room_id, kind, content, tx_id=key, ignore_unverified_devices=True)
        return await self._track(request)

    async def _track(self, request: Awaitable[Any]) -> MessageId:
        """Await a request that counts towards the account's rate limit; raises TemporaryFailure for all rooms."""
        try:
            return MessageId((await get_response(request)).event_id)
        except TemporaryFailure as failure:
            if failure.retry_after is None:
                raise
            self._restrained_until = monotonic() + _RESTRAINT_SECONDS
            raise TemporaryFailure(str(failure), failure.retry_after, RetryScope.ACCOUNT) from failure

    def offer_again(self, offers: Iterable[SentMessage]) -> None:
        """Complete the reactions of a process that has ended; the homeserver refuses those that are there."""
        for said in offers:
            if said.message is not None:
                self._offer(said.address.room, said.message, said.version, len(said.choices))

    def _offer(self, room: str, message: MessageId, key: DeliveryId, choices: int) -> None:
        """Put reactions for the choices under a message in place of what waits there, so that none is outdated."""
        numbers = range(1, min(choices, _MOST_REACTIONS) + 1)
        steps = [partial(self._react, room, message, number, f"{key}-{number}") for number in numbers]
        if steps:
            self._deferrals.put(room, (self, message), steps, what="Choices have no reactions")
        else:
            self._deferrals.drop((self, message))

    async def _react(self, room: str, message: MessageId, number: int, key: str) -> None:
        """Add a reaction, unless the homeserver limits events: answers come first, and choices can be typed."""
        known = self._client.rooms.get(room)
        if known is None or monotonic() < self._restrained_until:
            return
        with suppress(PermanentFailure):  # the reaction already exists
            await self._put(known, "m.reaction", message_content.build_reaction(keycap(number), message), key)
