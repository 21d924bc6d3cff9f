"""Rows of any table, whatever columns it has or will have."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, DateTime, LargeBinary, Table

from bot.storage.engine.tables import Moment

_NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def whole(table: Table, row: dict[str, Any], number: int) -> dict[str, Any]:
    """With these values, and whatever else the table wants; rows with other numbers differ in it."""
    wanted = [column for column in table.c if not column.nullable and column.name not in row]
    return {**row, **{column.name: _any(column, number) for column in wanted}}


def _any(column: Column[Any], number: int) -> Any:
    match column.type:
        case Moment() | DateTime():
            return _NOW
        case Boolean():
            return False
        case JSON():
            return {}
        case LargeBinary():
            return b""
        case _ if issubclass(column.type.python_type, int):
            return number
        case _:
            return f"x{number}"
