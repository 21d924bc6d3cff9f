"""nio's client with what a service needs: time limits everywhere and a store that survives a crash."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from nio import AsyncClient, AsyncClientConfig, Event, MegolmEvent, RoomMessagesResponse, SyncResponse

from bot.platforms.matrix.crypto.machine import Machine
from bot.platforms.matrix.homeserver.raw_events import Source, mapping

REQUEST_SECONDS = 30

log = logging.getLogger(__name__)


class Client(AsyncClient):  # type: ignore[misc]
    """A client that gives up at the first time-out or rate limit, so that outbox and sync loop decide what follows."""

    olm: Any  # a Machine, as soon as there is a login

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.upkeep = asyncio.Lock()
        # Raises, or waits, where another process may be using the same device by now: before each request, and before
        # anything is encrypted for a device, which saves the state of its session. An older state over a newer one
        # would make messages unreadable.
        self.confirm_leadership: Callable[[], Awaitable[None]] = _at_once

    def load_store(self) -> None:
        super().load_store()
        if self.store is not None:
            # Otherwise a power failure may roll back the last keys: https://sqlite.org/pragma.html#pragma_synchronous
            self.store.database.pragma("synchronous", "EXTRA", permanent=True)
        if self.store is not None and not isinstance(self.olm, Machine):
            self.olm = Machine(self.user_id, self.device_id, self.store)

    async def send(self, *arguments: Any, **options: Any) -> Any:
        await self.confirm_leadership()
        return await super().send(*arguments, **options)

    async def receive_response(self, response: Any) -> None:
        """Take in a response; keys that come with a sync are saved together with its messages or not at all."""
        await self.confirm_leadership()
        _keep_sources(response)
        if not isinstance(response, SyncResponse) or self.store is None or self.olm is None:
            await super().receive_response(response)
            return
        with self.store.database.atomic():
            await self._receive_sync(response)
            # nio saves the account before a one-time key is taken from it, so a used key would come back.
            if response.to_device_events:
                self.olm.save_account()

    async def _receive_sync(self, response: SyncResponse) -> None:
        """Take in a sync; an event that nio fails on is logged, as Lotse reads the events itself."""
        try:
            await super().receive_response(response)
        except Exception as error:  # noqa: BLE001
            log.error("A part of a sync could not be processed (%s)", type(error).__name__)  # noqa: TRY400


async def _at_once() -> None:
    """Return at once: a process that is alone needs no confirmation."""


def _keep_sources(response: Any) -> None:
    """Keep the events as they came in `response.sources`, as nio replaces them by decrypted ones.

    In `response.device_sources` those that devices sent each other.
    """
    if isinstance(response, SyncResponse):
        response.sources = {
            room: [event.source for event in info.timeline.events] for room, info in response.rooms.join.items()
        }
        response.device_sources = [event.source for event in response.to_device_events if event is not None]
    elif isinstance(response, RoomMessagesResponse):
        response.sources = [event.source for event in response.chunk]


def create_client(homeserver: str, user_id: str, folder: Path, pickle_key: str) -> Client:
    return Client(
        homeserver,
        user_id,
        store_path=str(folder),
        config=AsyncClientConfig(
            max_limit_exceeded=0,
            max_timeouts=0,
            request_timeout=REQUEST_SECONDS,
            encryption_enabled=True,
            store_sync_tokens=False,
            pickle_key=pickle_key,
        ),
    )


ENCRYPTED = "m.room.encrypted"


def parse_megolm_event(room: str, source: Source) -> MegolmEvent | None:
    """Return the event in nio's form; None if it is not encrypted, or by an algorithm other than Megolm."""
    if source.get("type") != ENCRYPTED:
        return None
    event = Event.parse_event(dict(source))
    if not isinstance(event, MegolmEvent):
        return None
    event.room_id = room
    return event


def decrypt(client: Client, room: str, source: Source) -> Source:
    """Return the event in clear, or as it is if it is not encrypted; raises EncryptionError without its key."""
    event = parse_megolm_event(room, source)
    return source if event is None else mapping(client.decrypt_event(event).source)
