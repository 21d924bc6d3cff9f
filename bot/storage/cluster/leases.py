"""Leases of the processes that work on one PostgreSQL database; the holder of the oldest one leads.

A lease ends by the clock of the database, or with the connection on which its holder keeps an advisory lock under its
own number (https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS). Its place is a fencing token:
it is never assigned twice, and can't be regained.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ScalarSelect,
    Select,
    cast,
    column,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    table,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine.sql import AdvisoryLock
from bot.storage.engine.store import Store
from bot.storage.engine.tables import leases

# `objsubid` of advisory locks that have two keys.
_TWO_NUMBERS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Lease:
    """A place in line; it grows with every process that enters. `machine` says where the holder runs."""

    place: int
    holder: int
    machine: str


def application_name(holder: int) -> str:
    """Return the name under which the connections of a process are listed in the database."""
    return f"lotse-{holder}"


class LeaseStore(Store):
    """The leases, on a connection of its own; each call is a transaction."""

    async def enter(self, holder: int, machine: str, seconds: float) -> int:
        """Return a new place behind all others.

        This is one statement, so that a process stopped in the middle of it can't keep the others from entering.
        """
        await self._connection.execute(select(func.pg_advisory_lock(AdvisoryLock.REPLICA.value, holder)))
        # The lock makes places visible in the order in which they are assigned.
        turn = select(func.pg_advisory_xact_lock(AdvisoryLock.SERVICE.value)).cte("turn")
        row = select(literal(holder), literal(machine), _expires_in(seconds)).select_from(turn)
        names = [leases.c.holder, leases.c.machine, leases.c.expires_at]
        place: int = await self._connection.scalar(insert(leases).from_select(names, row).returning(leases.c.place))
        return place

    async def renew(self, place: int, seconds: float) -> bool:
        """Return False if the place is lost."""
        renewed = update(leases).where(leases.c.place == place).values(expires_at=_expires_in(seconds))
        return (await self._connection.execute(renewed)).rowcount == 1

    async def list(self) -> Sequence[Lease]:
        """Return all leases, that of the leader first."""
        rows = await self._connection.execute(select(leases).order_by(leases.c.place))
        return [Lease(place=row.place, holder=row.holder, machine=row.machine) for row in rows]

    async def remove_others(self, place: int) -> Mapping[int, float]:
        """Remove the ended leases of others, after everything that their holders had begun.

        Return the holders, each with the seconds for which it may still believe that it holds its lease, as when only
        its connection was cut. A process behind others that live leaves the removal to them: the leader has seen the
        end of all earlier leaders.
        """
        is_over = or_(leases.c.expires_at < func.clock_timestamp(), ~_is_connected())
        rows = select(leases.c.place, leases.c.holder, is_over.label("is_over")).where(leases.c.place != place)
        others = [*await self._connection.execute(rows)]
        over = [row.holder for row in others if row.is_over]
        if not over or any(row.place < place and not row.is_over for row in others):
            return {}
        await self._disconnect(over)
        left = func.extract("epoch", leases.c.expires_at - func.clock_timestamp())
        # This waits for transactions that hold the lease.
        removed = (
            delete(leases).where(leases.c.holder.in_(over), is_over).returning(leases.c.holder, left.label("left"))
        )
        return {row.holder: max(0.0, float(row.left)) for row in await self._connection.execute(removed)}

    async def leave(self, place: int) -> None:
        await self._connection.execute(delete(leases).where(leases.c.place == place))

    async def _disconnect(self, holders: Iterable[int]) -> None:
        """End the sessions of these holders: one that hangs would keep its locks, one that wakes up must not commit."""
        sessions = table("pg_stat_activity", *map(column, ("pid", "datname", "usename", "application_name")))
        theirs = select(func.pg_terminate_backend(sessions.c.pid)).where(
            sessions.c.datname == func.current_database(),
            sessions.c.usename == func.current_user(),
            sessions.c.application_name.in_([application_name(holder) for holder in holders]),
        )
        await self._connection.execute(theirs)


async def is_held(connection: AsyncConnection, place: int) -> bool:
    """Return whether the lease exists; if so, it can't be removed until the transaction ends."""
    # The lock mode permits the holder to renew the lease meanwhile.
    row = select(leases.c.place).where(leases.c.place == place).with_for_update(read=True, key_share=True)
    return await connection.scalar(row) is not None


def _expires_in(seconds: float) -> ColumnElement[Any]:
    return func.clock_timestamp() + literal(timedelta(seconds=seconds))


async def is_in_use(connection: AsyncConnection) -> bool:
    """Return whether a process works on the database, including versions without leases."""
    return await connection.scalar(_select_connected().limit(1)) is not None


def _is_connected() -> ColumnElement[bool]:
    return leases.c.holder.in_(_select_connected())


def _select_connected() -> Select[int]:
    """Return a query for the numbers of the connected processes."""
    locks = table("pg_locks", *map(column, ("locktype", "granted", "database", "classid", "objid", "objsubid")))
    return select(cast(locks.c.objid, BigInteger)).where(
        locks.c.locktype == "advisory",
        locks.c.granted,
        locks.c.database == _select_database(),
        cast(locks.c.classid, BigInteger) == AdvisoryLock.REPLICA.value,
        locks.c.objsubid == _TWO_NUMBERS,
    )


def _select_database() -> ScalarSelect[Any]:
    databases = table("pg_database", column("oid"), column("datname"))
    return select(databases.c.oid).where(databases.c.datname == func.current_database()).scalar_subquery()
