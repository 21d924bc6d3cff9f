"""Statements that are compiled once, for what every message asks of the database.

On SQLite most of such a statement's time is SQLAlchemy's: some 200 µs of 205. Here they go straight to the driver, with
SQLAlchemy's text and its conversion of types.
"""

import re
import sqlite3
from collections import namedtuple
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import BindParameter, Delete, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.visitors import iterate

from bot.storage.engine.sqlite_driver import SqliteConnection, get_sqlite_connection

Statement: TypeAlias = Select[Any] | Insert | Update | Delete
Values: TypeAlias = Mapping[str, Any]

# The names of the values, and the lengths of those that are lists.
_Shape: TypeAlias = tuple[tuple[str, int | None], ...]
# Longer lists are left to SQLAlchemy, so that few texts are kept.
_MAX_LIST = 20
_LIST = re.compile(r"__\[POSTCOMPILE_(?P<name>\w+)\]")


class Prepared:
    """A statement with named values; rows are named tuples on SQLite, SQLAlchemy's on PostgreSQL.

    Each method raises DBAPIError.
    """

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._lists = frozenset(_find_lists(statement))
        self._compiled: dict[_Shape, _Compiled] = {}

    async def fetch_all(self, connection: AsyncConnection, values: Values | None = None) -> Sequence[Any]:
        """Return all rows."""
        rows, _ = await self._run(connection, values or {})
        return rows

    async def fetch_first(self, connection: AsyncConnection, values: Values | None = None) -> Any:
        """Return the first row; None if there is none."""
        return next(iter(await self.fetch_all(connection, values)), None)

    async def fetch_value(self, connection: AsyncConnection, values: Values | None = None) -> Any:
        """Return the first value of the first row; None if there is none."""
        row = await self.fetch_first(connection, values)
        return None if row is None else row[0]

    async def execute(self, connection: AsyncConnection, values: Values | None = None) -> int:
        """Return the number of changed rows."""
        _, changed = await self._run(connection, values or {})
        return changed

    async def execute_each(self, connection: AsyncConnection, rows: Sequence[Values]) -> None:
        """Execute the statement with the values of each of at least one row; all rows have the same names."""
        if len(rows) == 1:
            await self.execute(connection, rows[0])
        else:
            await connection.execute(self._statement, rows)

    async def _run(self, connection: AsyncConnection, values: Values) -> tuple[Sequence[Any], int]:
        """Return the rows, and the number of changed ones."""
        compiled = self._compile(connection, values)
        if compiled is not None:
            return await compiled.execute(get_sqlite_connection(connection), values)
        result = await connection.execute(self._statement, values)
        return result.all() if result.returns_rows else (), result.rowcount

    def _compile(self, connection: AsyncConnection, values: Values) -> "_Compiled | None":
        """Return the statement for values of this shape; None if it is to be left to SQLAlchemy."""
        dialect = connection.dialect
        if dialect.name != "sqlite":
            return None
        shape = tuple((name, len(value) if name in self._lists else None) for name, value in values.items())
        found = self._compiled.get(shape)
        if found is None:
            if any(length is not None and not 0 < length <= _MAX_LIST for _, length in shape):
                return None
            found = self._compiled[shape] = _Compiled(self._statement, shape, dialect)
        return found


class _Compiled:
    """A statement as text for SQLite, with how its values and those of its rows are converted."""

    def __init__(self, statement: Statement, shape: _Shape, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=[name for name, _ in shape])
        self._text = _write_lists(compiled.string, compiled.binds, dict(shape))
        self._parameters = [_Parameter(compiled.binds[name], dialect) for name in compiled.positiontup]
        columns = [*statement.exported_columns]
        row: Any = namedtuple("row", [column.key for column in columns], rename=True)  # type: ignore[misc]  # noqa: PYI024
        self._make_row = row._make
        self._converts = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]

    async def execute(self, connection: SqliteConnection, values: Values) -> tuple[Sequence[Any], int]:
        """Return the rows, and the number of changed ones. Raises DBAPIError."""
        given = [each for parameter in self._parameters for each in parameter.convert(values)]
        try:
            rows, changed = await connection.execute_directly(self._text, given)
        except sqlite3.Error as error:
            raise DBAPIError(self._text, None, error, hide_parameters=True) from error
        return [self._read(row) for row in rows], changed

    def _read(self, row: Sequence[Any]) -> Any:
        return self._make_row(
            value if convert is None else convert(value) for value, convert in zip(row, self._converts, strict=True)
        )


class _Parameter:
    """The place of a value, or of a list of values."""

    def __init__(self, bound: BindParameter[Any], dialect: Dialect) -> None:
        self._name = bound.key
        self._default = bound.effective_value
        self._is_list = bound.expanding
        self._is_required = bound.required
        self._convert = bound.type.dialect_impl(dialect).bind_processor(dialect)

    def convert(self, values: Values) -> Sequence[Any]:
        """Return what SQLite is given for it. Raises KeyError if a value is missing."""
        value = values[self._name] if self._is_required else values.get(self._name, self._default)
        some = value if self._is_list else [value]
        return some if self._convert is None else [self._convert(each) for each in some]


def _find_lists(statement: Statement) -> Iterator[str]:
    """Yield the names of the values that are lists."""
    for element in iterate(statement):
        if isinstance(element, BindParameter) and element.expanding:
            yield element.key


def _write_lists(text: str, bound: Mapping[str, BindParameter[Any]], lengths: Mapping[str, int | None]) -> str:
    """Return the text with a question mark for each value of a list, whose place SQLAlchemy marks by its name.

    Lists that are part of the statement have no length in `lengths`.
    """

    def write(found: re.Match[str]) -> str:
        name = found["name"]
        length = lengths.get(name)
        values: Any = bound[name].effective_value
        return ", ".join("?" * (len(values) if length is None else length))

    return _LIST.sub(write, text)
