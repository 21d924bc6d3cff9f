"""Send typing notices without delaying the answer."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from bot.platforms.base.queues import Clock, Deferrals
from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.homeserver.api import Api, path
from bot.platforms.matrix.homeserver.failures import get_response


class Receipts:
    """Deferred read receipts, at most one per room, for the newest message."""

    def __init__(self, client: Client, deferrals: Deferrals) -> None:
        self._api = Api(client)
        self._deferrals = deferrals

    def note_handled(self, room: str, event: str) -> None:
        """Queue a receipt for a handled event, in place of an older one of the same room."""
        step = partial(self._tell, room, event)
        self._deferrals.put(room, (self, room), [step], what="A read receipt is missing")

    async def _tell(self, room: str, event: str) -> None:
        # Without a thread it counts for all of them; nio can't leave it out.
        await self._api.post(path("rooms", room, "receipt", "m.read", event), {})


SHOWN_SECONDS = 30
# An answer that is there soon needs no notice.
UNNOTICED_SECONDS = 0.4


class TypingNotices:
    """Typing notices, one for all questions of a room and none after their answers."""

    def __init__(self, client: Client, deferrals: Deferrals, clock: Clock | None = None) -> None:
        self._client = client
        self._deferrals = deferrals
        self._clock: Clock = clock or asyncio.get_running_loop()
        self._questions: Counter[str] = Counter()
        self._shown_until: dict[str, float] = {}

    @contextmanager
    def at_work(self, room: str) -> Iterator[None]:
        """Show a typing notice while the block runs, unless it ends within `UNNOTICED_SECONDS`."""
        self._deferrals.give_way()
        self._questions[room] += 1
        timer = self._clock.call_later(UNNOTICED_SECONDS, partial(self._look, room))
        try:
            yield
        finally:
            timer.cancel()
            self._questions[room] -= 1
            if not self._questions[room]:
                del self._questions[room]
                self._deferrals.drop((self, room))
                if room in self._shown_until:
                    self._look(room)

    def _look(self, room: str) -> None:
        step = partial(self._tell, room)
        self._deferrals.put(room, (self, room), [step], what="The typing notice could not be sent")

    async def _tell(self, room: str) -> None:
        """Start, renew or end the typing notice of a room."""
        now = self._clock.time()
        left = self._shown_until.get(room, now) - now
        if room not in self._questions:
            if left > 0:
                await get_response(self._client.room_typing(room, typing_state=False))
            self._shown_until.pop(room, None)
        elif left <= SHOWN_SECONDS / 2:
            await get_response(self._client.room_typing(room, typing_state=True, timeout=SHOWN_SECONDS * 1000))
            self._shown_until[room] = now + SHOWN_SECONDS
            if room in self._questions:
                self._clock.call_later(SHOWN_SECONDS / 2, partial(self._renew, room))
            else:
                self._look(room)

    def _renew(self, room: str) -> None:
        if room in self._questions:
            self._look(room)
