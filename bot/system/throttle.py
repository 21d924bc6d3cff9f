"""Limit the rate of requests per person or address, so that nobody can hold up the others."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeAlias, TypeVar

from handlers.core.events import PlatformName, Sender

_MAX_KEYS = 10_000
_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")
# The key of an account, without its display name.
_Account: TypeAlias = tuple[PlatformName, str]


@dataclass(kw_only=True, slots=True)
class _Allowance:
    """The time up to which an allowance is used, and whether its owner has been told to slow down."""

    used_until: datetime
    is_notified: bool = False


@dataclass(frozen=True, kw_only=True)
class Allowances(Generic[_Key]):
    """Admit `burst` requests of each key at once, then `per_minute`."""

    burst: int
    per_minute: int
    clock: Callable[[], datetime]
    _allowances: OrderedDict[_Key, _Allowance] = field(default_factory=OrderedDict)

    def take(self, key: _Key) -> tuple[timedelta, bool]:
        """Count a request; return its delay, and whether its sender must be told, which happens once per burst."""
        now, each = self.clock(), timedelta(minutes=1) / self.per_minute
        allowance = self._allowances.setdefault(key, _Allowance(used_until=now))
        self._allowances.move_to_end(key)
        if allowance.used_until <= now:
            allowance.used_until, allowance.is_notified = now, False
        allowance.used_until += each
        delay = max(allowance.used_until - now - self.burst * each, timedelta())
        tell = delay > timedelta() and not allowance.is_notified
        allowance.is_notified = allowance.is_notified or tell
        _drop_oldest(self._allowances)
        return delay, tell

    def admit(self, key: _Key) -> timedelta:
        """Return no delay and count the request, or how long its sender has to wait before another try."""
        delay, _ = self.take(key)
        if delay:
            self._allowances[key].used_until -= timedelta(minutes=1) / self.per_minute
        return delay


class Throttle:
    """Admit `burst` questions of a person at once, then `per_minute`."""

    def __init__(self, *, burst: int, per_minute: int, clock: Callable[[], datetime]) -> None:
        self._people = Allowances[_Account](burst=burst, per_minute=per_minute, clock=clock)
        self._first_accounts = OrderedDict[_Account, _Account]()

    def link_accounts(self, accounts: Sequence[Sender]) -> None:
        """Let all `accounts` of one person share one allowance, replacing how they were grouped before."""
        keys = sorted(map(_account, accounts))
        for key in keys:
            self._first_accounts.pop(key, None)
            if len(keys) > 1:
                self._first_accounts[key] = keys[0]
        _drop_oldest(self._first_accounts)

    def take(self, sender: Sender) -> tuple[timedelta, bool]:
        """Count a question; return its delay, and whether the person must be told, which happens once per burst."""
        account = _account(sender)
        return self._people.take(self._first_accounts.get(account, account))


def _drop_oldest(remembered: OrderedDict[_Key, _Value]) -> None:
    while len(remembered) > _MAX_KEYS:
        remembered.popitem(last=False)


def _account(sender: Sender) -> _Account:
    return sender.platform, sender.id
