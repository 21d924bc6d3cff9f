"""From an update in the inbox to a handled event: decrypted, understood, passed on."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from nio import Event, MegolmEvent
from nio.exceptions import EncryptionError

from bot.platforms import Handle, Inbox, PlatformRefused, Received, TemporaryFailure
from bot.platforms.matrix.at_work import at_work
from bot.platforms.matrix.client import Client
from bot.platforms.matrix.lanes import Lanes
from bot.platforms.matrix.rooms import Rooms
from bot.platforms.matrix.translate import is_question, mapping, replied_to, translate
from bot.platforms.matrix.waiting import Waiting
from handlers.events import MessageReceived, PlatformName

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Reads updates in their order, room by room."""

    client: Client
    rooms: Rooms
    inbox: Inbox
    handle: Handle
    clock: Callable[[], datetime]
    tasks: asyncio.TaskGroup
    lanes: Lanes
    waiting: Waiting = field(default_factory=Waiting)

    def read(self, updates: Iterable[Received]) -> None:
        """Returns at once; the work goes on in the room's lane."""
        for update in updates:
            self.lanes.add(_room(update), partial(self._read, update))

    def look_again(self) -> None:
        """Tries what could not be read before."""
        self.read(self.waiting)

    async def _read(self, update: Received) -> None:
        """One event that can't be dealt with does not keep the others from being answered."""
        try:
            event = await self._understood(update)
        except (TemporaryFailure, EncryptionError) as failure:
            if not self.waiting.add(update, self.clock()):
                await self._pass_over(update, failure)
        except PlatformRefused:
            # It stays in the inbox for the time after the next login.
            return
        except Exception as error:  # noqa: BLE001
            await self._pass_over(update, error)
        else:
            self.waiting.done(update.id)
            await self._answer(update, event)

    async def _understood(self, update: Received) -> MessageReceived | None:
        """None if Lotse has nothing to do with it; raises if that can't be told yet."""
        room = _room(update)
        source = self._decrypted(room, mapping(update.payload.get("event")))
        if not is_question(source):
            return None
        place = self.rooms.place(room, source)
        event, target = translate(source, place), replied_to(source)
        if event is None or event.addressed or target is None:
            return event
        return translate(source, place, reply_to_own=await self.rooms.is_own(room, target))

    def _decrypted(self, room: str, source: Mapping[str, Any]) -> Mapping[str, Any]:
        if source.get("type") != "m.room.encrypted":
            return source
        encrypted = Event.parse_event(dict(source))
        if not isinstance(encrypted, MegolmEvent):
            return source
        encrypted.room_id = room
        return mapping(self.client.decrypt_event(encrypted).source)

    async def _answer(self, update: Received, event: MessageReceived | None) -> None:
        """What can't be written down now stays in the inbox, and is found there at the next start."""
        try:
            if event is None:
                await self.inbox.skip(PlatformName.MATRIX, [update.id])
            elif event.addressed:
                async with at_work(self.client, _room(update), self.tasks):
                    await self.handle(event)
            else:
                await self.handle(event)
        except Exception as error:  # noqa: BLE001
            log.error("Event %s stays in the inbox (%s)", update.id, type(error).__name__)  # noqa: TRY400

    async def _pass_over(self, update: Received, error: Exception) -> None:
        """The error's own text may quote a message."""
        log.warning("Event %s could not be read (%s); it is passed over", update.id, type(error).__name__)
        self.waiting.done(update.id)
        await self._answer(update, None)


def _room(update: Received) -> str:
    return str(update.payload.get("room"))
