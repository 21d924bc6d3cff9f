"""Deletes what has been kept long enough, and what is left of people who have been forgotten."""

from datetime import timedelta

from bot.delivery.results import GIVE_UP_AFTER
from bot.storage.database import Database
from bot.system.clock import Clock
from handlers.core.retention import Retention

NOTICES_KEPT = timedelta(days=365)
# Ids of messages without their authors: for longer than anything else that is kept of a conversation.
CARRIED_KEPT = timedelta(days=5 * 365)
BATCH_SIZE = 500


class RetentionJob:
    """In small transactions, so that nobody waits for an answer meanwhile."""

    def __init__(self, database: Database, clock: Clock, retention: Retention) -> None:
        self._database = database
        self._clock = clock
        self._retention = retention

    async def look(self) -> None:
        while await self._batch() >= BATCH_SIZE:
            pass

    async def forget(self) -> None:
        """What was still on its way to people who have been forgotten; with the files that were for nobody else."""
        async with self._database.begin() as unit:
            if await unit.erasures.finish(BATCH_SIZE):
                await unit.files.delete_unused(self._clock(), BATCH_SIZE)

    async def _batch(self) -> int:
        """The largest number of rows taken from one table."""
        now, kept = self._clock(), self._retention
        async with self._database.begin() as unit:
            return max(
                await unit.conversations.delete_expired(now, BATCH_SIZE),
                await unit.inbox.delete_old(now - kept.events, BATCH_SIZE),
                await unit.backlog.clear_old(now - kept.events, BATCH_SIZE),
                await unit.backlog.delete_old(now - kept.events, BATCH_SIZE),
                await unit.backlog.delete_old_copies(now - kept.longest, BATCH_SIZE),
                await unit.holds.delete_expired(now, BATCH_SIZE),
                await unit.drafts.delete_expired(now, BATCH_SIZE),
                await unit.inputs.delete_expired(now, BATCH_SIZE),
                await unit.held_messages.delete_expired(now, BATCH_SIZE),
                await unit.exchanges.delete_old(now - kept.exchanges, BATCH_SIZE),
                await unit.people.delete_expired(now, BATCH_SIZE),
                await unit.announcements.delete_old(now - kept.announcements, BATCH_SIZE),
                await unit.files.delete_unused(now - GIVE_UP_AFTER, BATCH_SIZE),
                await unit.notices.delete_old(now - NOTICES_KEPT, BATCH_SIZE),
                await unit.carried.delete_old(now - CARRIED_KEPT, BATCH_SIZE),
                await unit.albums.delete_old(now - kept.events, BATCH_SIZE),
                await unit.unanswered.delete_old(now - kept.unanswered, BATCH_SIZE),
            )
