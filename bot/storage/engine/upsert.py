"""Insertion that yields to rows already there: the same in both databases but for the name."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

    Insert = postgresql.Insert | sqlite.Insert


async def put(connection: AsyncConnection, table: Table, row: Mapping[str, Any]) -> None:
    """Insert a row, or replace the one with the same primary key; `row` holds every column."""
    await connection.execute(_put(connection.dialect.name, table), row)


async def put_new(connection: AsyncConnection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless a unique constraint forbids it; return whether it was inserted."""
    return (await connection.execute(_put_new(connection.dialect.name, table), row)).first() is not None


def insert(connection: AsyncConnection, table: Table) -> "Insert":
    """Return an insertion that understands `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return _insert(connection.dialect.name, table)


@cache
def _put(dialect: str, table: Table) -> "Insert":
    statement = _insert(dialect, table)
    replaced = {column.name: column for column in statement.excluded if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=[*table.primary_key], set_=replaced)


@cache
def _put_new(dialect: str, table: Table) -> Executable:
    return _insert(dialect, table).on_conflict_do_nothing().returning(*table.primary_key)


def _insert(dialect: str, table: Table) -> "Insert":
    if dialect == "sqlite":
        return sqlite.insert(table)
    # Loaded with the connection.
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    return postgresql.insert(table)
