"""Read receipts: people see that Lotse has dealt with what they wrote, never before it has."""

import asyncio

from bot.platforms import FAILURES
from bot.platforms.courtesy import courteously
from bot.platforms.matrix.api import Api, path
from bot.platforms.matrix.client import Client


class Receipts:
    """At most one request per room is on its way, and it is for the newest message."""

    def __init__(self, client: Client, tasks: asyncio.TaskGroup) -> None:
        self._api = Api(client)
        self._tasks = tasks
        self._newest: dict[str, str] = {}

    def handled(self, room: str, event: str) -> None:
        """Returns at once."""
        at_work = room in self._newest
        self._newest[room] = event
        if not at_work:
            self._tasks.create_task(courteously(self._tell(room), "A read receipt is missing"))

    async def _tell(self, room: str) -> None:
        told = None
        try:
            while told != self._newest[room]:
                told = self._newest[room]
                # Without a thread it counts for all of them; nio can't leave it out.
                await self._api.post(path("rooms", room, "receipt", "m.read", told), {})
        except FAILURES:
            return  # a courtesy; the next message brings the next one
        finally:
            del self._newest[room]
