"""The database is created, migrated and guarded."""

import asyncio
import os
import stat
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias, cast

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, create_engine, func, insert, inspect, make_url, select, text
from sqlalchemy.exc import DBAPIError

from bot.cli import execute
from bot.storage.database import Database, DatabaseTooNew, new_engine, open_database, open_without_upgrade
from bot.storage.engine.schema import HEAD, support
from bot.storage.engine.sql import AdvisoryLock
from bot.storage.engine.tables import metadata
from bot.storage.engine.upgrade import alembic_config, downgrade, upgrade
from handlers.core.events import Sender
from tests.rows import whole

REVISIONS = sorted(script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions())

# What the migrations note of themselves.
NOTES = ("alembic_version", support.name)

_MIGRATION = """
from alembic import op
import sqlalchemy as sa

revision, down_revision, is_additive = "{revision}", "{before}", {additive}


def upgrade():
    op.add_column("preferences", sa.Column("added_by_{revision}", sa.Integer, nullable=True))


def downgrade():
    op.drop_column("preferences", "added_by_{revision}")
"""

Contents: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]


async def test_the_migrations_lead_to_the_tables(database: Database) -> None:
    async with database.begin() as unit:
        assert await unit.connection.run_sync(_differences) == []


async def test_a_database_keeps_its_content(url: str, anna: Sender) -> None:
    async with open_database(url) as database, database.begin() as unit:
        await unit.preferences.choose_language(anna, "en")
    async with open_database(url) as database, database.begin() as unit:
        assert await unit.preferences.language(anna) == "en"


async def test_a_newer_database_is_left_alone(url: str, anna: Sender) -> None:
    async with open_database(url) as database, database.begin() as unit:
        await unit.preferences.choose_language(anna, "en")
        await unit.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew, match=rf"newer version of Lotse .* revision 9999, .* up to {HEAD}"):
        async with open_database(url):
            pass


async def made_by_a_later_version(url: str, versions: Path, additive: Sequence[bool]) -> str:
    """A database after so many made-up later migrations; returns its revision."""
    before = HEAD
    for number, each in enumerate(additive, 9001):
        migration = _MIGRATION.format(revision=number, before=before, additive=each)
        (versions / f"{number}_made_up.py").write_text(migration, encoding="utf-8")
        before = str(number)
    engine = new_engine(make_url(url))
    async with engine.begin() as connection:
        await connection.run_sync(upgrade, alembic_config(versions))
    await engine.dispose()
    return before


@pytest.mark.parametrize("opened", [open_database, open_without_upgrade])
async def test_an_older_version_runs_where_later_migrations_only_add(
    url: str, anna: Sender, tmp_path: Path, caplog: pytest.LogCaptureFixture, opened: Any
) -> None:
    found = await made_by_a_later_version(url, tmp_path, [True, True])
    async with opened(url) as database, database.begin() as unit:
        await unit.preferences.choose_language(anna, "en")
        assert await unit.preferences.language(anna) == "en"
        assert await unit.connection.scalar(text("SELECT version_num FROM alembic_version")) == found
    (warning,) = [record.getMessage() for record in caplog.records]
    assert f"revision {found}" in warning
    assert HEAD in warning


@pytest.mark.parametrize("opened", [open_database, open_without_upgrade])
@pytest.mark.parametrize("additive", [[False], [True, False], [False, True]])
async def test_an_older_version_refuses_where_later_migrations_change_something(
    url: str, tmp_path: Path, additive: list[bool], opened: Any
) -> None:
    found = await made_by_a_later_version(url, tmp_path, additive)
    with pytest.raises(DatabaseTooNew, match=rf"newer version of Lotse .* revision {found}, .* up to {HEAD}"):
        async with opened(url):
            pass


async def test_an_older_version_runs_again_after_the_way_back(url: str, tmp_path: Path) -> None:
    await made_by_a_later_version(url, tmp_path, [True, False])
    engine = new_engine(make_url(url))
    async with engine.begin() as connection:
        await connection.run_sync(downgrade, "9001", alembic_config(tmp_path))
    await engine.dispose()
    async with open_without_upgrade(url) as database, database.begin() as unit:
        assert await unit.connection.scalar(text("SELECT version_num FROM alembic_version")) == "9001"


