"""Which commands change the form of the database, and which leave it as it is."""

import asyncio
import io
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command as alembic
from pydantic import SecretStr
from sqlalchemy import create_engine

from bot.cli import execute
from bot.runtime.app import build
from bot.runtime.backup import create_backup
from bot.runtime.launch import Launch
from bot.runtime.lock import lock_data_dir
from bot.settings.loading import Settings
from bot.storage.database import open_database
from bot.storage.engine.schema import HEAD
from bot.storage.engine.upgrade import alembic_config
from knowledge.loader import SHIPPED
from tests.prepared import index

OLD = "0018"
FILE = Path("data/lotse.db")
NEWS = "news.md"

READING = (
    ["doctor"],
    ["ask", "E-Mail KI Duisburg"],
    ["knowledge", "list"],
    ["knowledge", "export", "out"],
    ["announce", "list"],
    ["announce", "show", "1"],
    ["privacy", "export", "matrix", "@anna:example.org"],
)
WRITING = (
    ["knowledge", "import", str(SHIPPED)],
    ["announce", "create", "--file", NEWS],
    ["announce", "approve", "1"],
    ["privacy", "forget", "matrix", "@anna:example.org", "--yes"],
    ["database", "move", "sqlite+aiosqlite:///other.db"],
)


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("LOTSE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    Path(NEWS).write_text("Neues.", encoding="utf-8")


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("old") / "lotse.db"
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        alembic.upgrade(config, OLD)
    engine.dispose()
    return file


@pytest.fixture
def old(older: Path) -> Path:
    """A database as an older version left it."""
    FILE.parent.mkdir(mode=0o700)
    shutil.copy(older, FILE)
    return FILE


def revision(file: Path) -> str:
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?immutable=1", uri=True)) as database:
        return str(database.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def copies() -> list[Path]:
    return sorted(FILE.parent.glob("lotse.db.*.bak"))


@pytest.mark.parametrize("command", [*READING, *WRITING], ids=" ".join)
def test_a_command_leaves_an_older_database_as_it_is(
    old: Path, command: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    before = old.read_bytes(), old.stat().st_mtime_ns, sorted(old.parent.glob("lotse.db*"))
    assert execute(command) == 1
    out, err = capfd.readouterr()
    told = out if command == ["doctor"] else err
    assert all(word in told for word in (OLD, HEAD, "lotse database upgrade")), told
    if command != ["doctor"]:
        assert err.count("\n") == 1, err
    assert (old.read_bytes(), old.stat().st_mtime_ns, sorted(old.parent.glob("lotse.db*"))) == before
    assert revision(old) == OLD
    assert not Path("other.db").exists()


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_reading_makes_no_database(command: list[str]) -> None:
    FILE.parent.mkdir(mode=0o700)
    missing = command[:2] == ["announce", "show"]
    assert execute(command) == (1 if missing else 0)
    assert not FILE.exists()


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a service that has stopped."""
    folder = tmp_path_factory.mktemp("left")

    async def ran() -> None:
        async with build(Settings(data_dir=folder), launch=Launch(similar=index())):
            pass

    asyncio.run(ran())
    return folder


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_reading_leaves_no_traces(left: Path, command: list[str]) -> None:
    """Read the data of a stopped service, whose files stay the same to the byte."""
    shutil.copytree(left, FILE.parent)
    before = FILE.read_bytes(), FILE.stat().st_mtime_ns, sorted(FILE.parent.glob("lotse.db*"))
    assert execute(command) == (1 if command[:2] == ["announce", "show"] else 0)
    assert (FILE.read_bytes(), FILE.stat().st_mtime_ns, sorted(FILE.parent.glob("lotse.db*"))) == before


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_reading_sees_what_a_running_service_has_just_written(command: list[str]) -> None:
    """Read data that only the write-ahead log holds yet."""

    async def beside() -> int:
        async with build(Settings(), launch=Launch(similar=index())):
            return await asyncio.to_thread(execute, command)

    assert asyncio.run(beside()) == (1 if command[:2] == ["announce", "show"] else 0)


def test_an_upgrade_keeps_a_copy_and_says_where(old: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert execute(["database", "upgrade"]) == 0
    out, _ = capfd.readouterr()
    (copy,) = copies()
    assert str(copy) in out
    assert f"{OLD}-2" in copy.name
    assert (revision(copy), revision(old)) == (OLD, HEAD)
    assert copy.stat().st_mode & 0o077 == 0
    assert execute(["database", "upgrade"]) == 0
    assert copies() == [copy]
    assert execute(["ask", "E-Mail KI Duisburg"]) == 0


def test_few_copies_are_kept(old: Path) -> None:
    for number in range(5):
        copy = old.with_name(f"lotse.db.{OLD}-20260101T00000{number}Z.bak")
        copy.write_bytes(b"old")
        os.utime(copy, (number, number))
    assert execute(["database", "upgrade"]) == 0
    assert len(copies()) == 3
    assert [copy.name for copy in copies()][:2] == [f"lotse.db.{OLD}-20260101T00000{number}Z.bak" for number in (3, 4)]


def test_an_upgrade_that_fails_leaves_no_copy(old: Path) -> None:
    with closing(sqlite3.connect(old)) as database:
        database.execute("CREATE TABLE feed_faults (x)")
    before = revision(old)
    assert execute(["database", "upgrade"]) == 1
    assert (revision(old), copies()) == (before, [])


def test_an_upgrade_waits_for_the_service_to_be_stopped(old: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with lock_data_dir(Settings().data_dir):
        assert execute(["database", "upgrade"]) == 1
    assert "Another Lotse is running" in capfd.readouterr().err
    assert revision(old) == OLD


def test_there_is_nothing_to_upgrade_before_the_first_start(capfd: pytest.CaptureFixture[str]) -> None:
    FILE.parent.mkdir(mode=0o700)
    assert execute(["database", "upgrade"]) == 0
    assert "the first start makes it" in capfd.readouterr().out
    assert not FILE.exists()


def test_the_service_upgrades_and_keeps_a_copy(old: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def started() -> None:
        async with build(Settings()):
            pass

    asyncio.run(started())
    (copy,) = copies()
    assert revision(old) == HEAD
    assert str(copy) in caplog.text


def test_going_back_takes_no_step_forward_before(old: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert execute(["database", "downgrade", "0017", "--yes"]) == 0
    assert revision(old) == "0017"
    assert execute(["database", "downgrade", "0019", "--yes"]) == 1
    assert "no revision 0019 to go back to" in capfd.readouterr().err
    assert revision(old) == "0017"


@pytest.mark.usefixtures("_light_backups")
def test_a_backup_of_a_newer_version_is_not_restored(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def newer() -> None:
        async with open_database(Settings().database_url):
            pass

    asyncio.run(newer())
    with closing(sqlite3.connect(FILE)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    Path("words").write_text("Regenschirm am Kanal", encoding="utf-8")
    Path("saved").write_bytes(create_backup(Settings(), Path("lotse.toml"), "Regenschirm am Kanal"))
    monkeypatch.setenv("LOTSE_DATA_DIR", "there")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert execute(["restore", "saved", "--passphrase-file", "words"]) == 1
    assert "newer version of Lotse" in capfd.readouterr().err
    assert not Path("there/lotse.db").exists()


@pytest.mark.usefixtures("_light_backups")
def test_a_backup_of_an_older_version_is_restored_and_left_to_the_next_start(
    old: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("words").write_text("Regenschirm am Kanal", encoding="utf-8")
    Path("saved").write_bytes(create_backup(Settings(), Path("lotse.toml"), "Regenschirm am Kanal"))
    monkeypatch.setenv("LOTSE_DATA_DIR", "there")
    assert execute(["restore", "saved", "--passphrase-file", "words"]) == 0
    assert revision(Path("there/lotse.db")) == OLD == revision(old)
    assert f"revision {OLD}" in capfd.readouterr().out


def test_what_is_carried_over_must_be_of_this_version(old: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """On the other side too: it is not brought up to date in passing."""
    there = Path("there.db")
    there.write_bytes(old.read_bytes())
    assert execute(["database", "upgrade"]) == 0
    url = f"sqlite+aiosqlite:///{there}"
    assert Settings(database=SecretStr(url)).database_url == url
    assert execute(["database", "move", url]) == 1
    assert OLD in capfd.readouterr().err
    assert revision(there) == OLD
