"""Events related to a message, which homeservers don't redact with the message itself."""

from collections.abc import Sequence

from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.homeserver.api import RELATIONS, Api, path
from bot.platforms.matrix.homeserver.failures import Refusal
from bot.platforms.matrix.homeserver.raw_events import event_id_of, mapping, sender_of, string

EDIT, REACTION = "m.replace", "m.annotation"
_PAGE = "100"
_MOST_PAGES = 50


class Relations:
    """Lotse's own events that relate to a message."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._api = Api(client)

    async def own(self, room: str, message: str, kind: str) -> Sequence[str]:
        """Return the ids of those not redacted yet, newest first; raises TemporaryFailure or PlatformRefused.

        Empty if the homeserver does not tell.
        """
        found: list[str] = []
        query = {"limit": _PAGE}
        for _ in range(_MOST_PAGES):
            try:
                page = await self._api.get(path("rooms", room, "relations", message, kind, prefix=RELATIONS), **query)
            except Refusal:
                break
            chunk = page.get("chunk")
            events = [mapping(event) for event in chunk] if isinstance(chunk, list) else []
            own = (event for event in events if sender_of(event) == self._client.user_id)
            found += [str(event_id) for event_id in map(event_id_of, own) if event_id]
            following = string(page.get("next_batch"))
            if not following:
                break
            query = {"limit": _PAGE, "from": following}
        return found
