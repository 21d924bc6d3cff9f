"""Addresses as columns, and back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, Table, and_, bindparam, false, or_

from handlers.core.events import Address, PlatformName, RoomId, Sender, ThreadId


def matches(*columns: Column[Any]) -> ColumnElement[bool]:
    """Return the condition that columns have the values given under their names when a statement is executed.

    A statement with it is built once, at import: building one takes several times as long as executing it.
    """
    return and_(*(column == bindparam(column.name) for column in columns))


def address_key(address: Address) -> dict[str, str]:
    """As part of a primary key, which can't be null."""
    return {"platform": address.platform.value, "room": address.room, "thread": address.thread or ""}


def read_address(row: Row[Any]) -> Address:
    thread = ThreadId(row.thread) if row.thread else None
    return Address(platform=PlatformName(row.platform), room=RoomId(row.room), thread=thread)


def sender_key(sender: Sender) -> dict[str, str]:
    """As a primary key, or part of one."""
    return {"platform": sender.platform.value, "sender": sender.id}


def is_from(table: Table, sender: Sender) -> ColumnElement[bool]:
    return and_(table.c.platform == sender.platform.value, table.c.sender == sender.id)


def is_from_any(table: Table, senders: Sequence[Sender]) -> ColumnElement[bool]:
    """Those of any of these accounts."""
    return or_(false(), *(is_from(table, sender) for sender in senders))


def read_sender(row: Row[Any]) -> Sender:
    return Sender(platform=PlatformName(row.platform), id=row.sender)


def is_in_room(table: Table, platform: PlatformName, room: RoomId) -> ColumnElement[bool]:
    """Whatever stands in a room, in its threads too."""
    return and_(table.c.platform == platform.value, table.c.room == room)
