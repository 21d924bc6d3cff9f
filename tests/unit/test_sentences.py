"""Sentences of a German text in Markdown."""

import pytest

from knowledge.entries import Knowledge
from knowledge.sentences import iterate_sentences, lead_with, split_sentences
from tests.prepared import bundle


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return bundle()


@pytest.mark.parametrize(
    "sentences",
    [
        ["Seit dem 1. April 2021 gibt es sie nicht mehr.", "Heute ist es die LaSI."],
        ["Grundlage ist § 8 Abs. 4 TIntG (BASS 11-02 Nr. 10).", "Mehr steht dort."],
        ["Träger vor Ort (z. B. Vereine. Auch Kitas) machen es.", "Das KI koordiniert."],
        ["**Nein, nicht mehr. Es ist zu Ende.**", "Danach kam ein anderes."],
        ["Er heißt „Das geht. Wirklich“ und läuft noch.", "„Ja“ heißt er nicht."],
        ["Bis zu 57.000 Euro, ca. 3 Stellen, d. h. viel.", "Stand 2017 waren es weniger!", "Warum?"],
        ["kein Punkt am Ende"],
    ],
)
def test_sentences_are_told_apart(sentences: list[str]) -> None:
    assert split_sentences(" ".join(sentences)) == sentences


def test_lines_of_a_paragraph_are_one_text() -> None:
    assert split_sentences("Das ist\nein Satz. Und\nein zweiter.") == ["Das ist ein Satz.", "Und ein zweiter."]


def test_items_of_lists_count_as_sentences() -> None:
    text = "Das Land zahlt:\n\n- zwei Lehrkräfte\n- eine halbe Stelle\n\nMehr nicht."
    assert [*iterate_sentences(text)] == ["Das Land zahlt:", "zwei Lehrkräfte", "eine halbe Stelle", "Mehr nicht."]


def test_what_refers_back_stays_behind_its_sentence() -> None:
    led = lead_with(
        "Ein Programm. Es gibt **500 Euro**. Davor waren es 300.\n\nAnträge stellt der Kreis.", "Es gibt **500 Euro**."
    )
    assert led.lead == "Es gibt 500 Euro."
    assert led.rest == "Davor waren es 300.\n\nEin Programm.\n\nAnträge stellt der Kreis."


def test_lists_stay_whole() -> None:
    text = "Das Land zahlt:\n\n- **zwei** Lehrkräfte\n- eine Stelle"
    led = lead_with(text, "**zwei** Lehrkräfte")
    assert (led.lead, led.rest) == ("Zwei Lehrkräfte", text)


def test_no_word_of_an_entry_is_lost(knowledge: Knowledge) -> None:
    for entry in (*knowledge.offers, *knowledge.faqs):
        for sentence in iterate_sentences(entry.text):
            led = lead_with(entry.text, sentence)
            words = f"{led.lead} {led.rest}".replace("**", "").casefold().split()
            assert not set(entry.text.replace("**", "").casefold().split()) - set(words), entry.id
            assert sentence.count("**") % 2 == 0, (entry.id, sentence)
