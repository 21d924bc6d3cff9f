"""The knowledge that ships, as it is kept for the next command."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest

from bot.storage.knowledge.bundle_cache import load_shipped
from knowledge.entries import Knowledge
from knowledge.loader import SHIPPED, load_bundle

_MANY = 6


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file that it is kept in."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "lotse" / "shipped.jsonl"


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """Return a copy of the bundle."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "content"))


@cache
def parsed() -> Knowledge:
    """Return what the files hold."""
    return load_bundle(SHIPPED)


def _rename(folder: Path, before: str, after: str) -> None:
    file = folder / "centres.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")


def test_what_is_kept_is_what_was_read_and_its_owner_s_only(kept: Path) -> None:
    assert load_shipped() == parsed()
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [file.name for file in kept.parent.iterdir()] == [kept.name]
    assert load_shipped() == parsed()


def test_what_is_kept_is_used(bundle: Path, kept: Path) -> None:
    load_shipped(bundle)
    written = kept.stat()
    assert load_shipped(bundle) == load_bundle(bundle)
    assert kept.stat().st_ino == written.st_ino


def test_what_was_kept_of_other_files_is_not_used(bundle: Path, kept: Path) -> None:
    load_shipped(bundle)
    before = kept.read_bytes()
    _rename(bundle, "Kommunales Integrationszentrum Bochum", "Kommunales Integrationszentrum Neu")
    assert "Kommunales Integrationszentrum Neu" in {centre.title for centre in load_shipped(bundle).centres}
    assert kept.read_bytes() != before


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content[:0],
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b"Bochum", b"Bochun"),
        lambda content: b"0" * content.index(b"\n") + content[content.index(b"\n") :],
        lambda content: b"\xff\xfe" + content,
        lambda content: content + b"\n{}",
    ],
    ids=["empty", "half", "changed", "unsealed", "no text", "longer"],
)
def test_what_is_damaged_is_read_anew(spoil: object, kept: Path) -> None:
    load_shipped()
    whole = kept.read_bytes()
    assert callable(spoil)
    kept.write_bytes(spoil(whole))
    assert load_shipped() == parsed()
    assert kept.read_bytes() == whole


def test_a_file_that_others_may_write_is_not_used(kept: Path) -> None:
    load_shipped()
    kept.chmod(0o666)
    assert load_shipped() == parsed()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_link_is_not_followed(kept: Path, tmp_path: Path) -> None:
    load_shipped()
    elsewhere = kept.rename(tmp_path / "elsewhere")
    kept.symlink_to(elsewhere)
    assert load_shipped() == parsed()
    assert not kept.is_symlink()


def test_a_pipe_in_its_place_holds_nobody_up(kept: Path) -> None:
    kept.parent.mkdir(parents=True)
    os.mkfifo(kept)
    assert load_shipped() == parsed()


@pytest.mark.parametrize("home", ["/proc/1", "/dev/null", "relative", ""])
def test_without_a_place_to_keep_it_the_files_are_read(
    home: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", home)
    monkeypatch.setenv("HOME", "/dev/null")
    assert load_shipped() == parsed()
    assert list(tmp_path.iterdir()) == []


def test_several_at_once_keep_one_that_is_whole(kept: Path) -> None:
    with ThreadPoolExecutor(_MANY) as several:
        assert all(found == parsed() for found in several.map(lambda _: load_shipped(), range(_MANY)))
    assert [file.name for file in kept.parent.iterdir()] == [kept.name]
    written = kept.stat()
    assert load_shipped() == parsed()
    assert kept.stat().st_ino == written.st_ino
