"""From an event to the answers on their way: one event, one transaction."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from secrets import token_hex
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.faults import trace
from bot.outbox import Clock, Outbox
from bot.platforms import Delivery, DeliveryId
from bot.storage.database import Database, UnitOfWork
from bot.storage.deliveries import Kind
from handlers.context import Context
from handlers.events import MessageReceived
from handlers.messages import Message
from knowledge.search import Language, Search

log = logging.getLogger(__name__)

Respond: TypeAlias = Callable[[MessageReceived, Context], Awaitable[Sequence[Message]]]
Apology: TypeAlias = Callable[[MessageReceived, Language, str], Message]


@dataclass(frozen=True, kw_only=True, slots=True)
class Dispatcher:
    """Answers every event once; `search` gives the index in force."""

    database: Database
    outbox: Outbox
    search: Callable[[], Search]
    respond: Respond
    apology: Apology
    office: str
    language: Language
    clock: Clock
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Berlin"))

    async def handle(self, event: MessageReceived) -> None:
        """Answers an event unless that has been done; raises only if not even an apology can be written down."""
        try:
            written = await self._answer(event)
        except Exception as error:  # noqa: BLE001
            reference = token_hex(3)
            log.error("Event %s failed, reference %s: %s", event.id, reference, trace(error))  # noqa: TRY400
            written = await self._apologise(event, reference)
        if written:
            await self.outbox.deliver(written)

    async def _answer(self, event: MessageReceived) -> list[DeliveryId]:
        async with self.database.begin() as unit:
            if not await unit.inbox.take(event.address.platform, event.id, event.at):
                return []
            messages = await self.respond(event, self._context(unit))
            return await self._write(unit, event, messages, "reply")

    async def _apologise(self, event: MessageReceived, reference: str) -> list[DeliveryId]:
        async with self.database.begin() as unit:
            if not await unit.inbox.fail(event.address.platform, event.id, event.at):
                return []
            language = await unit.preferences.language(event.sender) or self.language
            messages = [self.apology(event, language, reference)] if event.addressed else []
            return await self._write(unit, event, messages, "apology")

    async def _write(
        self, unit: UnitOfWork, event: MessageReceived, messages: Sequence[Message], kind: Kind
    ) -> list[DeliveryId]:
        deliveries = [
            Delivery(id=_delivery_id(event, f"{kind} {place}"), message=message)
            for place, message in enumerate(messages)
        ]
        await self.outbox.add(unit, deliveries, kind)
        return [delivery.id for delivery in deliveries]

    def _context(self, unit: UnitOfWork) -> Context:
        return Context(
            now=self.clock(),
            search=self.search(),
            conversations=unit.conversations,
            preferences=unit.preferences,
            office=self.office,
            language=self.language,
            time_zone=self.time_zone,
        )


def _delivery_id(event: MessageReceived, part: str) -> DeliveryId:
    """The same whenever the same event is answered, so that no answer can be written down twice."""
    key = f"{event.address.platform} {event.id} {part}"
    return DeliveryId(blake2b(key.encode(errors="surrogatepass"), digest_size=16).hexdigest())
