"""The inbox for platforms: each call is a transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

from bot.platforms.base.ports import ReceivedUpdate
from bot.storage.cluster.replicas import Notification, Replica
from bot.storage.database import Database
from handlers.core.events import EventId, PlatformName

# Half a minute at Telegram's pace.
MAX_WAITING = 1_000
# The outbox does not report deliveries that were postponed or are retried on request.
_COUNT_VALID_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class _Count:
    """A count of waiting deliveries, with the number added so far and the time of the monotonic clock."""

    waiting: int
    added: int
    at: float


class DatabaseInbox:
    """Implements bot.platforms.base.ports.Inbox.

    The only process that writes updates keeps checkpoints and counts in memory, and need not query them.
    """

    def __init__(
        self,
        database: Database,
        beat: Callable[[PlatformName], None] = lambda _: None,
        replica: Replica | None = None,
        added: Callable[[PlatformName], int] | None = None,
    ) -> None:
        """Create an inbox.

        `beat` is called for every platform that has brought something, or that there is nothing. `added` returns how
        many deliveries this process has added for a platform so far.
        """
        self._database = database
        self._beat = beat
        self._replica = replica or Replica.alone()
        self._added = added
        self._checkpoints: dict[PlatformName, str | None] = {}
        self._counts: dict[PlatformName, _Count] = {}

    @property
    def is_read_here(self) -> bool:
        return self._replica.leadership.is_set()

    async def turn(self) -> None:
        await self._replica.leadership.wait()

    async def confirm_leadership(self) -> None:
        await self._replica.confirm_lease()

    async def wait_for_updates(self) -> None:
        news = self._replica.notifications[Notification.INBOX]
        await news.wait()
        news.clear()

    async def checkpoint(self, platform: PlatformName) -> str | None:
        if self._is_only_writer and platform in self._checkpoints:
            return self._checkpoints[platform]
        async with self._database.begin() as unit:
            found = await unit.inbox.checkpoint(platform)
        self._note_checkpoint(platform, found)
        return found

    async def put(
        self, platform: PlatformName, updates: Sequence[ReceivedUpdate], checkpoint: str, *, durable: bool = True
    ) -> Sequence[ReceivedUpdate]:
        """Store updates and checkpoint in one transaction; return the updates never seen before, in order."""
        if not updates and self._is_only_writer and self._checkpoints.get(platform) == checkpoint:
            self._beat(platform)
            return []
        # Only the database knows the checkpoint until the transaction has certainly ended.
        self._checkpoints.pop(platform, None)
        async with self._database.begin(durable=durable, fenced=True) as unit:
            new = [update for update in updates if await unit.inbox.add(update)]
            await unit.inbox.move_checkpoint(platform, checkpoint)
            if not self.is_read_here:
                await self._replica.notify(unit.connection, Notification.INBOX)
        self._note_checkpoint(platform, checkpoint)
        self._beat(platform)
        return new

    async def sync(self) -> None:
        await self._database.sync()

    async def has_room(self, platform: PlatformName) -> bool:
        """Return False if so many replies wait that people would have to wait long."""
        if self._has_room_surely(platform) or await self._count_waiting(platform) < MAX_WAITING:
            return True
        self._beat(platform)
        return False

    @property
    def _is_only_writer(self) -> bool:
        """Return True if no other process writes updates, so that a checkpoint in memory is current."""
        return self._replica.is_alone or (self.is_read_here and len(self._replica.alive) == 1)

    def _note_checkpoint(self, platform: PlatformName, checkpoint: str | None) -> None:
        if self._is_only_writer:
            self._checkpoints[platform] = checkpoint
        else:
            self._checkpoints.pop(platform, None)

    def _has_room_surely(self, platform: PlatformName) -> bool:
        """Return True if there is room even if nothing has been sent since the last count."""
        counted = self._counts.get(platform)
        if self._added is None or counted is None or not self._is_only_writer:
            return False
        most = counted.waiting + self._added(platform) - counted.added
        return most < MAX_WAITING and monotonic() - counted.at < _COUNT_VALID_SECONDS

    async def _count_waiting(self, platform: PlatformName) -> int:
        """Return how many replies wait, counted up to MAX_WAITING."""
        added, at = self._added(platform) if self._added is not None else 0, monotonic()
        async with self._database.begin() as unit:
            waiting = await unit.backlog.count_waiting(platform, MAX_WAITING)
        self._counts[platform] = _Count(waiting=waiting, added=added, at=at)
        return waiting

    async def pending(self, platform: PlatformName) -> Sequence[ReceivedUpdate]:
        async with self._database.begin() as unit:
            return await unit.inbox.pending(platform)

    async def skip(self, platform: PlatformName, ids: Sequence[EventId]) -> None:
        async with self._database.begin(durable=False, fenced=True) as unit:
            await unit.inbox.skip(platform, ids)
