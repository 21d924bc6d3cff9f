"""Personal data: everything stored about a person, in all tables."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, false, or_, select, tuple_

from bot.storage.engine.sql import is_from_any
from bot.storage.engine.store import Store
from bot.storage.engine.tables import (
    carried_messages,
    deliveries,
    directs,
    link_requests,
    metadata,
    reader_tags,
    readers,
    verifications,
)
from handlers.announcements.model.announcement import format_account
from handlers.core.events import PlatformName, Sender

# Columns that name an account, such as `matrix:@anna:example.org`.
ACCOUNT_COLUMNS = ("author", "approver", "decided_by")
# Not exported: secrets, and columns that are not about the person.
_REQUEST_COLUMNS = frozenset({"number", "expires_at"})
_LEFT_OUT = frozenset({"digest", "document", "progress", "told", "step", "attachments"})


class PersonalDataStore(Store):
    """Implements handlers.context.ports.PersonalData."""

    async def export(self, senders: Sequence[Sender]) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        found: dict[str, Sequence[Mapping[str, Any]]] = {}
        for table in metadata.sorted_tables:
            theirs = is_about(table, senders)
            if theirs is not None:
                columns = [column for column in table.c if _is_exported(column)]
                rows = await self._connection.execute(select(*columns).where(theirs))
                found[table.name] = [dict(_to_json(row)) for row in rows.mappings()]
        return {name: rows for name, rows in found.items() if rows}


def _is_exported(column: Column[Any]) -> bool:
    """Return whether to export a column; unconfirmed link requests hide the other account."""
    return column.name not in _LEFT_OUT and (column.table is not link_requests or column.name in _REQUEST_COLUMNS)


def is_about(table: Table, senders: Sequence[Sender]) -> ColumnElement[bool] | None:
    """Return the condition for rows about these accounts of one person; None if a table can have none."""
    ways = [*_list_conditions(table, senders)]
    return or_(false(), *ways) if ways else None


def _list_conditions(table: Table, senders: Sequence[Sender]) -> Iterator[ColumnElement[bool]]:
    if {"platform", "sender"} <= {*table.c.keys()}:
        yield is_from_any(table, senders)
    for name in ACCOUNT_COLUMNS:
        if name in table.c:
            yield table.c[name].in_([format_account(sender) for sender in senders])
    if table is reader_tags:
        theirs = select(readers.c.platform, readers.c.room, readers.c.thread).where(is_from_any(readers, senders))
        yield tuple_(table.c.platform, table.c.room, table.c.thread).in_(theirs)
    if table in (carried_messages, deliveries):
        chats = select(directs.c.platform, directs.c.room).where(is_from_any(directs, senders))
        yield tuple_(table.c.platform, table.c.room).in_(chats)
    if table is deliveries:
        yield from (is_mentioned(sender) for sender in senders)
    for role in ("asked", "giver"):
        if {f"{role}_platform", f"{role}_sender"} <= {*table.c.keys()}:
            other = tuple_(table.c[f"{role}_platform"], table.c[f"{role}_sender"])
            yield other.in_([(sender.platform.value, sender.id) for sender in senders])
    if table is verifications:
        yield table.c.user_id.in_([sender.id for sender in senders if sender.platform is PlatformName.MATRIX])


def is_mentioned(sender: Sender) -> ColumnElement[bool]:
    """Return the condition for deliveries that mention this account or are for it alone."""
    named = deliveries.c.mention["id"].as_string() == sender.id
    return or_(and_(deliveries.c.platform == sender.platform.value, named), is_private_to(sender))


def is_private_to(sender: Sender) -> ColumnElement[bool]:
    """Return the condition for deliveries that this account alone may read."""
    return and_(deliveries.c.platform == sender.platform.value, deliveries.c.private_to == sender.id)


def _to_json(row: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the columns of a row that have a value, as JSON can hold it."""
    for name, value in row.items():
        if value is not None:
            yield str(name), value.isoformat() if isinstance(value, datetime) else value
