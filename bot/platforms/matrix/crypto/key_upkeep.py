"""The maintenance of encryption keys after a sync, and their distribution before a message is sent."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Any

from nio import MatrixRoom, SyncResponse, ToDeviceMessage

from bot.platforms.base.contract import PermanentFailure, TemporaryFailure
from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.crypto.key_cleanup import list_acquaintances
from bot.platforms.matrix.homeserver.failures import get_response

log = logging.getLogger(__name__)

# How rooms are encrypted.
MEGOLM = "m.megolm.v1.aes-sha2"


async def maintain_keys(client: Client, response: SyncResponse | None = None) -> None:
    """Upload, query and claim keys that are due; what fails is due again after the next sync."""
    if client.olm is None:
        return
    async with client.upkeep:
        await _see_to(client, response)


async def _see_to(client: Client, response: SyncResponse | None) -> None:
    count = response.device_key_count.signed_curve25519 if response is not None else None
    if count is not None:
        # nio ignores a count of zero, and would never fill an empty store of one-time keys again.
        client.olm.uploaded_key_count = count
    unknown = client.olm.unknown_senders
    if unknown:
        client.olm.users_for_key_query.update(unknown & list_acquaintances(client))
    await client.confirm_leadership()
    for request in _due(client):
        try:
            await get_response(request())
        except (TemporaryFailure, PermanentFailure) as failure:
            log.warning("Maintenance of the encryption keys was postponed: %s", failure)


def _due(client: Client) -> Iterator[Callable[[], Awaitable[Any]]]:
    if client.should_upload_keys:
        yield client.keys_upload
    if client.should_query_keys:
        yield client.keys_query
    if client.should_claim_keys:
        yield lambda: client.keys_claim(client.get_users_for_key_claiming())
    yield from _outgoing(client)


def _outgoing(client: Client) -> Iterator[Callable[[], Awaitable[Any]]]:
    """Yield each message once, also those that become due when another one has been sent."""
    tried: list[ToDeviceMessage] = []
    while new := [message for message in client.outgoing_to_device_messages if message not in tried]:
        tried.append(new[0])
        yield partial(client.to_device, new[0])


class RoomKeys:
    """The distribution of room keys to all members before a message goes out."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def prepare(self, room: MatrixRoom) -> None:
        """Share a room's key; raises TemporaryFailure if it may not have arrived: messages would stay unreadable."""
        async with self._locks[room.room_id]:
            if not room.members_synced:
                await get_response(self._client.joined_members(room.room_id))
            if self._client.should_query_keys:
                await get_response(self._client.keys_query())
            if self._client.olm.should_share_group_session(room.room_id):
                await self._share(room)

    async def _share(self, room: MatrixRoom) -> None:
        missing = self._client.get_missing_sessions(room.room_id)
        if missing:
            await get_response(self._client.keys_claim(missing))
        await self._client.confirm_leadership()
        try:
            await get_response(self._client.share_group_session(room.room_id, ignore_unverified_devices=True))
        finally:
            # nio forgets this on some errors, and every later message to the room would wait for ever.
            stuck = self._client.sharing_session.pop(room.room_id, None)
            if stuck is not None:
                stuck.set()
        if self._has_unreached_devices(room):
            # nio takes the key for shared even if the homeserver refused to pass it on.
            self._client.invalidate_outbound_session(room.room_id)
            raise TemporaryFailure("the room's key could not be passed on to everybody")

    def _has_unreached_devices(self, room: MatrixRoom) -> bool:
        olm = self._client.olm
        session = olm.outbound_group_sessions[room.room_id]
        return any(
            (user, device.id) not in session.users_shared_with and (user, device.id) not in session.users_ignored
            for user in room.users
            for device in olm.device_store.active_user_devices(user)
            if olm.session_store.get(device.curve25519) is not None
        )
