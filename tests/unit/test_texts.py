"""The catalogues say the same in both languages."""

from dataclasses import fields
from string import Formatter

import pytest

from handlers.i18n import TEXTS, Texts
from handlers.i18n.announcements import ANNOUNCING, AnnouncementTexts

NAMES = [field.name for field in fields(Texts)]


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_fill_in_the_same(name: str) -> None:
    assert _placeholders(getattr(TEXTS["de"], name)) == _placeholders(getattr(TEXTS["en"], name))


@pytest.mark.parametrize("name", [name for name in NAMES if name != "german_only"])
def test_every_sentence_is_there_in_every_language(name: str) -> None:
    assert all(getattr(texts, name).strip() for texts in TEXTS.values())


@pytest.mark.parametrize("name", [field.name for field in fields(AnnouncementTexts)])
def test_announcements_say_the_same_in_both_languages(name: str) -> None:
    german, english = getattr(ANNOUNCING["de"], name), getattr(ANNOUNCING["en"], name)
    if isinstance(german, str):
        german, english = {"": german}, {"": english}
    if isinstance(german, tuple):
        german, english = dict(enumerate(german)), dict(enumerate(english))
    assert german.keys() == english.keys()
    for key, text in german.items():
        assert text.strip()
        assert _placeholders(text) == _placeholders(english[key])
