"""Typing slips: in function words, in names of places and of entries, and words run together."""

import unicodedata

import pytest

from knowledge.finding import Aspect
from knowledge.search import FindingKind
from knowledge.search.spelling import SpellingCorrector
from tests.prepared import index

SEARCH = index()


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("telefonumer", "telefonnummer"),
        ("griffberiet", "griffbereit"),  # letters exchanged
        ("kurz", "kurz"),
        ("kurx", "kurs"),
        ("kus", "kus"),  # too short to tell
        ("hurs", "hurs"),  # the first letter is right
        ("reden", "reden"),  # a frequent word, one letter from another
        ("quantenphysik", "quantenphysik"),
    ],
)
def test_a_word_is_corrected_to_the_nearest_known_one(word: str, meant: str) -> None:
    assert SpellingCorrector(["kurs", "telefonnummer", "griffbereit", "regen"]).correct(word) == meant


@pytest.mark.parametrize(
    ("question", "entry", "aspect"),
    [
        ("telefonnumer ki bochum", "centre/bochum", Aspect.PHONE),
        ("ki essn tel", "centre/essen", Aspect.PHONE),
        ("adrese ki bonn", "centre/bonn", Aspect.ADDRESS),
        ("wer ist zuständich für hamm", "centre/hamm", None),
        ("integrationszentum paderborn", "centre/kreis-paderborn", None),
        ("castroprauxel", "centre/kreis-recklinghausen", None),
        ("KI CASTROP RAUXEL", "centre/kreis-recklinghausen", None),
        ("mülheim a d ruhr", "centre/muelheim-an-der-ruhr", None),
        ("mülheimruhr", "centre/muelheim-an-der-ruhr", None),
        ("märkischerkreis", "centre/maerkischer-kreis", None),
        ("kreissoest", "centre/kreis-soest", None),
        ("grifbereit", "offer/griffbereit", None),
        ("WAS IST GRIFFBEREIT", "offer/griffbereit", None),
        ("kommannrw", "offer/komm-an-nrw", None),
        ("schuhle ohne rasismus", "offer/schule-ohne-rassismus", None),
        ("wieviele ki gibt es", "faq/anzahl-zentren-heute", None),
        (unicodedata.normalize("NFD", "KI für Köln"), "centre/koeln", None),
    ],
)
def test_questions_with_slips_are_answered(question: str, entry: str, aspect: Aspect | None) -> None:
    finding = SEARCH.find(question)
    assert (finding.kind, finding.matches[0].entry.id, finding.aspect) == (FindingKind.ANSWER, entry, aspect)


def test_wieviel_is_two_words() -> None:
    assert SEARCH.find("Wieviel Kinder sind in einem FIT-Kurs?") == SEARCH.find(
        "Wie viel Kinder sind in einem FIT-Kurs?"
    )
