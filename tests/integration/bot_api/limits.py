"""How much may be sent: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this."""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

SENDING = (
    "sendMessage",
    "sendContact",
    "sendVenue",
    "sendDocument",
    "sendPhoto",
    "editMessageText",
    "editMessageCaption",
)


@dataclass
class _Counted:
    most: int
    seconds: float
    times: deque[float] = field(default_factory=deque)

    def full_for(self, now: float) -> float:
        while self.times and self.times[0] <= now - self.seconds:
            self.times.popleft()
        return self.times[0] + self.seconds - now if len(self.times) >= self.most else 0.0


@dataclass
class Limits:
    """30 a second, one a second into a chat, 20 a minute into a group; `exceeded` counts what was refused.

    A request may take up to `held_up` seconds to arrive, so that those of so many further seconds count together. The
    limits of one chat need no such allowance: each message leaves when the one before has arrived.
    """

    now: Callable[[], float] = monotonic
    held_up: int = 0
    exceeded: int = 0
    _all: _Counted = field(init=False)
    _chats: defaultdict[str, _Counted] = field(default_factory=lambda: defaultdict(lambda: _Counted(1, 1)))
    _groups: defaultdict[str, _Counted] = field(default_factory=lambda: defaultdict(lambda: _Counted(20, 60)))

    def __post_init__(self) -> None:
        self._all = _Counted(30 * (1 + self.held_up), 1)

    def wait(self, chat: str) -> float:
        """Seconds after which it may be tried again; 0 if it may go now, and then it counts."""
        now = self.now()
        counted = [self._all, self._chats[chat], *([self._groups[chat]] if chat.startswith("-") else [])]
        wait = max(each.full_for(now) for each in counted)
        if wait:
            self.exceeded += 1
        else:
            for each in counted:
                each.times.append(now)
        return wait
