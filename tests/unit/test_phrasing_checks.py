"""What editors are told of phrasings: doubles are errors, the doubtful are named."""

from pathlib import Path

import pytest

from knowledge.entries import Knowledge, Offer, Source
from knowledge.exporter import write_bundle
from knowledge.loader import ContentError, load_bundle
from knowledge.search.phrasing_checks import Doubt, check_phrasings
from tests.prepared import bundle


def _offer(slug: str, title: str, text: str, *phrasings: str) -> Offer:
    return Offer(
        id=f"offer/{slug}", title=title, text=text, phrasings=phrasings, source=Source(name="Land"), as_of="2025"
    )


def _warn(*offers: Offer) -> list[tuple[str, str, Doubt, str]]:
    found = check_phrasings(Knowledge.from_records(offers))
    return [(warning.entry, warning.phrasing, warning.doubt, warning.about) for warning in found]


POOL = _offer("pool", "Sprachmittlerpool", "Ehrenamtliche dolmetschen beim Arzt und im Amt.")
SPORT = _offer("sport", "Sport im Verein", "Kinder turnen und schwimmen mit Trainern.")


def test_a_phrasing_that_another_entry_wins_is_named() -> None:
    astray = SPORT.model_copy(update={"phrasings": ("Wer dolmetscht beim Arzt?",)})
    assert _warn(POOL, astray) == [("offer/sport", "Wer dolmetscht beim Arzt?", Doubt.WON, "offer/pool")]


def test_a_phrasing_that_says_little_is_named_unless_it_holds_the_name() -> None:
    short = SPORT.model_copy(update={"phrasings": ("Wer ist zuständig?", "Was ist Sport?", "Kinder schwimmen")})
    assert [found[1:3] for found in _warn(POOL, short)] == [("Wer ist zuständig?", Doubt.FEW)]


def test_a_noun_that_stands_nowhere_else_is_named() -> None:
    told = ("Turnen Kinder im Rathaus mit Trainern?", "Schwimmen Kinder in der Halle?", "turnen in der Halle")
    found = _warn(POOL, SPORT.model_copy(update={"phrasings": told}))
    assert [(warning[2], warning[3]) for warning in found] == [(Doubt.RARE, "Rathaus")]


@pytest.mark.parametrize("other", ["wer DOLMETSCHT beim Arzt", "Sprachmittlerpool"])
def test_the_same_words_in_two_entries_are_an_error(tmp_path: Path, other: str) -> None:
    pool = POOL.model_copy(update={"phrasings": ("Wer dolmetscht beim Arzt?",)})
    rest = [record for record in bundle() if record.kind not in {"offer", "faq", "confidence"}]
    write_bundle(Knowledge.from_records([*rest, pool, SPORT]), tmp_path)
    assert load_bundle(tmp_path).offers == (pool, SPORT)
    write_bundle(
        Knowledge.from_records([*rest, pool, SPORT.model_copy(update={"phrasings": ("Turnen", other)})]), tmp_path
    )
    with pytest.raises(ContentError) as caught:
        load_bundle(tmp_path)
    (fault,) = caught.value.faults
    assert (fault.file, fault.field) == ("offers.yaml", "phrasings")
    assert "offer/pool" in fault.expected
