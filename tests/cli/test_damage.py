"""What a database that can't be used says: what is the matter, and what to do."""

import asyncio
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import execute
from bot.runtime.app import build
from bot.settings.loading import Settings
from tests.integration import nursery
from tests.integration.synapse import free_port

_ROOT = Path(__file__).parents[2]
FILE = Path("data/lotse.db")
NEWS = "news.md"
COMMANDS = (
    ["run"],
    ["ask", "E-Mail KI Duisburg"],
    ["announce", "list"],
    ["announce", "create", "--file", NEWS],
    ["database", "upgrade"],
)
WRITING = (["run"], ["announce", "create", "--file", NEWS])


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of a service that has stopped."""
    folder = tmp_path_factory.mktemp("sound")

    async def started() -> None:
        async with build(Settings(data_dir=folder)):
            pass

    asyncio.run(started())
    return folder / "lotse.db"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sound: Path) -> None:
    for name in [name for name in os.environ if name.upper().startswith("LOTSE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    FILE.parent.mkdir(mode=0o700)
    shutil.copy(sound, FILE)
    Path(NEWS).write_text("Neues.", encoding="utf-8")


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("LOTSE_")}
    # Somebody can see at least that it runs, so that it starts.
    return {**kept, "PYTHONPATH": str(_ROOT), "LOTSE_MONITORING__LISTEN": f"127.0.0.1:{free_port()}"}


def _lotse(arguments: Sequence[str], *before: str) -> subprocess.CompletedProcess[str]:
    if nursery.CAN_FORK and not before:
        done = nursery.run(arguments, _environment(), Path.cwd(), patience=120)
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
    command = [*before, sys.executable, "-m", "bot", *arguments]
    return subprocess.run(  # noqa: S603
        command, env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False
    )


def _last_line(done: subprocess.CompletedProcess[str]) -> str:
    """What is said in the end; the service logs before."""
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.endswith(".\n")
    assert "run" in done.args or done.stderr.count("\n") == 1, done.stderr
    return done.stderr.splitlines()[-1]


def no_database() -> None:
    FILE.write_text("Das ist keine Datenbank. " * 400, encoding="utf-8")


def damaged_schema() -> None:
    _overwrite(0, 100, 3_900)


def damaged_table() -> None:
    """A page of the knowledge."""
    with closing(sqlite3.connect(FILE)) as database:
        ((root,),) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'records'").fetchall()
    _overwrite(root - 1, 0, 4_096)


def _overwrite(page: int, start: int, length: int) -> None:
    with FILE.open("r+b") as opened:
        opened.seek(page * 4_096 + start)
        opened.write(b"\xa5" * length)


@pytest.mark.parametrize("damage", [no_database, damaged_schema, damaged_table], ids=lambda each: each.__name__)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_damaged_file_is_named_and_what_to_do(command: list[str], damage: Callable[[], None]) -> None:
    damage()
    told = _last_line(_lotse(command))
    assert str(FILE) in told
    assert ("is no SQLite database" if damage is no_database else "is damaged") in told
    assert "backup" in told


@pytest.mark.parametrize("damage", [no_database, damaged_schema, damaged_table], ids=lambda each: each.__name__)
def test_the_doctor_says_what_is_damaged(damage: Callable[[], None], capfd: pytest.CaptureFixture[str]) -> None:
    damage()
    assert execute(["doctor", "--json"]) == 1
    (check,) = (each for each in json.loads(capfd.readouterr().out)["checks"] if each["name"] == "database")
    assert check["outcome"] == "failed"
    assert "backup" in check["detail"]
    if damage is damaged_table:
        assert "records" in check["detail"]


def test_the_doctor_looks_at_every_row(capfd: pytest.CaptureFixture[str]) -> None:
    """An index that has lost a row breaks nothing at once."""
    with closing(sqlite3.connect(FILE)) as database, database:
        database.execute("INSERT INTO feed_items (number, feed, id) VALUES (1, 'a', 'b')")
        database.execute("PRAGMA writable_schema = ON")
        database.execute("CREATE INDEX ix_made ON feed_items (feed)")
        root = "(SELECT rootpage FROM sqlite_master WHERE name = 'ix_made')"
        database.execute(f"UPDATE sqlite_master SET rootpage = {root} WHERE name = 'sqlite_autoindex_feed_items_1'")  # noqa: S608
        database.execute("DELETE FROM sqlite_master WHERE name = 'ix_made'")
    assert execute(["doctor", "--json"]) == 1
    (check,) = (each for each in json.loads(capfd.readouterr().out)["checks"] if each["name"] == "database")
    assert (check["outcome"], "feed_items" in check["detail"]) == ("failed", True), check


@pytest.mark.parametrize("command", WRITING, ids=" ".join)
def test_a_full_disk_is_told_as_such(command: list[str]) -> None:
    """The kernel lets the process write no file beyond a size that all files have already."""
    told = _last_line(_lotse(command, "prlimit", "--fsize=0"))
    assert "free space" in told
    assert "disk" in told


@pytest.mark.parametrize("command", WRITING, ids=" ".join)
def test_a_file_that_may_not_be_written_is_told_as_such(command: list[str]) -> None:
    FILE.chmod(0o400)
    unprivileged = ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override") if os.geteuid() == 0 else ()
    told = _last_line(_lotse(command, *unprivileged))
    assert str(FILE) in told
    assert "rights" in told


def test_what_may_not_be_written_may_be_read() -> None:
    FILE.chmod(0o400)
    FILE.parent.chmod(0o500)
    unprivileged = ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override") if os.geteuid() == 0 else ()
    done = _lotse(["ask", "E-Mail KI Duisburg"], *unprivileged)
    FILE.parent.chmod(0o700)
    assert (done.returncode, "integration@stadt-duisburg.de" in done.stdout) == (0, True), done.stderr
