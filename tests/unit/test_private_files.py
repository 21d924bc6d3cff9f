"""What is written for its owner only."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.system import private_files


def test_of_several_writers_one_wins_and_all_read_the_same(tmp_path: Path) -> None:
    file = tmp_path / "key"

    def made(number: int) -> str:
        private_files.write_once(file, f"key {number}")
        return file.read_text()

    with ThreadPoolExecutor(max_workers=16) as several:
        assert len(set(several.map(made, range(50)))) == 1
    assert file.stat().st_mode & 0o777 == 0o600
    assert [*tmp_path.iterdir()] == [file]


def test_what_was_there_is_replaced_as_a_whole(tmp_path: Path) -> None:
    file = tmp_path / "key"
    for content in ("first", b"second"):
        private_files.write(file, content)
    assert file.read_text() == "second"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [*tmp_path.iterdir()] == [file]
