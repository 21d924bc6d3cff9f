"""Keeps one person's many questions from holding up everybody else's."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from handlers.core.events import PlatformName, Sender

_MAX_PEOPLE = 10_000
# An account, whatever it is called.
_Account: TypeAlias = tuple[PlatformName, str]


@dataclass(kw_only=True, slots=True)
class _Allowance:
    """The time up to which a person's questions are taken into account, and whether they know that they wait."""

    used_until: datetime
    told: bool = False


@dataclass(frozen=True, kw_only=True)
class Throttle:
    """Per person `burst` questions at once, and then `per_minute`."""

    burst: int
    per_minute: int
    clock: Callable[[], datetime]
    _people: OrderedDict[_Account, _Allowance] = field(default_factory=OrderedDict)
    _first_accounts: OrderedDict[_Account, _Account] = field(default_factory=OrderedDict)

    def recognise(self, accounts: Sequence[Sender]) -> None:
        """Let all `accounts` of one person share one allowance, replacing how they were grouped before."""
        keys = sorted(map(_account, accounts))
        for key in keys:
            self._first_accounts.pop(key, None)
            if len(keys) > 1:
                self._first_accounts[key] = keys[0]

    def waits(self, sender: Sender) -> tuple[timedelta, bool]:
        """How long the next question has to wait, and whether the person must be told so: once in a flood."""
        now, each = self.clock(), timedelta(minutes=1) / self.per_minute
        account = _account(sender)
        person = self._first_accounts.get(account, account)
        allowance = self._people.setdefault(person, _Allowance(used_until=now))
        self._people.move_to_end(person)
        if allowance.used_until <= now:
            allowance.used_until, allowance.told = now, False
        allowance.used_until += each
        delay = max(allowance.used_until - now - self.burst * each, timedelta())
        tell = delay > timedelta() and not allowance.told
        allowance.told = allowance.told or tell
        self._forget()
        return delay, tell

    def _forget(self) -> None:
        for remembered in (self._people, self._first_accounts):
            while len(remembered) > _MAX_PEOPLE:
                remembered.popitem(last=False)


def _account(sender: Sender) -> _Account:
    return sender.platform, sender.id
