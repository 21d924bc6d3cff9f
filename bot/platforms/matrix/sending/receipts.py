"""Send read receipts for messages that have been handled."""

from functools import partial

from bot.platforms.deferrals import Deferrals
from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.homeserver.api import Api, path


class Receipts:
    """Defers read receipts, at most one per room: the one for the newest message."""

    def __init__(self, client: Client, deferrals: Deferrals) -> None:
        self._api = Api(client)
        self._deferrals = deferrals

    def handled(self, room: str, event: str) -> None:
        """Queue a receipt for a handled event, in place of an older one of the same room."""
        step = partial(self._tell, room, event)
        self._deferrals.put(room, (self, room), [step], what="A read receipt is missing")

    async def _tell(self, room: str, event: str) -> None:
        # Without a thread it counts for all of them; nio can't leave it out.
        await self._api.post(path("rooms", room, "receipt", "m.read", event), {})
