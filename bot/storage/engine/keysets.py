"""Pages of a list that go on after a row, in the order of what the list is sorted by."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, false, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection


async def go_on(
    page: Select[Any],
    keys: Sequence[ColumnElement[Any]],
    after: int | None,
    connection: AsyncConnection,
    *,
    is_descending: bool,
) -> Select[Any]:
    """Return a statement in the order of keys, from the row on that follows the one whose last key is `after`.

    The last key tells rows apart. The others are read from that row as it is now; without it there are no rows.
    """
    page = page.order_by(*(key.desc() if is_descending else key for key in keys))
    if after is None:
        return page
    last = (await connection.execute(select(*keys).where(keys[-1] == after))).first()
    if last is None:
        return page.where(false())
    here = tuple_(*keys)
    there = tuple_(*(literal(value, key.type) for value, key in zip(last, keys, strict=True)))
    return page.where(here < there if is_descending else here > there)
