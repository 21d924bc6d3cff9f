"""The line of the processes that work on one PostgreSQL database: each holds a lease there, and the first one leads.

A lease ends by the clock of the database, or with the connection on which its holder keeps an advisory lock under its
own number (https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS). A place in the line is a
fencing token: it is never given twice, and whoever has lost it can't have it back.
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

from bot.storage.engine.advisory_locks import AdvisoryLock
from bot.storage.engine.tables import leases

# How PostgreSQL marks an advisory lock that has two numbers.
_TWO_NUMBERS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Lease:
    """`place` grows with every process that enters; `machine` says where the holder runs."""

    place: int
    holder: int
    machine: str


def application_name(holder: int) -> str:
    """Return the name that all connections of a process bear in the database."""
    return f"lotse-{holder}"


class LeaseStore:
    """On a connection of its own, every call a transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def enter(self, holder: int, machine: str, seconds: float) -> int:
        """Return the new place, which is behind all others.

        It is one statement, so that nobody can be stopped in the middle of it and keep all others from entering.
        """
        await self._connection.execute(select(func.pg_advisory_lock(AdvisoryLock.REPLICA.value, holder)))
        # Places are seen by the others in the order in which they are given.
        turn = select(func.pg_advisory_xact_lock(AdvisoryLock.SERVICE.value)).cte("turn")
        row = select(literal(holder), literal(machine), _expires_in(seconds)).select_from(turn)
        names = [leases.c.holder, leases.c.machine, leases.c.expires_at]
        place: int = await self._connection.scalar(insert(leases).from_select(names, row).returning(leases.c.place))
        return place

    async def renew(self, place: int, seconds: float) -> bool:
        """Return False if the place is lost."""
        renewed = update(leases).where(leases.c.place == place).values(expires_at=_expires_in(seconds))
        return (await self._connection.execute(renewed)).rowcount == 1

    async def line(self) -> Sequence[Lease]:
        """All that work on the database, the leading one first."""
        rows = await self._connection.execute(select(leases).order_by(leases.c.place))
        return [Lease(place=row.place, holder=row.holder, machine=row.machine) for row in rows]

    async def remove_others(self, place: int) -> Mapping[int, float]:
        """Remove the leases of all others that are over, after everything that their holders had begun.

        Return the holders, each with the seconds for which it may still believe that it holds its lease, as when only
        its connection was cut. Whoever stands behind others that live leaves it to them: whoever leads has seen the
        end of all that led before.
        """
        is_over = or_(leases.c.expires_at < func.clock_timestamp(), ~_is_connected())
        rows = select(leases.c.place, leases.c.holder, is_over.label("is_over")).where(leases.c.place != place)
        others = [*await self._connection.execute(rows)]
        over = [row.holder for row in others if row.is_over]
        if not over or any(row.place < place and not row.is_over for row in others):
            return {}
        await self._disconnect(over)
        left = func.extract("epoch", leases.c.expires_at - func.clock_timestamp())
        # Waits for transactions that hold the lease.
        removed = (
            delete(leases).where(leases.c.holder.in_(over), is_over).returning(leases.c.holder, left.label("left"))
        )
        return {row.holder: max(0.0, float(row.left)) for row in await self._connection.execute(removed)}

    async def leave(self, place: int) -> None:
        await self._connection.execute(delete(leases).where(leases.c.place == place))

    async def _disconnect(self, holders: Iterable[int]) -> None:
        """End their sessions: one that hangs would keep what it has locked, and one that wakes up must not commit."""
        sessions = table("pg_stat_activity", *map(column, ("pid", "datname", "usename", "application_name")))
        theirs = select(func.pg_terminate_backend(sessions.c.pid)).where(
            sessions.c.datname == func.current_database(),
            sessions.c.usename == func.current_user(),
            sessions.c.application_name.in_([application_name(holder) for holder in holders]),
        )
        await self._connection.execute(theirs)


async def is_held(connection: AsyncConnection, place: int) -> bool:
    """Return whether the lease is still there; if so, it can't be removed until the transaction ends."""
    # Does not keep the holder from renewing it meanwhile.
    row = select(leases.c.place).where(leases.c.place == place).with_for_update(read=True, key_share=True)
    return await connection.scalar(row) is not None


def _expires_in(seconds: float) -> ColumnElement[Any]:
    return func.clock_timestamp() + literal(timedelta(seconds=seconds))


async def is_in_use(connection: AsyncConnection) -> bool:
    """Return whether a process works on the database, also one of a version that knows no leases."""
    return await connection.scalar(_select_connected().limit(1)) is not None


def _is_connected() -> ColumnElement[bool]:
    return leases.c.holder.in_(_select_connected())


def _select_connected() -> Select[int]:
    """The numbers of the processes that are connected."""
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
