"""The store of questions that nothing answered, from before there was a log of all questions."""

from datetime import datetime

from bot.storage.engine.store import Store
from bot.storage.engine.tables import unanswered


class UnansweredStore(Store):
    """Rows that the log of questions has as well; they are only deleted when their time is over."""

    async def delete_old(self, before: datetime, limit: int) -> int:
        """Delete at most `limit` questions; return how many."""
        return await self._delete_some(unanswered, unanswered.c.asked_at < before, limit)
