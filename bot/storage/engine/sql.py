"""SQL that stores share: columns of addresses, senders and persons, upserts, advisory locks."""

from collections.abc import Sequence
from enum import IntEnum, unique
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    Table,
    and_,
    bindparam,
    func,
    literal,
    select,
    tuple_,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine.prepared import Prepared
from bot.storage.engine.tables import people
from handlers.core.events import Address, PlatformName, RoomId, Sender, ThreadId


@unique
class AdvisoryLock(IntEnum):
    """Numbers of advisory locks that nothing else in the database is likely to use."""

    SCHEMA = 5_417_001
    KNOWLEDGE = 5_417_002
    SERVICE = 5_417_003
    REPLICA = 5_417_004


def take_advisory_lock(connection: Connection, turn: AdvisoryLock) -> None:
    """Wait for other transactions with this lock. SQLite lets only one transaction write anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(turn.value)))


if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

    Insert = postgresql.Insert | sqlite.Insert


def insert(connection: AsyncConnection, table: Table) -> "Insert":
    """Return an insertion with `on_conflict_do_nothing` and `on_conflict_do_update` for the dialect in use."""
    return _insert(connection.dialect.name, table)


@cache
def upsert(dialect: str, table: Table, key: tuple[str, ...], values: tuple[str, ...]) -> Prepared:
    """Return an insertion that sets these values in the row that has this key, if there is one."""
    statement = _insert(dialect, table)
    changed = {name: statement.excluded[name] for name in values}
    return Prepared(statement.on_conflict_do_update(index_elements=key, set_=changed))


@cache
def insert_new(dialect: str, table: Table) -> Prepared:
    """Return an insertion that is left out where a unique constraint forbids it; else it returns the key."""
    return Prepared(_insert(dialect, table).on_conflict_do_nothing().returning(*table.primary_key))


def _insert(dialect: str, table: Table) -> "Insert":
    if dialect == "sqlite":
        return sqlite.insert(table)
    # Imported here, as only a connection to PostgreSQL loads it.
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    return postgresql.insert(table)


def matches(*columns: Column[Any]) -> ColumnElement[bool]:
    """Return the condition that columns have the values given under their names when a statement is executed.

    A statement with it is built once, at import: building one takes several times as long as executing it.
    """
    return and_(*(column == bindparam(column.name) for column in columns))


def person_key(table: Table) -> ColumnElement[str]:
    """Return an expression that is equal for all rows of one person, and null for rows of nobody."""
    theirs = and_(people.c.platform == table.c.platform, people.c.sender == table.c.sender)
    person = select(people.c.person).where(theirs).correlate(table).scalar_subquery()
    return func.coalesce(person, table.c.platform + literal(" ") + table.c.sender)


def address_key(address: Address) -> dict[str, str]:
    """Return the columns of an address as part of a primary key, which can't be null."""
    return {"platform": address.platform.value, "room": address.room, "thread": address.thread or ""}


def read_address(row: Row[Any]) -> Address:
    thread = ThreadId(row.thread) if row.thread else None
    return Address(platform=PlatformName(row.platform), room=RoomId(row.room), thread=thread)


def sender_key(sender: Sender) -> dict[str, str]:
    """Return the columns of a sender as a primary key, or part of one."""
    return {"platform": sender.platform.value, "sender": sender.id}


def is_from(table: Table, sender: Sender) -> ColumnElement[bool]:
    return and_(table.c.platform == sender.platform.value, table.c.sender == sender.id)


def is_from_any(table: Table, senders: Sequence[Sender]) -> ColumnElement[bool]:
    """Return the condition for rows of any of these accounts."""
    return tuple_(table.c.platform, table.c.sender).in_([(each.platform.value, each.id) for each in senders])


def read_sender(row: Row[Any]) -> Sender:
    return Sender(platform=PlatformName(row.platform), id=row.sender)


def is_in_room(table: Table, platform: PlatformName, room: RoomId) -> ColumnElement[bool]:
    """Return the condition for rows of a room, including its threads."""
    return and_(table.c.platform == platform.value, table.c.room == room)
