"""Which of several choices a text means: its exact words first, then its words without marks, then its number."""

import pytest

from handlers.core.messages import Choice
from handlers.dialogues.choices import find_choice


@pytest.mark.parametrize(
    ("labels", "text", "taken"),
    [
        (("Ja", "Ja!"), "Ja!", 2),
        (("Ja!", "Ja"), "ja", 2),
        (("(Alle)", "Alle"), "Alle", 2),
        (("Alle", "(Alle)"), "(alle)", 2),
        (("#A1 Ja", "Nein"), "#a1 ja", 1),
        (("2", "1"), "1", 2),
        (("2", "1"), "2", 1),
        (("3 Tage", "1 Tag"), "1", 1),
        (("Gelesen ✅",), "gelesen", 1),
        (("Gelesen ✅",), "[Gelesen ✅]", 1),
        (("☑ Sport", "☐ KIM"), "KIM.", 2),
        (("Ja",), "Ja, aber", None),
        (("Ja",), "2", None),
        (("✅", "❌"), "!", None),
        (("✅", "❌"), "❌", 2),
    ],
)
def test_words_come_before_numbers(labels: tuple[str, ...], text: str, taken: int | None) -> None:
    choices = [Choice(label=label, says=f"/nummer {number}") for number, label in enumerate(labels, 1)]
    found = find_choice(text, choices)
    assert found == (None if taken is None else choices[taken - 1])
