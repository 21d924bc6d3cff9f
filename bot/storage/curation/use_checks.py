"""The store of people who do not want to be asked whether an answer was of use."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, select

from bot.storage.engine.sql import is_from_any, sender_key
from bot.storage.engine.store import Store
from bot.storage.engine.tables import declined_checks
from handlers.core.events import Sender


class UseCheckStore(Store):
    """Implements handlers.curation.model.ports.UseChecks."""

    async def are_wanted(self, accounts: Sequence[Sender]) -> bool:
        declined = exists().where(is_from_any(declined_checks, accounts))
        return not await self._connection.scalar(select(declined))

    async def decline(self, account: Sender, at: datetime) -> None:
        await self._insert_new(declined_checks, {**sender_key(account), "at": at})

    async def want(self, accounts: Sequence[Sender]) -> None:
        await self._connection.execute(delete(declined_checks).where(is_from_any(declined_checks, accounts)))
