"""Changes of texts that change what is said, and those that do not."""

import pytest

from knowledge.changes import is_cosmetic


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Das Zentrum berät Schulen.", "Das **Zentrum** berät Schulen!"),
        ("Die Integrationzentren beraten.", "Die Integrationszentren beraten."),
        ("Anträge bis zum 31. März", "Anträge  bis zum 31. März"),
        ("Straße", "Strasse"),
    ],
)
def test_marks_and_slips_are_cosmetic(old: str, new: str) -> None:
    assert is_cosmetic(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Telefon: 0234 1234", "Telefon: 0234 1235"),
        ("info@ki-bochum.de", "infos@ki-bochum.de"),
        ("https://ki.example/eins", "https://ki.example/eimer"),
        ("Das ist keine Pflicht.", "Das ist eine Pflicht."),
        ("Das ist möglich.", "Das ist unmöglich."),
        ("Bis zum 31. März", "Bis zum 30. März"),
        ("Es kostet 500 Euro.", "Es kostet 5000 Euro."),
        ("Das Zentrum berät.", "Das Zentrum berät nicht."),
        ("Das berät nicht.", "Das berät."),
        ("Es gilt ab Mai.", "Es gilt ab Mär."),
    ],
)
def test_numbers_negations_and_further_words_are_not(old: str, new: str) -> None:
    assert not is_cosmetic(old, new)
    assert not is_cosmetic(new, old)
