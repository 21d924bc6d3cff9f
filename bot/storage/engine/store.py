"""The base class of all stores."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine.sql import insert_new, upsert


class Store:
    """The rows of one subject, inside the transaction of a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def _first(self, statement: Select[Any], values: Mapping[str, Any] | None = None) -> Row[Any] | None:
        row: Row[Any] | None = (await self._connection.execute(statement, values)).first()
        return row

    async def _upsert(self, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Insert a row, or update the one that has this key."""
        statement = upsert(self._connection.dialect.name, table, (*key,), (*values,))
        await statement.execute(self._connection, {**key, **values})

    async def _insert_new(self, table: Table, row: Mapping[str, Any]) -> bool:
        """Insert a row unless a unique constraint forbids it; return whether it was inserted."""
        statement = insert_new(self._connection.dialect.name, table)
        return await statement.fetch_first(self._connection, row) is not None

    async def _delete_some(self, table: Table, which: ColumnElement[bool], limit: int) -> int:
        """Delete at most `limit` rows of those that fulfil the condition; return how many."""
        key = tuple_(*table.primary_key)
        some = select(*table.primary_key).where(which).limit(limit)
        return (await self._connection.execute(delete(table).where(key.in_(some)))).rowcount
