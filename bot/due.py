"""What is due in the exchange, as the tables say: told to the dispatcher as events, each of them once."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeAlias

from bot.storage.database import Database, UnitOfWork
from handlers.events import CopyFailed, DigestDue, Event, EventId, ReminderDue

Handle: TypeAlias = Callable[[Event], Awaitable[None]]

AT_ONCE = 100
# What the inbox takes; user ids of Matrix may have 255 characters.
_LONGEST_ID = 300


class Due:
    """Looks for reminders, digests and messages that will never arrive."""

    def __init__(self, database: Database, handle: Handle, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._handle = handle
        self._clock = clock

    async def look(self) -> None:
        """What could not be dealt with is due again the next time."""
        now = self._clock()
        async with self._database.begin() as unit:
            events = [*await _reminders(unit, now), *await _digests(unit, now), *await _failures(unit, now)]
        for event in events:
            await self._handle(event)


async def _reminders(unit: UnitOfWork, now: datetime) -> Sequence[Event]:
    return [
        ReminderDue(
            id=EventId(f"reminder {exchange.number} {exchange.remind_at}"),
            at=now,
            address=exchange.address,
            sender=exchange.asker,
            exchange=exchange.number,
        )
        for exchange in await unit.exchanges.due(now, AT_ONCE)
    ]


async def _digests(unit: UnitOfWork, now: datetime) -> Sequence[Event]:
    return [
        DigestDue(
            id=EventId(f"digest {each.topic} {each.since.isoformat()} {each.sender.id}"[:_LONGEST_ID]),
            at=now,
            address=each.address,
            sender=each.sender,
            topic=each.topic,
        )
        for each in await unit.subscriptions.due(now, AT_ONCE)
    ]


async def _failures(unit: UnitOfWork, now: datetime) -> Sequence[Event]:
    return [
        CopyFailed(
            id=EventId(f"failed {copy.delivery}"),
            at=now,
            address=copy.address,
            sender=asker,
            delivery=copy.delivery,
        )
        for copy, asker in await unit.copies.failed(AT_ONCE)
    ]
