"""Ordinary German words that look like the name of a place, and names that are ordinary words as well."""

import pytest

from knowledge.places.frequency import is_frequent, load_ranks
from knowledge.places.gazetteer import Gazetteer
from knowledge.text import STOP_WORDS
from tests.bench.places import QUESTIONS, frequent_words, is_wrong, recall, slips
from tests.unit.conftest import centres_of


def test_none_of_the_most_frequent_words_is_a_slip_of_a_name(gazetteer: Gazetteer) -> None:
    often = frequent_words(20_000)
    assert len(often) == 20_000
    assert [word for word in often if is_wrong(word, gazetteer)] == []


def test_rarer_words_alone_are_no_slips_of_a_name(gazetteer: Gazetteer) -> None:
    rarer = frequent_words()[20_000:]
    assert len(rarer) > 30_000
    found = ((word, place) for word in rarer for place in gazetteer.find([word], STOP_WORDS.__contains__))
    assert [word for word, place in found if place.centres and place.name != word] == []


def test_misspelt_names_are_found_as_often_as_before(gazetteer: Gazetteer) -> None:
    cases = list(slips())
    for question in ("{}", "KI {}", "wer hilft in {}"):
        assert recall(cases, question, gazetteer) >= 0.95, question


@pytest.mark.parametrize(
    "word",
    [
        *(
            "reden",
            "Bewerbungen",
            "Gelder",
            "Kurden",
            "Spenden",
            "Hafen",
            "leider",
            "halten",
            "Hunde",
            "Hölle",
            "Regen",
        ),
        *("Opfer", "Karten", "Schwester", "Bewertungen", "verlängert", "Körper", "Bohnen", "Werte", "Indien"),
    ],
)
@pytest.mark.parametrize("question", QUESTIONS)
def test_ordinary_word_is_no_place(gazetteer: Gazetteer, question: str, word: str) -> None:
    assert centres_of(gazetteer, question.format(word)) == []


@pytest.mark.parametrize(
    "word",
    [
        *("Lager", "Werner", "Sender", "Sieger", "Hammer", "Hämmer", "Bundes", "Minder", "Inder", "Haller", "Hörner"),
        *("Schwerter", "Esser", "Kerker", "Hager", "Wetters", "Mörser", "Augustiner", "Heider", "Dürer", "Brügger"),
        *("Horn", "Kamp", "Augustin", "vie", "ham", "Wald", "Quelle", "Burg", "Brand", "werden", "heißen", "Ende"),
    ],
)
@pytest.mark.parametrize("question", QUESTIONS)
def test_form_or_short_form_that_is_an_ordinary_word_is_no_place(
    gazetteer: Gazetteer, question: str, word: str
) -> None:
    assert centres_of(gazetteer, question.format(word)) == []


@pytest.mark.parametrize(
    ("question", "centre"),
    [
        *(("Hammer KI", "hamm"), ("das Schwerter Integrationszentrum", "kreis-unna"), ("Werner KI", "kreis-unna")),
        *(("Essener KI", "essen"), ("Siegener Kolleginnen", "siegen-wittgenstein"), ("Solinger", "solingen")),
        *(("KI Horn", "kreis-lippe"), ("in Kamp", "kreis-wesel"), ("KI VIE", "kreis-viersen"), ("KI HAM", "hamm")),
    ],
)
def test_form_beside_the_centre_is_the_place(gazetteer: Gazetteer, question: str, centre: str) -> None:
    assert set(centres_of(gazetteer, question)) == {centre}


@pytest.mark.parametrize(
    "question",
    [
        *("An wen kann ich mich wenden?", "Kann ich mich an das KI wenden?", "An welches KI muss ich mich wenden?"),
        *("Wie kann ich dem KI etwas senden?", "Soll ich es ans KI senden"),
        *("Wie viele Kinder kamen aus Syrien?", "Was tun bei Schlangen im Flur", "Wir wollen siegen", "etwas zu essen"),
        *(
            "Wie hoch sind die Löhne im KI?",
            "Was ist mit den Heiden",
            "in der Lage",
            "in enger Kooperation mit der Schule",
            "Schengener Visum",
        ),
    ],
)
def test_name_that_is_an_ordinary_word_is_no_place_in_its_ordinary_sense(gazetteer: Gazetteer, question: str) -> None:
    assert centres_of(gazetteer, question) == []


@pytest.mark.parametrize(
    ("question", "centre"),
    [
        *(
            (name, centre)
            for name, centre in (("Wenden", "kreis-olpe"), ("Kamen", "kreis-unna"), ("Lage", "kreis-lippe"))
        ),
        *(
            ("KI Senden", "kreis-coesfeld"),
            ("Wer ist für Wenden zuständig?", "kreis-olpe"),
            ("in Alpen", "kreis-wesel"),
        ),
        *(("Bünde Zuständigkeit", "kreis-herford"), ("Frechen wer macht das", "rhein-erft-kreis")),
        *(
            ("Wir kommen aus Heiden", "kreis-borken"),
            ("Gemeinde Schlangen", "kreis-lippe"),
            ("Löhne KI", "kreis-herford"),
        ),
        ("Bönen oder Kamen?", "kreis-unna"),
        ("Wie kann ich das KI Senden erreichen?", "kreis-coesfeld"),
    ],
)
def test_name_that_is_an_ordinary_word_is_the_place_where_one_is_asked_for(
    gazetteer: Gazetteer, question: str, centre: str
) -> None:
    assert set(centres_of(gazetteer, question)) == {centre}


@pytest.mark.parametrize(
    ("slip", "centre"),
    [
        ("Sosst", "kreis-soest"),
        ("Klve", "kreis-kleve"),
        ("Mors", "kreis-wesel"),
        ("Mühlheim", "muelheim-an-der-ruhr"),
        ("Sank Augustin", "rhein-sieg-kreis"),
        ("Kreis Klebe", "kreis-kleve"),
        ("Neunkirchen-Seelcheid", "rhein-sieg-kreis"),
    ],
)
def test_slip_in_a_short_or_composed_name_is_forgiven(gazetteer: Gazetteer, slip: str, centre: str) -> None:
    assert centres_of(gazetteer, f"KI {slip}") == [centre]


def test_frequent_words_are_those_of_the_list() -> None:
    assert is_frequent("die")
    assert is_frequent("kurden")
    assert not is_frequent("dortmnud")
    assert min(load_ranks().values()) == 0
