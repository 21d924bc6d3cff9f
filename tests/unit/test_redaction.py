"""Ids do not stand in the log, and lines about the same one can be related."""

from pathlib import Path

import pytest

from bot.platforms.table import id_pattern
from bot.system.redaction import Redactor

NAMELESS = Redactor(b"key", id_pattern())


@pytest.mark.parametrize(
    "id_",
    [
        "@anna:example.org",
        "@anna:matrix.example.org:8448",
        "!AbCdEfGhIjKl:example.org",
        "!1wXy2Zabcdefghijklmnopqrstuvwxyz0123456789ABCD",
        "#kim:example.org",
        "$1wXy2Zabcdefghijklmnopqrstuvwxyz0123456789ABCD",
        "70017001",
        "-1001234567890",
    ],
)
def test_no_id_is_seen(id_: str) -> None:
    hidden = NAMELESS(f"Event {id_} failed, and {id_}: again.")
    assert id_ not in hidden
    first, second = hidden.removeprefix("Event ").removesuffix(": again.").split(" failed, and ")
    assert first == second
    assert first.startswith("~")
    assert NAMELESS(id_) == first
    assert Redactor(b"another", id_pattern())(id_) != first


@pytest.mark.parametrize(
    "text",
    [
        "Knowledge is now at revision 4711",
        "Lotse can't listen on 127.0.0.1:8443 (OSError)",
        "ValueError at bot/delivery/outbox.py:4711 > bot/runtime/app.py:1",
        "everything waits until 2026-11-26 06:12:19.796995+00:00",
        "Delivery 08f1e0cc5f1f4c8cb3a0a0b0b5f9a001 waits 0:00:01.500000: no answer",
    ],
)
def test_all_else_stays(text: str) -> None:
    assert NAMELESS(text) == text


def test_the_key_stays_the_same_and_is_nobodys_business(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert Redactor.load(folder, id_pattern())("@anna:example.org") == Redactor.load(folder, id_pattern())(
        "@anna:example.org"
    )
    assert [file.stat().st_mode & 0o077 for file in folder.iterdir()] == [0]
