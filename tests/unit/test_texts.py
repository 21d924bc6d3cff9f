"""The catalogues say the same in both languages."""

from dataclasses import fields
from string import Formatter

import pytest

from handlers.texts import TEXTS, Texts

NAMES = [field.name for field in fields(Texts)]


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_fill_in_the_same(name: str) -> None:
    assert _placeholders(getattr(TEXTS["de"], name)) == _placeholders(getattr(TEXTS["en"], name))


@pytest.mark.parametrize("name", [name for name in NAMES if name != "german_only"])
def test_every_sentence_is_there_in_every_language(name: str) -> None:
    assert all(getattr(texts, name).strip() for texts in TEXTS.values())
