"""The processes that work on one PostgreSQL database: members, leader, shards and notifications.

Each renews its lease (`bot/storage/cluster/leases.py`) from its event loop: a process that hangs is replaced, and ends
when it wakes up.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import md5
from math import inf
from secrets import randbits

from sqlalchemy import ColumnElement, func, literal_column, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Integer

from bot.storage.cluster.leases import application_name, is_held
from bot.storage.engine.failures import LeadershipLost

# Hexadecimal digits of a room's hash that fit into a signed integer.
_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Shard:
    """The `rank`th of `count` equal parts of all rooms."""

    rank: int = 0
    count: int = 1

    @property
    def is_all(self) -> bool:
        return self.count == 1

    def contains(self, room: str) -> bool:
        return int(md5(room.encode(), usedforsecurity=False).hexdigest()[:_DIGITS], 16) % self.count == self.rank

    def contains_column(self, room: ColumnElement[str]) -> ColumnElement[bool]:
        """Return the same condition in PostgreSQL, which has no shorter way from hexadecimal digits to a number."""
        digits = func.concat("x", func.substr(func.md5(room), 1, _DIGITS))
        number = type_coerce(digits.op("::")(literal_column(f"bit({_DIGITS * 4})::int")), Integer)
        return number % self.count == self.rank


CHANNEL = "lotse"
_NUMBER_BITS = 31


class Notification(StrEnum):
    """Subjects of notifications between processes."""

    REPLICAS = "replicas"
    INBOX = "inbox"
    OUTBOX = "outbox"


class Replica:
    """One of the processes on a database; `alive` holds the numbers of all of them, including its own.

    `leader` tells where the leader runs; a leader is active (`is_active`) once it holds all that it needs.
    """

    def __init__(self, *, is_alone: bool = False) -> None:
        self.is_alone = is_alone
        self.number = randbits(_NUMBER_BITS)
        self.alive = frozenset({self.number})
        self._certain_end: dict[int, float] = {}
        self.leader = ""
        self.leadership = asyncio.Event()
        self.notifications = {Notification.INBOX: asyncio.Event(), Notification.OUTBOX: asyncio.Event()}
        self.is_starting = True
        self.is_active = is_alone
        self.place: int | None = None
        self._held_until = inf
        self._is_lost = False
        self._changed = asyncio.Event()

    @classmethod
    def alone(cls) -> "Replica":
        """Return the only process of a database, which leads."""
        replica = cls(is_alone=True)
        replica.leadership.set()
        return replica

    @property
    def shard(self) -> Shard:
        """The rooms that this process sends to."""
        return Shard(rank=sum(number < self.number for number in self.alive), count=len(self.alive))

    @property
    def role(self) -> str:
        """The role of this process, and what it waits for, as /readyz reports it."""
        if self.is_active:
            return "leader"
        if self.leadership.is_set():
            return "takes over: waits for the data directory, which the process that led before still holds"
        return f"standby: waits for the lease of {self.leader}"

    @property
    def name(self) -> str:
        """The application name of its database connections."""
        return application_name(self.number)

    async def notify(self, connection: AsyncConnection, news: Notification) -> None:
        """Notify the other processes when the transaction is committed."""
        if len(self.alive) > 1:
            await connection.execute(select(func.pg_notify(CHANNEL, news.value)))

    def mark_started(self) -> None:
        """End the start, during which the event loop may block and leases are longer."""
        self.is_starting = False

    async def confirm_lease(self) -> None:
        """Return as soon as this process certainly holds its lease. Raises LeadershipLost.

        After the process was stopped, this waits for an answer of the database.
        """
        while boot_time() >= self._held_until or self._is_lost:
            if self._is_lost:
                raise LeadershipLost
            self._changed.clear()
            await self._changed.wait()

    def has_ended(self, number: int) -> bool:
        """Return whether a process was removed and can no longer believe that it holds its lease."""
        return boot_time() >= self._certain_end.get(number, inf)

    def note_removed(self, others: Mapping[int, float]) -> None:
        """Note removed processes, each with the seconds for which it may not know that it was removed."""
        self._certain_end |= {number: boot_time() + seconds for number, seconds in others.items()}

    async def hold_lease(self, connection: AsyncConnection) -> None:
        """Keep the lease until the transaction ends. Raises LeadershipLost if another process has taken over."""
        if self.place is not None and not await is_held(connection, self.place):
            raise LeadershipLost

    def extend_lease(self, until: float) -> None:
        """Extend the lease until a time of `boot_time`, in seconds."""
        self._held_until = until
        self._changed.set()

    def lose_lease(self) -> None:
        """Mark the lease as lost: `confirm_lease` and `hold_lease` raise LeadershipLost from now on."""
        self._is_lost = True
        self._changed.set()


def boot_time() -> float:
    """Return seconds of a clock that advances while the process or the machine is suspended."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
