"""Questions that an entry holds word for word, and names alone."""

import pytest

from knowledge.entries import Faq, Offer, Source
from knowledge.search.exact_questions import ExactNames, ExactQuestions
from knowledge.text import split_words

_SOURCE = Source(name="Land NRW")
_PROGRAMME = Offer(
    id="offer/programm",
    title="Lernprogramm Brücke",
    text="Kinder lernen.",
    synonyms=("Brücke",),
    phrasings=("wer zahlt die Brücke im Kindergarten", "Geld für Knirpse", "wann läuft die Brücke"),
    source=_SOURCE,
    as_of="2025",
)
_AMOUNT = Faq(
    id="faq/betrag",
    title="Was kostet die Brücke?",
    title_en="What does the bridge cost?",
    text="Nichts.",
    synonyms=("Brücke",),
    phrasings=("Geld für Knirpse", "kostet das die Eltern was"),
    about=_PROGRAMME.id,
    source=_SOURCE,
    as_of="2025",
)


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("Wer zahlt die Brücke im Kindergarten?", "offer/programm"),
        ("zahlt Bruecke Kindergarten", "offer/programm"),  # the telling words in order
        ("im Kindergarten die Brücke, wer zahlt?", "offer/programm"),  # and in any
        ("WHAT DOES THE BRIDGE COST", "faq/betrag"),
        ("Geld für Knirpse", None),  # both entries hold it
        ("Kindergarten", None),
        ("Wann läuft die Brücke?", "offer/programm"),
        ("Wann beantragt man die Brücke?", None),  # what says little elsewhere makes the question here
        ("zahlt die Brücke im Kindergarten das Obst", None),
    ],
)
def test_a_question_held_word_for_word_leads_to_its_entry(question: str, entry: str | None) -> None:
    assert ExactQuestions([_PROGRAMME, _AMOUNT]).find(split_words(question)) == entry


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("Brücke", "offer/programm"),  # the detail is called the same
        ("Was ist das: Brücke?", "offer/programm"),
        ("Infos zum Lernprogramm Brücke bitte", "offer/programm"),
        ("Brücke Geld", None),
        ("Was ist das?", None),
    ],
)
def test_a_name_alone_leads_to_the_entry_that_has_it(question: str, entry: str | None) -> None:
    assert ExactNames([_AMOUNT, _PROGRAMME]).find(split_words(question)) == entry


def test_a_name_of_two_subjects_leads_to_neither() -> None:
    other = _PROGRAMME.model_copy(update={"id": "offer/anderes", "title": "Anderes"})
    assert ExactNames([_PROGRAMME, other, _AMOUNT]).find(["brucke"]) is None
