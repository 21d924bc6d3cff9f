"""Messages that can't be read or judged yet: what is missing often comes a moment later."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.platforms import Received
from handlers.core.events import EventId

PATIENCE = timedelta(seconds=60)


@dataclass(kw_only=True, slots=True)
class Waiting:
    """Each message with the time at which waiting for it ends."""

    _until: dict[EventId, tuple[datetime, Received]] = field(default_factory=dict)

    def add(self, update: Received, now: datetime) -> bool:
        """False if the message has waited long enough."""
        until, _ = self._until.setdefault(update.id, (now + PATIENCE, update))
        return now < until

    def done(self, event: EventId) -> None:
        self._until.pop(event, None)

    def __iter__(self) -> Iterator[Received]:
        return iter([update for _, update in self._until.values()])
