"""Choices that were offered before a restart; each call is a transaction."""

from collections.abc import Sequence
from datetime import timedelta

from bot.storage.database import Database
from handlers.context.ports import SentMessage
from handlers.core.events import PlatformName

# Deferred messages are out by then.
_WITHIN = timedelta(minutes=2)


class DatabaseOfferedChoices:
    """Implements bot.platforms.matrix.ports.OfferedChoices."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def latest(self) -> Sequence[SentMessage]:
        """Return the messages with choices from the two minutes before the last message that was sent."""
        async with self._database.begin() as unit:
            return await unit.sent_messages.last_offers(PlatformName.MATRIX, _WITHIN)
