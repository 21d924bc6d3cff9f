"""`lotse backup` and `lotse restore` as timers and people use them."""

import os
from pathlib import Path

import pytest

from bot.cli import execute
from bot.runtime.backup_series import lock_folder
from tests.prepared import write_file

OLD = [f"lotse-2026-0{month}-01T030000Z.age" for month in range(1, 6)]
OTHERS = ["lotse-2026-01-01.age", "lotse-2026-01-01T030000Z.age.txt", "notes.age", "lotse.db"]


pytestmark = pytest.mark.usefixtures("_light_backups")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One with an installation, a passphrase and earlier backups."""
    for name in [name for name in os.environ if name.upper().startswith("LOTSE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    write_file(Path("data/lotse.db"))
    Path("data").chmod(0o700)
    Path("passphrase").write_text("Regenschirm am Kanal\n")
    backups = Path("backups")
    backups.mkdir()
    for name in (*OLD, *OTHERS, f"{OLD[0]}.new"):
        (backups / name).write_text(name)
    return backups


def backed_up(*arguments: str) -> int:
    return execute(["backup", *arguments, "--passphrase-file", "passphrase"])


def dated(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name not in OTHERS)


def test_the_newest_are_kept_and_nothing_else_is_touched(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert backed_up("backups", "--keep", "3") == 0
    *before, new = dated(folder)
    assert before == OLD[-2:]
    assert new > OLD[-1]
    assert (folder / new).read_bytes().startswith(b"age-encryption.org/v1")
    assert {path.name for path in folder.iterdir()} >= {*OTHERS}
    assert f"Removed: {', '.join(OLD[:3])}." in capfd.readouterr().out


def test_without_a_number_none_is_removed(folder: Path) -> None:
    assert backed_up("backups") == 0
    assert dated(folder)[:-1] == [OLD[0], f"{OLD[0]}.new", *OLD[1:]]


def test_nothing_is_removed_before_the_new_one_is_complete(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with Path("data/lotse.db").open("r+b") as database:
        database.seek(4096)
        database.write(b"\xff" * 8192)
    assert backed_up("backups", "--keep", "1") == 1
    assert "lotse.db" in capfd.readouterr().err
    assert [name for name in dated(folder) if name.endswith(".age")] == OLD


def test_two_backups_do_not_remove_each_others_files(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with lock_folder(folder):
        assert backed_up("backups", "--keep", "1") == 1
    assert "under way" in capfd.readouterr().err
    assert set(OLD) < set(dated(folder))


def test_a_number_needs_a_folder_that_is_there(capfd: pytest.CaptureFixture[str]) -> None:
    assert backed_up("elsewhere", "--keep", "3") == 2
    assert not Path("elsewhere").exists()
    assert "elsewhere" in capfd.readouterr().err


def test_a_backup_says_what_it_does_not_hold(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("token").write_text("4711:geheim")
    Path("lotse.toml").write_text('[telegram]\ntoken_file = "token"\n')
    monkeypatch.setenv("LOTSE_OFFICE", "Amt")
    assert backed_up("all.age") == 0
    assert "Not in it, so keep a copy elsewhere: token (telegram.token_file), the variable LOTSE_OFFICE." in (
        capfd.readouterr().out
    )
    Path("lotse.toml").unlink()
    assert backed_up("more.age") == 0
    assert "a configuration (lotse.toml is not there)" in capfd.readouterr().out


def test_the_signs_of_the_log_stay_the_same_after_a_restore(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("data/log.key").write_text("geheim")
    assert backed_up("all.age") == 0
    (tmp_path / "new").mkdir()
    monkeypatch.chdir(tmp_path / "new")
    # As in a container, where the configuration lies in the folder of data.
    monkeypatch.setenv("LOTSE_DATA_DIR", ".")
    Path("lotse.toml").write_text('office = "Amt"\n')
    assert execute(["restore", "../all.age", "--passphrase-file", "../passphrase"]) == 0
    assert Path("log.key").read_text() == "geheim"
    assert Path("lotse.db").exists()
    assert execute(["restore", "../all.age", "--passphrase-file", "../passphrase"]) == 1


def test_what_a_killed_backup_of_an_earlier_version_left_is_seen_and_removed(
    capfd: pytest.CaptureFixture[str],
) -> None:
    left = Path("data/lotse-backup-abc")
    left.mkdir()
    (left / "lotse.toml").write_text("geheim")
    Path("data").chmod(0o700)
    assert execute(["doctor", "--json"]) == 0
    assert "left clear text in lotse-backup-abc" in capfd.readouterr().out
    assert backed_up("all.age") == 0
    assert not left.exists()


@pytest.mark.parametrize(
    "command",
    [
        ["backup", "all.age"],
        ["knowledge", "import", "topics.yaml"],
        ["announce", "list"],
        ["announce", "show", "1"],
        ["privacy", "export", "matrix", "@anna:example.org"],
        ["privacy", "forget", "matrix", "@anna:example.org", "--yes"],
        ["database", "downgrade", "0001", "--yes"],
        ["database", "move", "postgresql+psycopg://lotse@localhost:9/lotse"],
        ["matrix", "verify"],
        ["matrix", "provision", "--dry-run"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("database", ["", "postgresql+psycopg://lotse@localhost:9/lotse"])
def test_no_command_begins_a_second_installation_by_mistake(
    command: list[str],
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "stray").mkdir()
    monkeypatch.chdir(tmp_path / "stray")
    Path("topics.yaml").write_text("[]\n")
    if database:
        monkeypatch.setenv("LOTSE_DATABASE", database)
    given = ["--passphrase-file", "../passphrase"] if command[0] == "backup" else []
    assert execute([*command, *given]) == 1
    assert f"There is no data_dir {tmp_path / 'stray' / 'data'}, and no lotse.toml" in capfd.readouterr().err
    assert [path.name for path in Path().iterdir()] == ["topics.yaml"]
