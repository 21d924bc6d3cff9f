"""Limit the rate of questions per person, so that one person can't hold up the others."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from handlers.core.events import PlatformName, Sender

_MAX_PEOPLE = 10_000
# The key of an account, without its display name.
_Account: TypeAlias = tuple[PlatformName, str]


@dataclass(kw_only=True, slots=True)
class _Allowance:
    """The time up to which a person has used their allowance, and whether they have been told to slow down."""

    used_until: datetime
    is_notified: bool = False


@dataclass(frozen=True, kw_only=True)
class Throttle:
    """Admit `burst` questions of a person at once, then `per_minute`."""

    burst: int
    per_minute: int
    clock: Callable[[], datetime]
    _people: OrderedDict[_Account, _Allowance] = field(default_factory=OrderedDict)
    _first_accounts: OrderedDict[_Account, _Account] = field(default_factory=OrderedDict)

    def link_accounts(self, accounts: Sequence[Sender]) -> None:
        """Let all `accounts` of one person share one allowance, replacing how they were grouped before."""
        keys = sorted(map(_account, accounts))
        for key in keys:
            self._first_accounts.pop(key, None)
            if len(keys) > 1:
                self._first_accounts[key] = keys[0]

    def take(self, sender: Sender) -> tuple[timedelta, bool]:
        """Count a question; return its delay, and whether the person must be told, which happens once per burst."""
        now, each = self.clock(), timedelta(minutes=1) / self.per_minute
        account = _account(sender)
        person = self._first_accounts.get(account, account)
        allowance = self._people.setdefault(person, _Allowance(used_until=now))
        self._people.move_to_end(person)
        if allowance.used_until <= now:
            allowance.used_until, allowance.is_notified = now, False
        allowance.used_until += each
        delay = max(allowance.used_until - now - self.burst * each, timedelta())
        tell = delay > timedelta() and not allowance.is_notified
        allowance.is_notified = allowance.is_notified or tell
        self._evict()
        return delay, tell

    def _evict(self) -> None:
        for remembered in (self._people, self._first_accounts):
            while len(remembered) > _MAX_PEOPLE:
                remembered.popitem(last=False)


def _account(sender: Sender) -> _Account:
    return sender.platform, sender.id
