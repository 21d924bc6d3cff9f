"""Keeps one person's many questions from holding up everybody else's."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers.events import Sender

_REMEMBERED = 10_000


@dataclass(kw_only=True, slots=True)
class _Allowance:
    """The time up to which a person's questions are taken into account, and whether they know that they wait."""

    used_until: datetime
    told: bool = False


@dataclass(frozen=True, kw_only=True)
class Flood:
    """Per person `burst` questions at once, and then `per_minute`."""

    burst: int
    per_minute: int
    clock: Callable[[], datetime]
    _people: OrderedDict[Sender, _Allowance] = field(default_factory=OrderedDict)

    def waits(self, sender: Sender) -> tuple[timedelta, bool]:
        """How long the next question has to wait, and whether the person must be told so: once in a flood."""
        now, each = self.clock(), timedelta(minutes=1) / self.per_minute
        allowance = self._people.setdefault(sender, _Allowance(used_until=now))
        self._people.move_to_end(sender)
        if allowance.used_until <= now:
            allowance.used_until, allowance.told = now, False
        allowance.used_until += each
        delay = max(allowance.used_until - now - self.burst * each, timedelta())
        tell = delay > timedelta() and not allowance.told
        allowance.told = allowance.told or tell
        self._forget()
        return delay, tell

    def _forget(self) -> None:
        while len(self._people) > _REMEMBERED:
            self._people.popitem(last=False)
