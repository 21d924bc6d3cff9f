"""Statements that are compiled once, on both databases."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import BindParameter, bindparam, insert, null, select, update
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database
from bot.storage.engine.prepared import Prepared
from bot.storage.engine.tables import deliveries, drafts

SIGNED: BindParameter[Any] = bindparam("signed", expanding=True)
FOUND = (
    select(drafts)
    .where(drafts.c.text.in_(SIGNED), drafts.c.platform.in_(("matrix", "telegram")), drafts.c.topic.is_(None))
    .order_by(drafts.c.number)
)
CHANGE = update(drafts).where(drafts.c.text == bindparam("of")).values(topic=bindparam("to"), message=null())


def draft(now: datetime, **values: object) -> dict[str, object]:
    return {"platform": "matrix", "sender": "@anna:example.org", "text": "Grüße", "expires_at": now, **values}


async def add(connection: AsyncConnection, now: datetime) -> Any:
    """Add four drafts, one with a document and a time of another zone, and return that."""
    addition = Prepared(insert(drafts).returning(drafts))
    there = now.astimezone(timezone(timedelta(hours=-5)))
    first = await addition.fetch_first(connection, draft(there, attachment={"parts": ["ä", None, 1]}, message="$1"))
    await addition.execute_each(connection, [draft(now, text=text) for text in ("b", "c")])
    await addition.execute(connection, draft(now, text="d", platform="console", attachment=None))
    return first


async def test_rows_are_those_of_sqlalchemy(database: Database, now: datetime) -> None:
    prepared = Prepared(FOUND)
    async with database.begin() as unit:
        first = await add(unit.connection, now)
        assert (first.attachment, first.expires_at) == ({"parts": ["ä", None, 1]}, now)
        for texts in (["Grüße"], ["c", "Grüße", "d"], ["c", "b"], ["d"], [], [str(n) for n in range(99)] + ["b"]):
            expected = (await unit.connection.execute(FOUND, {"signed": texts})).all()
            found = await prepared.fetch_all(unit.connection, {"signed": texts})
            assert [row._asdict() for row in found] == [row._asdict() for row in expected]
            assert await prepared.fetch_value(unit.connection, {"signed": texts}) == (
                expected[0].number if expected else None
            )


async def test_changed_rows_are_counted(database: Database, now: datetime) -> None:
    change = Prepared(CHANGE)
    async with database.begin() as unit:
        await add(unit.connection, now)
        assert await change.execute(unit.connection, {"of": "Grüße", "to": "sprache"}) == 1
        assert await change.execute(unit.connection, {"of": "nobody's", "to": "sprache"}) == 0
        found = await unit.connection.execute(select(drafts.c.topic, drafts.c.message).order_by(drafts.c.number))
    assert [tuple(row) for row in found] == [("sprache", None), *3 * [(None, None)]]


async def test_a_failure_undoes_the_transaction(database: Database, now: datetime) -> None:
    addition = Prepared(insert(drafts))
    with pytest.raises(DBAPIError):
        async with database.begin() as unit:
            await addition.execute(unit.connection, draft(now, text=None))
    async with database.begin() as unit:
        assert (await unit.connection.execute(select(drafts))).all() == []


async def test_a_missing_value_is_an_error(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await add(unit.connection, now)
        with pytest.raises((KeyError, StatementError), match="of"):
            await Prepared(CHANGE).execute(unit.connection, {"to": "sprache"})


async def test_a_document_may_be_a_list(database: Database, now: datetime) -> None:
    message = {"id": "1", "platform": "matrix", "room": "!r", "text": "a", "kind": "reply", "action": "message"}
    state = {"state": "pending", "attempts": 0, "due_at": now, "created_at": now}
    addition = Prepared(insert(deliveries).returning(deliveries.c.choices))
    async with database.begin() as unit:
        choices = [{"label": "Ja"}, {"label": "Nein"}]
        assert await addition.fetch_value(unit.connection, {**message, **state, "choices": choices}) == choices
