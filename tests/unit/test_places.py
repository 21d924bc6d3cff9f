"""Names of places as people write them, and words that only look like one."""

import pytest

from knowledge.entries import Knowledge
from knowledge.places.gazetteer import Gazetteer
from knowledge.text import STOP_WORDS, split_words
from tests.prepared import bundle
from tests.unit.conftest import centres_of


@pytest.mark.parametrize(
    ("question", "centre"),
    [
        *((f"KI {name}", "koeln") for name in ("Köln", "Koeln", "Koln", "KÖLN", "Kölns", "Kölner")),
        ("Solinger Kolleginnen", "solingen"),
        ("Münsteraner Schulen", "muenster"),
        ("Wer ist in Essen zuständig?", "essen"),
        ("Essen", "essen"),
        ("Hagen", "hagen"),
        ("in Wetter (Ruhr)", "ennepe-ruhr-kreis"),
        ("Horn-Bad Meinberg", "kreis-lippe"),
        ("Bad Meinberg", "kreis-lippe"),
        ("Sankt Augustin", "rhein-sieg-kreis"),
        ("St. Augustin", "rhein-sieg-kreis"),
        ("Halle", "kreis-guetersloh"),
        ("Kreis Düren", "kreis-dueren"),
        ("Düren", "kreis-dueren"),
        ("im Märkischen Kreis", "maerkischer-kreis"),
        ("der Märkische Kreis", "maerkischer-kreis"),
        ("im Hochsauerland", "hochsauerlandkreis"),
        ("Städteregion Aachen", "staedteregion-aachen"),
        ("59174 Kamen", "kreis-unna"),
    ],
)
def test_name_leads_to_its_centre(gazetteer: Gazetteer, question: str, centre: str) -> None:
    assert set(centres_of(gazetteer, question)) == {centre}


@pytest.mark.parametrize(
    "question",
    [
        *("Hessen", "Kopenhagen", "Zürich", "Kassel", "99999", "4478", "447891", ""),
        *("Wie wird das Wetter morgen?", "Wo kann man gut essen gehen?", "Was essen wir?", "Ich bin nicht in der Lage"),
        *("Thank you very much", "Wir senden etwas"),
    ],
)
def test_what_is_no_place_is_not_taken_for_one(gazetteer: Gazetteer, question: str) -> None:
    assert centres_of(gazetteer, question) == []


@pytest.mark.parametrize(
    ("slip", "centre"),
    [
        ("Dortmnud", "dortmund"),
        ("Bochmu", "bochum"),
        ("Gelsenkirchn", "gelsenkirchen"),
        ("Wuppertall", "wuppertal"),
        ("Mönchengladbahc", "moenchengladbach"),
    ],
)
def test_slip_is_forgiven(gazetteer: Gazetteer, slip: str, centre: str) -> None:
    assert centres_of(gazetteer, f"KI {slip}") == [centre]


@pytest.mark.parametrize("slip", ["Tortmund", "Wochum", "Bchm", "Dxrxmxnd", "44790x"])
def test_other_first_letter_or_too_many_slips_are_not(gazetteer: Gazetteer, slip: str) -> None:
    assert centres_of(gazetteer, f"KI {slip}") == []


def test_known_word_is_no_slip(gazetteer: Gazetteer) -> None:
    assert centres_of(gazetteer, "Borbeck Bochun") == ["bochum"]
    assert gazetteer.find(split_words("Borbeck Bochun"), {"borbeck", "bochun"}.__contains__) == []


@pytest.mark.parametrize(
    ("question", "centres"),
    [
        ("40472", {"duesseldorf", "kreis-mettmann"}),
        ("51467", {"koeln", "rheinisch-bergischer-kreis"}),
        ("Aachen", {"aachen-stadt", "staedteregion-aachen"}),
    ],
)
def test_ambiguous_name_leads_to_all_its_centres(gazetteer: Gazetteer, question: str, centres: set[str]) -> None:
    (place,) = gazetteer.find(split_words(question), STOP_WORDS.__contains__)
    assert {centre.removeprefix("centre/") for centre in place.centres} == centres


def test_places_are_told_with_where_they_stand(gazetteer: Gazetteer) -> None:
    found = gazetteer.find(split_words("Köln und der Kreis Düren"), STOP_WORDS.__contains__)
    assert [(place.name, place.start, place.end) for place in found] == [("koln", 0, 1), ("kreis duren", 3, 5)]


def test_every_municipality_and_centre_is_found_by_its_name(gazetteer: Gazetteer) -> None:
    knowledge = bundle()
    names = [centre.area for centre in knowledge.centres] + [town.name for town in knowledge.municipalities]
    assert [name for name in names if not centres_of(gazetteer, f"in {name}")] == []


def test_without_places_none_is_found() -> None:
    assert Gazetteer(Knowledge()).find(split_words("Wer ist in Köln zuständig?"), STOP_WORDS.__contains__) == []
