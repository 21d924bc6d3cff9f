"""German as people type it: however it is spelt, it comes to the same letters."""

import re
from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import (
    STOP_WORDS,
    extract_content_words,
    find_capitalised_pairs,
    find_hyphenated_pairs,
    fold,
    join_hyphenated,
    split_words,
    stem,
)

_ANY = st.text()
_GERMAN = st.text(alphabet="abeioqrsuäöüßAEOUÄÖÜ -*:_\u0308\u0301n")
_LATIN = st.text(st.characters(codec="latin-1"))
_SPELT_OUT = str.maketrans(dict(zip("äöüÄÖÜß", ("ae", "oe", "ue", "Ae", "OE", "Ue", "ss"), strict=True)))


@pytest.mark.parametrize(
    ("spellings", "folded"),
    [
        (["Köln", "Koeln", "Koln", "KÖLN", "ko\u0308ln"], "koln"),
        (["Düren", "Dueren", "Duren", "DUEREN"], "duren"),
        (["Städte", "Staedte", "Stadte"], "stadte"),
        (["Straße", "Strasse", "STRASSE", "STRAẞE"], "strasse"),
        (["Europäer", "Europaeer", "Europaer"], "europar"),
        (["Café", "Cafe", "CAFÉ"], "cafe"),
        (["Kolleg*innen", "Kolleg:innen", "Kolleg_innen", "KollegInnen", "Kolleginnen"], "kolleginnen"),
        (["Schüler:in", "Schueler*in", "Schülerin"], "schulerin"),
        (["Trägervielfalt", "Traegervielfalt"], "tragervielfalt"),
        (["\ufb01t", "fit"], "fit"),
    ],
)
def test_spellings_meet(spellings: list[str], folded: str) -> None:
    assert {fold(spelling) for spelling in spellings} == {folded}


@pytest.mark.parametrize("word", ["neue", "bauer", "quelle", "steuer", "treue", "frauen", "feuer", "bequem"])
def test_ue_that_is_no_umlaut_stays(word: str) -> None:
    assert fold(word) == word


@pytest.mark.parametrize("text", ["Zeit: in Köln", "Was: innen", "2*inhalt", "*innen"])
def test_marks_that_are_no_gender_marks_part_words(text: str) -> None:
    assert re.search(r"[:*]", fold(text))


def test_words_are_folded_and_in_order() -> None:
    assert split_words("Wo ist das KI in Köln-Porz? Tel. 0221/12345!") == [
        *("wo", "ist", "das", "ki", "in", "koln", "porz", "tel", "0221", "12345")
    ]


@pytest.mark.parametrize("text", ["", " \n\t", "?!… – „“", "😀", "Привет", "\x00\ud800"])
def test_text_without_words_has_none(text: str) -> None:
    assert split_words(text) == extract_content_words(text) == join_hyphenated(text) == []


def test_content_words_leave_out_what_says_nothing() -> None:
    assert extract_content_words("Was ist eigentlich mit der Förderung für Übergänge?") == ["forderung", "ubergange"]
    assert {"fur", "uber", "wahrend"} <= STOP_WORDS


def test_hyphenated_words_are_one_word_too() -> None:
    assert join_hyphenated("KOMM-AN und Träger-Netz-Werk, a - b, – Rucksack") == ["komman", "tragernetzwerk"]


def test_forms_of_a_word_have_one_stem() -> None:
    assert {stem(word) for word in split_words("Schule Schulen")} == {"schul"}
    assert {stem(word) for word in split_words("Förderung Förderungen Foerderungen")} == {"forder"}


@given(st.one_of(_ANY, _GERMAN))
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.one_of(_LATIN, _GERMAN))
def test_case_does_not_matter(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower()) == fold(text)


@given(st.from_regex(r"([bdfgklmnrst ]+[äöüÄÖÜ]?ß?){0,8}", fullmatch=True))
def test_umlauts_may_be_spelt_out_or_left_out(text: str) -> None:
    spelt_out = text.translate(_SPELT_OUT)
    left_out = text.translate(str.maketrans("äöüÄÖÜ", "aouAOU"))
    assert fold(text) == fold(spelt_out) == fold(left_out)


@given(_ANY)
def test_words_hold_plain_letters_and_digits_only(text: str) -> None:
    found = split_words(text)
    assert all(re.fullmatch(r"[a-z0-9]+", word) for word in found)
    assert split_words(" ".join(found)) == found
    assert set(extract_content_words(text)) == set(found) - STOP_WORDS
    assert all(re.fullmatch(r"[a-z0-9]*", word) for word in join_hyphenated(text))


@pytest.mark.parametrize("read", [split_words, join_hyphenated, find_hyphenated_pairs, find_capitalised_pairs])
@pytest.mark.parametrize("part", ["x", "ue", "x-", "x ", "- ", "*x_"])
def test_the_work_grows_with_the_length_of_the_text(part: str, read: Callable[[str], object]) -> None:
    text = part * (100_000 // len(part))
    started = process_time()
    read(text)
    assert process_time() - started < 2
