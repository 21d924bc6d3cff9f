"""The inbox as platforms use it: every call one transaction."""

from collections.abc import Callable, Sequence

from bot.platforms import Received
from bot.storage.database import Database
from bot.storage.replicas import News, Replica
from handlers.events import EventId, PlatformName

# At Telegram's pace, half a minute.
MOST_WAITING = 1_000


class DatabaseInbox:
    """Implements bot.platforms.Inbox."""

    def __init__(
        self,
        database: Database,
        beat: Callable[[PlatformName], None] = lambda _: None,
        replica: Replica | None = None,
    ) -> None:
        """`beat` learns of every platform that has brought something, or that there is nothing."""
        self._database = database
        self._beat = beat
        self._replica = replica or Replica.alone()

    @property
    def is_read_here(self) -> bool:
        return self._replica.leads.is_set()

    async def turn(self) -> None:
        await self._replica.leads.wait()

    async def confirmed(self) -> None:
        await self._replica.confirmed()

    async def brought(self) -> None:
        news = self._replica.brought[News.INBOX]
        await news.wait()
        news.clear()

    async def checkpoint(self, platform: PlatformName) -> str | None:
        async with self._database.begin() as unit:
            return await unit.inbox.checkpoint(platform)

    async def put(self, platform: PlatformName, updates: Sequence[Received], checkpoint: str) -> Sequence[Received]:
        """Writes updates and checkpoint in one transaction; returns those never seen before, in order."""
        async with self._database.begin(fenced=True) as unit:
            new = [update for update in updates if await unit.inbox.add(update)]
            await unit.inbox.move_checkpoint(platform, checkpoint)
            if not self.is_read_here:
                await self._replica.tell(unit.connection, News.INBOX)
        self._beat(platform)
        return new

    async def has_room(self, platform: PlatformName) -> bool:
        """Unless so many answers wait that people would wait for long."""
        async with self._database.begin() as unit:
            waiting = await unit.backlog.waiting(platform, MOST_WAITING)
        if waiting < MOST_WAITING:
            return True
        self._beat(platform)
        return False

    async def pending(self, platform: PlatformName) -> Sequence[Received]:
        async with self._database.begin() as unit:
            return await unit.inbox.pending(platform)

    async def skip(self, platform: PlatformName, ids: Sequence[EventId]) -> None:
        async with self._database.begin(durable=False, fenced=True) as unit:
            await unit.inbox.skip(platform, ids)
