"""What is suggested while somebody types."""

import pytest

from knowledge.search.beginnings import Beginnings
from tests.prepared import index

SEARCH = index()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("boch", "centre/bochum"),
        ("Köl", "centre/koeln"),
        ("koel", "centre/koeln"),
        ("griffb", "offer/griffbereit"),
        ("lüdensch", "centre/maerkischer-kreis"),
        ("Telefon KI Duisburg", "centre/duisburg"),
    ],
)
def test_the_first_suggestion_is_what_was_meant(typed: str, first: str) -> None:
    assert SEARCH.suggest(typed)[0].id == first


def test_nothing_is_suggested_twice() -> None:
    for typed in ("k", "integration", "was ist", "ki"):
        ids = [entry.id for entry in SEARCH.suggest(typed)]
        assert len(ids) == len(set(ids))
    assert SEARCH.suggest(" ?! ") == ()


def test_each_word_that_was_typed_begins_one_of_a_name() -> None:
    begun = Beginnings({"b": ["rucksack", "kita"], "a": ["rucksack", "schule"], "c": ["kitas"]})
    assert begun.find(["ruck"]) == ["b", "a"]
    assert begun.find(["sch", "rucksack"]) == ["a"]
    assert begun.find(["kita"]) == ["b", "c"]
    assert begun.find(["sack"]) == []
    assert begun.find(["schulen"]) == []
