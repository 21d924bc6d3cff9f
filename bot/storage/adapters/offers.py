"""Choices that were offered before a start; each call is one transaction."""

from collections.abc import Sequence
from datetime import timedelta

from bot.storage.database import Database
from handlers.context.ports import SentMessage
from handlers.core.events import PlatformName

# By then what waits for a quiet moment is out.
_WITHIN = timedelta(minutes=2)


class DatabaseOffers:
    """Implements bot.platforms.matrix.sending.Offers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def latest(self) -> Sequence[SentMessage]:
        """Return what offered choices in the two minutes before the last message that was sent."""
        async with self._database.begin() as unit:
            return await unit.sayings.last_offers(PlatformName.MATRIX, _WITHIN)
