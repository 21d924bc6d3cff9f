"""Deletion of data whose retention period is over, and completion of erasures."""

from bot.delivery.results import GIVE_UP_AFTER
from bot.storage.database import Database
from bot.system.clock import Clock
from handlers.context.ports import CHOICE_COUNTS_FOR
from handlers.core.retention import Retention

BATCH_SIZE = 500


class RetentionJob:
    """Deletes in small transactions, so that answers don't have to wait."""

    def __init__(self, database: Database, clock: Clock, retention: Retention) -> None:
        self._database = database
        self._clock = clock
        self._retention = retention

    async def delete_old(self) -> None:
        """Delete everything whose retention period is over."""
        async with self._database.begin() as unit:
            await unit.gaps.forget_silenced_words(self._clock() - self._retention.unanswered)
            await unit.questions.forget_tokens(self._clock() - CHOICE_COUNTS_FOR)
        while await self._delete_batch() >= BATCH_SIZE:
            pass

    async def finish_erasures(self) -> None:
        """Erase what was still in flight to erased people, and files that nobody else is to get."""
        async with self._database.begin() as unit:
            if await unit.erasures.finish(BATCH_SIZE):
                await unit.files.delete_unused(self._clock(), BATCH_SIZE)

    async def _delete_batch(self) -> int:
        """Delete one batch from each table; return the largest number of rows deleted from one."""
        now, periods = self._clock(), self._retention
        async with self._database.begin() as unit:
            deleted = {
                "conversations": await unit.conversations.delete_expired(now, BATCH_SIZE),
                "received": await unit.inbox.delete_old(now - periods.events, BATCH_SIZE),
                "texts": await unit.backlog.clear_old_content(now - periods.events, BATCH_SIZE),
                "replies": await unit.backlog.delete_old_replies(now - periods.events, BATCH_SIZE),
                "copies": await unit.backlog.delete_old_copies(now - periods.longest, BATCH_SIZE),
                "holds": await unit.rate_limit_holds.delete_expired(now, BATCH_SIZE),
                "drafts": await unit.drafts.delete_expired(now, BATCH_SIZE),
                "inputs": await unit.inputs.delete_expired(now, BATCH_SIZE),
                "held_messages": await unit.held_messages.delete_expired(now, BATCH_SIZE),
                "exchanges": await unit.exchanges.delete_old(now - periods.exchanges, BATCH_SIZE),
                "proposals": await unit.proposals.delete_old(now - periods.exchanges, BATCH_SIZE),
                "field_questions": await unit.field_questions.delete_old(now - periods.exchanges, BATCH_SIZE),
                "codes": await unit.people.delete_expired(now, BATCH_SIZE),
                "centre_members": await unit.centre_members.delete_expired(now, BATCH_SIZE),
                "handovers": await unit.handovers.delete_expired(now, BATCH_SIZE),
                "announcements": await unit.announcements.delete_old(now - periods.announcements, BATCH_SIZE),
                "files": await unit.files.delete_unused(now - GIVE_UP_AFTER, BATCH_SIZE),
                "notices": await unit.notices.delete_old(now - periods.notices, BATCH_SIZE),
                "carried": await unit.carried_messages.delete_old(now - periods.carried, BATCH_SIZE),
                "albums": await unit.albums.delete_old(now - periods.events, BATCH_SIZE),
                "phrasings": await unit.proposed_phrasings.delete_old(now - periods.unanswered, BATCH_SIZE),
                "wishes": await unit.wishes.delete_old(now - periods.unanswered, BATCH_SIZE),
                "given_answers": await unit.given_answers.delete_old(now - periods.events, BATCH_SIZE),
                "links": await unit.desk_links.delete_expired(now, BATCH_SIZE),
                "sessions": await unit.desk_sessions.delete_expired(now, BATCH_SIZE),
                "audit_log": await unit.audit_log.delete_old(now - periods.announcements, BATCH_SIZE),
                "questions": await unit.questions.delete_old(now - periods.unanswered, BATCH_SIZE),
                "unanswered": await unit.unanswered_questions.delete_old(now - periods.unanswered, BATCH_SIZE),
            }
            await unit.deletion_log.add(deleted, now)
        return max(deleted.values())
