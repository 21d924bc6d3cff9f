"""The knowledge in force, as a command reads it from the file."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.storage.adapters.knowledge import DatabaseKnowledge
from bot.storage.database import open_database
from bot.storage.engine.sqlite_files import HEAD
from bot.storage.knowledge.sqlite_file import read_knowledge
from knowledge.entries import Faq, Knowledge, Source
from tests.prepared import bundle

_NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_ADDED = Faq(id="faq/neu", title="Was ist neu?", text="Alles.", source=Source(name="LaKI"), as_of="2026")


async def _made(file: Path, *knowledge: Knowledge) -> Knowledge:
    async with open_database(f"sqlite+aiosqlite:///{file}") as database:
        store = DatabaseKnowledge(database)
        for each in knowledge:
            await store.import_(each, "anna", _NOW)
        return await store.load()


def _change(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


def test_it_is_what_the_service_answers_from(tmp_path: Path) -> None:
    file = tmp_path / "lotse.db"
    every = bundle()
    in_force = asyncio.run(_made(file, every, Knowledge(faqs=(*every.faqs[1:], _ADDED))))
    assert read_knowledge(file) == in_force
    assert _ADDED in in_force.faqs
    assert every.faqs[0] not in in_force.faqs


def test_nothing_is_made_beside_the_file(tmp_path: Path) -> None:
    file = tmp_path / "lotse.db"
    asyncio.run(_made(file, bundle()))
    before = {each.name for each in tmp_path.iterdir()}
    assert read_knowledge(file) is not None
    assert {each.name for each in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE alembic_version SET version_num = '0001'",
        "UPDATE alembic_version SET version_num = '9999'",
        "DELETE FROM alembic_version",
        "DROP TABLE alembic_version",
        "DELETE FROM revisions",
        "DROP TABLE records",
        "UPDATE records SET document = '{' WHERE id = 'centre/bochum'",
        """UPDATE records SET document = '{"kind": "centre"}' WHERE id = 'centre/bochum'""",
    ],
)
def test_what_is_not_as_this_version_writes_it_is_left_to_others(statement: str, tmp_path: Path) -> None:
    file = tmp_path / "lotse.db"
    asyncio.run(_made(file, bundle()))
    assert read_knowledge(file) is not None
    _change(file, statement)
    assert read_knowledge(file) is None


@pytest.mark.parametrize("content", [b"no database" * 500, b"", None])
def test_a_file_that_is_no_database_is_left_to_others(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "lotse.db"
    if content is not None:
        file.write_bytes(content)
    assert read_knowledge(file) is None


def test_the_revision_is_that_of_the_migrations(tmp_path: Path) -> None:
    file = tmp_path / "lotse.db"
    asyncio.run(_made(file))
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
