"""The inbox as platforms use it: every call one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

from bot.platforms import Received
from bot.storage.cluster.replicas import Notification, Replica
from bot.storage.database import Database
from handlers.core.events import EventId, PlatformName

# At Telegram's pace, half a minute.
MAX_WAITING = 1_000
# What was put off, or is tried again on request, is not told by the outbox.
_COUNT_VALID_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class _Count:
    """So many waited when so many had been added, at a time of the steady clock."""

    waiting: int
    added: int
    at: float


class DatabaseInbox:
    """Implements bot.platforms.Inbox.

    Whoever alone reads updates knows the checkpoints and how many answers can wait at most, and need not ask for them.
    """

    def __init__(
        self,
        database: Database,
        beat: Callable[[PlatformName], None] = lambda _: None,
        replica: Replica | None = None,
        added: Callable[[PlatformName], int] | None = None,
    ) -> None:
        """`beat` learns of every platform that has brought something, or that there is nothing.

        `added` returns how many deliveries this process has written down for a platform so far.
        """
        self._database = database
        self._beat = beat
        self._replica = replica or Replica.alone()
        self._added = added
        self._checkpoints: dict[PlatformName, str | None] = {}
        self._most_waiting: dict[PlatformName, _Count] = {}

    @property
    def is_read_here(self) -> bool:
        return self._replica.leads.is_set()

    async def turn(self) -> None:
        await self._replica.leads.wait()

    async def confirmed(self) -> None:
        await self._replica.confirmed()

    async def brought(self) -> None:
        news = self._replica.brought[Notification.INBOX]
        await news.wait()
        news.clear()

    async def checkpoint(self, platform: PlatformName) -> str | None:
        if self._is_alone and platform in self._checkpoints:
            return self._checkpoints[platform]
        async with self._database.begin() as unit:
            found = await unit.inbox.checkpoint(platform)
        self._note(platform, found)
        return found

    async def put(self, platform: PlatformName, updates: Sequence[Received], checkpoint: str) -> Sequence[Received]:
        """Writes updates and checkpoint in one transaction; returns those never seen before, in order."""
        if not updates and self._is_alone and self._checkpoints.get(platform) == checkpoint:
            self._beat(platform)
            return []
        # Until it is written down, and if it is not known whether it is, the database alone knows.
        self._checkpoints.pop(platform, None)
        async with self._database.begin(fenced=True) as unit:
            new = [update for update in updates if await unit.inbox.add(update)]
            await unit.inbox.move_checkpoint(platform, checkpoint)
            if not self.is_read_here:
                await self._replica.tell(unit.connection, Notification.INBOX)
        self._note(platform, checkpoint)
        self._beat(platform)
        return new

    async def has_room(self, platform: PlatformName) -> bool:
        """Unless so many answers wait that people would wait for long."""
        if self._has_certainly_room(platform) or await self._count(platform) < MAX_WAITING:
            return True
        self._beat(platform)
        return False

    @property
    def _is_alone(self) -> bool:
        """Return True if no other process writes updates, so that a checkpoint in memory is current."""
        return self._replica.is_alone or (self.is_read_here and len(self._replica.alive) == 1)

    def _note(self, platform: PlatformName, checkpoint: str | None) -> None:
        if self._is_alone:
            self._checkpoints[platform] = checkpoint
        else:
            self._checkpoints.pop(platform, None)

    def _has_certainly_room(self, platform: PlatformName) -> bool:
        """Return True if there is room even if nothing has been sent since the last count."""
        counted = self._most_waiting.get(platform)
        if self._added is None or counted is None or not self._is_alone:
            return False
        most = counted.waiting + self._added(platform) - counted.added
        return most < MAX_WAITING and monotonic() - counted.at < _COUNT_VALID_SECONDS

    async def _count(self, platform: PlatformName) -> int:
        """Return how many answers wait, counted up to the most."""
        added, at = self._added(platform) if self._added is not None else 0, monotonic()
        async with self._database.begin() as unit:
            waiting = await unit.backlog.waiting(platform, MAX_WAITING)
        self._most_waiting[platform] = _Count(waiting=waiting, added=added, at=at)
        return waiting

    async def pending(self, platform: PlatformName) -> Sequence[Received]:
        async with self._database.begin() as unit:
            return await unit.inbox.pending(platform)

    async def skip(self, platform: PlatformName, ids: Sequence[EventId]) -> None:
        async with self._database.begin(durable=False, fenced=True) as unit:
            await unit.inbox.skip(platform, ids)