def test_on_postgresql_an_upgrade_waits_for_the_services_to_be_stopped(
    postgres: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    url = postgres()
    monkeypatch.setenv("LOTSE_DATABASE", url)
    monkeypatch.setenv("LOTSE_DATA_DIR", str(tmp_path))
    engine = create_engine(url)
    with engine.begin() as connection:
        _at(connection, "0018")

    def beside_a_service() -> int:
        """One of a version that knew no leases; all keep this lock as long as they are connected."""
        with engine.connect() as connection:
            connection.execute(select(func.pg_advisory_lock(AdvisoryLock.REPLICA.value, 1)))
            code = execute(["database", "upgrade"])
            connection.execute(select(func.pg_advisory_unlock_all()))
        return code

    def revision() -> str:
        with engine.begin() as connection:
            return str(connection.scalar(text("SELECT version_num FROM alembic_version")))

    assert beside_a_service() == 1
    assert "A Lotse is running on this database" in capfd.readouterr().err
    for arguments in (["doctor"], ["ask", "Hallo"], ["privacy", "forget", "matrix", "@anna:example.org", "--yes"]):
        assert execute(arguments) == 1
        told = capfd.readouterr()
        assert "0018" in (told.out if arguments == ["doctor"] else told.err)
    assert revision() == "0018"
    assert execute(["database", "upgrade"]) == 0
    assert capfd.readouterr().out == f"The tables were brought from revision 0018 to {HEAD}.\n"
    assert revision() == HEAD
    engine.dispose()


async def test_a_migration_that_fails_halfway_leaves_nothing(url: str) -> None:
    """The table that is made last is in the way."""

    def tables(connection: Connection) -> list[str]:
        return inspect(connection).get_table_names()

    engine = new_engine(make_url(url))
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE revisions (number INTEGER)"))
    with pytest.raises(DBAPIError, match="already exists"):
        async with open_database(url):
            pass
    async with engine.begin() as connection:
        assert await connection.run_sync(tables) == ["revisions"]
        await connection.execute(text("DROP TABLE revisions"))
    await engine.dispose()
    async with open_database(url) as database, database.begin() as unit:
        assert await unit.records.revision() == 0


async def test_two_programs_may_open_a_new_database_together(url: str) -> None:
    async def opened() -> int | None:
        async with open_database(url) as database, database.begin() as unit:
            number: int | None = await unit.connection.scalar(text("SELECT count(*) FROM alembic_version"))
            return number

    assert await asyncio.gather(*(opened() for _ in range(4))) == [1, 1, 1, 1]


async def test_writers_wait_for_each_other(url: str, anna: Sender) -> None:
    """Reading first and writing then is what makes SQLite refuse, were transactions begun late."""
    async with open_database(url) as one, open_database(url) as other:

        async def read_and_write(database: Database) -> None:
            async with database.begin() as unit:
                await unit.preferences.language(anna)
                await unit.preferences.choose_language(anna, "en")

        await asyncio.gather(*(read_and_write(database) for database in [one, other] * 20))


async def test_a_cancelled_transaction_leaves_nothing_and_blocks_nobody(database: Database, anna: Sender) -> None:
    inside = asyncio.Event()

    async def stuck() -> None:
        async with database.begin() as unit:
            await unit.preferences.choose_language(anna, "en")
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(stuck())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.begin() as unit:
        assert await unit.preferences.language(anna) is None


async def test_the_file_is_for_lotse_alone(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "lotse.db"
    before = os.umask(0)
    try:
        async with open_database(f"sqlite+aiosqlite:///{file}") as database, database.begin() as unit:
            await unit.connection.execute(text("DELETE FROM preferences"))
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    finally:
        os.umask(before)
    assert modes == {"lotse.db": 0o600, "lotse.db-wal": 0o600, "lotse.db-shm": 0o600}


async def test_sqlite_is_set_up(tmp_path: Path) -> None:
    async with open_database(f"sqlite+aiosqlite:///{tmp_path}/lotse.db") as database, database.begin() as unit:
        found = [
            await unit.connection.scalar(text(f"PRAGMA {pragma}"))
            for pragma in ("journal_mode", "foreign_keys", "busy_timeout", "wal_autocheckpoint")
        ]
    assert found == ["wal", 1, 0, 0]


async def test_a_database_in_memory_is_one_database(anna: Sender) -> None:
    async with open_database("sqlite+aiosqlite://") as database:
        async with database.begin() as unit:
            await unit.preferences.choose_language(anna, "en")
        async with database.begin() as unit:
            assert await unit.preferences.language(anna) == "en"


def test_the_program_knows_its_latest_migration() -> None:
    assert ScriptDirectory.from_config(alembic_config()).get_current_head() == HEAD


async def test_there_and_back_again(url: str) -> None:
    """Migrate up and down through all revisions, and insert two rows into every table at each on the way up.

    A downgrade may drop rows that a later revision added, but none that the revision held itself.
    """
    engine, held, before = new_engine(make_url(url)), dict[str, Contents](), cast("Contents", {})
    for place, revision in enumerate(REVISIONS):
        async with engine.begin() as connection:
            await connection.run_sync(_at, revision)
            held[revision] = found = await connection.run_sync(_fill, (2 * place + 1, 2 * place + 2))
        kept = before.keys() & found.keys()
        assert {table: len(found[table]) for table in kept} == {table: len(before[table]) + 2 for table in kept}
        before = found
    async with engine.begin() as connection:
        assert await connection.run_sync(_differences) == []
    for revision in reversed(REVISIONS):
        async with engine.begin() as connection:
            await connection.run_sync(downgrade, revision)
            found = await connection.run_sync(_contents)
        assert found.keys() == held[revision].keys()
        for table, rows in held[revision].items():
            assert [row for row in rows if row not in found[table]] == [], (revision, table)
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
        assert await connection.run_sync(_differences) == []
    await engine.dispose()


async def test_messages_from_before_are_private_where_a_person_reads_alone(url: str) -> None:
    engine = new_engine(make_url(url))
    async with engine.begin() as connection:
        await connection.run_sync(_at, "0016")
        await connection.run_sync(_copies_of_before)
    await engine.dispose()
    async with open_database(url) as database, database.begin() as unit:
        found = await unit.connection.execute(text("SELECT id, private_to FROM deliveries ORDER BY id"))
        assert {row.id: row.private_to for row in found} == {
            "in a chat": "@anna:example.org",
            "in a channel": None,
            "of nothing": None,
        }


def _copies_of_before(connection: Connection) -> None:
    tables = MetaData()
    tables.reflect(connection)

    def add(name: str, number: int, **row: Any) -> None:
        table = tables.tables[name]
        connection.execute(insert(table).values(whole(table, {"platform": "matrix", **row}, number)))

    for number, (id_, room) in enumerate({"in a chat": "!a", "in a channel": "!c", "of nothing": "!a"}.items()):
        add("deliveries", number, id=id_, room=room)
        if id_ != "of nothing":
            add("copies", number, delivery=id_, room=room)
    for table in ("directs", "subscriptions"):
        add(table, 1, room="!a", sender="@anna:example.org")
    add("exchanges", 1, room="!c", sender="@bea:example.org", direct=True)
    add("channels", 1, room="!c")


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, cast("MetaData", [metadata, support.metadata])))


def _at(connection: Connection, revision: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _fill(connection: Connection, numbers: Sequence[int]) -> Contents:
    """Insert a row for each number into every present table, and return the contents of all of them."""
    found = MetaData()
    found.reflect(connection)
    for table in found.sorted_tables:
        if table.name not in NOTES:
            connection.execute(insert(table), [whole(table, {}, number) for number in numbers])
    return _contents(connection)


def _contents(connection: Connection) -> Contents:
    """Return the rows of all tables as the database itself has them; to reflect the tables would take far longer."""
    names = [name for name in inspect(connection).get_table_names() if name not in NOTES]
    return {
        name: [dict(row) for row in connection.execute(text(f'SELECT * FROM "{name}"')).mappings()]  # noqa: S608
        for name in names
    }
