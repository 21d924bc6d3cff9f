"""A backup that is killed leaves nothing on the disk that could be read."""

import asyncio
import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from bot.settings.loading import Settings
from bot.storage.database import open_database
from tests.integration.patience import PATIENCE

_ROOT = Path(__file__).parents[2]
WORDS = "Regenschirm am Kanal"
SECRET = b"GEHEIM-aus-der-Datenbank"

# Writes what it dumps to where it is told to, and then waits.
_PG_DUMP = """#!/bin/sh
for given; do case "$given" in --file=*) exec >"${given#--file=}";; esac; done
echo GEHEIM-aus-der-Datenbank
read -r line < "$GATE"
"""


async def _begin(folder: Path, **variables: str) -> asyncio.subprocess.Process:
    (folder / "passphrase").write_text(WORDS)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "backup", "all.age", "--passphrase-file", "passphrase"),
        cwd=folder,
        env={**inherited, "PYTHONPATH": str(_ROOT), **variables},
    )


def _files(folder: Path) -> set[Path]:
    return {*folder.rglob("*")}


def _readable(folder: Path, known: set[Path]) -> list[Path]:
    """The files that are new and hold the secret."""
    return [file for file in _files(folder) - known if file.is_file() and SECRET in file.read_bytes()]


async def _until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not reached():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_while_it_copies_sqlite(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    async with open_database(settings.database_url):
        pass
    store = settings.data_dir / "matrix"
    store.mkdir()
    with closing(sqlite3.connect(settings.data_dir / "lotse.db")) as database:
        database.execute("CREATE TABLE words (word)")
        database.execute("INSERT INTO words VALUES (?)", (SECRET.decode(),))
        database.commit()
    with closing(sqlite3.connect(store / "keys.db")) as keys:
        keys.execute("CREATE TABLE keys (key)")
        keys.execute("BEGIN EXCLUSIVE")
        known = _files(tmp_path)
        process = await _begin(tmp_path)
        # The database is copied by now, and that of the keys is held.
        await _until(lambda: str(store / "keys.db") in _opened(process.pid))
        process.kill()
        await process.wait()
    assert _readable(tmp_path, known) == []
    assert not [*settings.data_dir.glob("lotse-backup-*")]


async def test_while_postgresql_dumps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs, gate = tmp_path / "programs", tmp_path / "gate"
    programs.mkdir()
    (tmp_path / "data").mkdir()
    (programs / "pg_dump").write_text(_PG_DUMP)
    (programs / "pg_dump").chmod(0o755)
    os.mkfifo(gate)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    known = _files(tmp_path)
    process = await _begin(tmp_path, GATE=str(gate), LOTSE_DATABASE="postgresql+psycopg://lotse@localhost/lotse")
    # Opens as soon as the other side has dumped and waits.
    writer = await asyncio.wait_for(asyncio.to_thread(os.open, gate, os.O_WRONLY), PATIENCE)
    process.kill()
    await process.wait()
    found = _readable(tmp_path, known)
    os.close(writer)
    assert found == []


def _opened(pid: int) -> set[str]:
    """The files that a process has open."""
    found = set()
    for each in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            found.add(str(each.readlink()))
    return found
