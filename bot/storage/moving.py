"""Copy a whole database into another one, also of another kind."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Table, func, insert, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database
from bot.storage.engine.failures import MoveError
from bot.storage.engine.schema import read_version
from bot.storage.engine.tables import metadata

_BATCH_SIZE = 1_000

ReportProgress = Callable[[str, int], None]


async def count_rows(database: Database) -> Mapping[str, int]:
    """Return the number of rows of each table."""
    async with database.begin() as unit:
        return {table.name: await _count(unit.connection, table) for table in metadata.sorted_tables}


async def move_database(source: Database, target: Database, told: ReportProgress) -> None:
    """Copy all rows or none, counted on both sides; report the rows of a table as they are copied. Raises MoveError."""
    async with source.begin() as here, target.begin() as there:
        if (await here.connection.run_sync(read_version)).is_newer:
            raise MoveError("The database was written by a newer version of Lotse: move it with that one.")
        filled = [table.name for table in metadata.sorted_tables if await _count(there.connection, table)]
        if filled:
            raise MoveError(f"The other database is not empty ({', '.join(filled)}): give an empty one.")
        for table in metadata.sorted_tables:
            copied = await _copy(table, here.connection, there.connection, told)
            if copied != await _count(here.connection, table) or copied != await _count(there.connection, table):
                raise MoveError(f"Not all rows of {table.name} have arrived; nothing is changed.")


async def _copy(table: Table, here: AsyncConnection, there: AsyncConnection, told: ReportProgress) -> int:
    copied, key = 0, tuple_(*table.primary_key)
    page = select(table).order_by(*table.primary_key).limit(_BATCH_SIZE)
    rows = (await here.execute(page)).mappings().all()
    while rows:
        await there.execute(insert(table), [dict(row) for row in rows])
        copied += len(rows)
        told(table.name, len(rows))
        last = tuple(rows[-1][column.name] for column in table.primary_key)
        rows = (await here.execute(page.where(key > last))).mappings().all()
    if there.dialect.name == "postgresql":
        await _continue_sequence(table, there)
    return copied


async def _continue_sequence(table: Table, there: AsyncConnection) -> None:
    """Let the next row of a PostgreSQL table get the next number."""
    column = table.autoincrement_column
    if column is None:
        return
    sequence = await there.scalar(
        text("SELECT pg_get_serial_sequence(:table, :column)"), _sequence_parameters(table, column.name)
    )
    if sequence is not None:
        last = await there.scalar(select(func.max(column)))
        await there.execute(select(func.setval(sequence, last or 1, last is not None)))


def _sequence_parameters(table: Table, column: str) -> dict[str, Any]:
    return {"table": table.name, "column": column}


async def _count(connection: AsyncConnection, table: Table) -> int:
    return await connection.scalar(select(func.count()).select_from(table)) or 0
