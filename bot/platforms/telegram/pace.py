"""How fast messages may go out: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic

_OVERALL = 30
_TO_A_GROUP = 20
# A little longer than Telegram's second and minute, as messages don't arrive as evenly as they leave.
_SECOND = 1.02
_MINUTE = 60.5
_MOST_CHATS = 10_000


@dataclass(slots=True)
class _Chat:
    sent: deque[float] = field(default_factory=lambda: deque(maxlen=_TO_A_GROUP))
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Pace:
    """30 messages a second overall, one a second into a chat, 20 a minute into a group."""

    def __init__(
        self, now: Callable[[], float] = monotonic, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._sent: deque[float] = deque(maxlen=_OVERALL)
        self._chats: defaultdict[int, _Chat] = defaultdict(_Chat)

    async def turn(self, chat: int) -> None:
        """Returns when the next message may go into this chat; groups have negative ids."""
        self._forget()
        place = self._chats[chat]
        async with place.turn:
            await self._until(_free(place.sent, is_group=chat < 0))
            at = self._now() if len(self._sent) < _OVERALL else max(self._now(), self._sent[0] + _SECOND)
            self._sent.append(at)
            place.sent.append(at)
            await self._until(at)

    async def _until(self, moment: float) -> None:
        wait = moment - self._now()
        if wait > 0:
            await self._sleep(wait)

    def _forget(self) -> None:
        """Chats that nothing was sent to for a minute are free anyway."""
        if len(self._chats) < _MOST_CHATS:
            return
        before = self._now() - _MINUTE
        for chat, place in tuple(self._chats.items()):
            if not place.turn.locked() and (not place.sent or place.sent[-1] < before):
                del self._chats[chat]


def _free(sent: deque[float], *, is_group: bool) -> float:
    """From when on the chat takes another one."""
    if not sent:
        return 0.0
    full = is_group and len(sent) == _TO_A_GROUP
    return max(sent[-1] + _SECOND, sent[0] + _MINUTE if full else 0.0)
