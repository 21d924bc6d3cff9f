"""Marks around words, and what it costs to take them off."""

from time import process_time

import pytest

from handlers.core.arguments import strip_marks
from handlers.core.codes import is_code
from handlers.dialogues.engine import fold


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("„Gelesen ✅“", "Gelesen"),
        ("[2]", "2"),
        ("(**ja**)", "ja"),
        ("_zurück_!", "zurück"),
        ("KI Herne", "KI Herne"),
        ("ß", "ß"),
        ("…", ""),
        ("", ""),
    ],
)
def test_marks_are_taken_off(text: str, bare: str) -> None:
    assert strip_marks(text) == bare


@pytest.mark.parametrize("text", ["a" + "!" * 60_000 + "a", "!" * 60_000, "code" + " " * 60_000 + "x"])
def test_no_text_takes_long(text: str) -> None:
    began = process_time()
    fold(text)
    assert not is_code(text)
    assert process_time() - began < 1
