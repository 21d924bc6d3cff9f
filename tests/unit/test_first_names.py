"""The name by which a person is greeted, from whatever they call themselves."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.announcements.model.text import fill_placeholders
from handlers.core.first_names import parse_first_name

_PLACES = frozenset({"bochum", "unna", "hagen", "bad oeynhausen"})


def _called(name: str) -> str:
    return parse_first_name(name, lambda each: each.casefold() in _PLACES)


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Anna Müller", "Anna"),
        ("Anna", "Anna"),
        ("Anna-Lena Müller", "Anna-Lena"),
        ("Anna Lena Müller", "Anna"),
        ("Müller, Anna", "Anna"),
        ("Müller,Anna", "Anna"),
        ("MÜLLER, Anna", "Anna"),
        ("MÜLLER Anna", "Anna"),
        ("ANNA MÜLLER", "Anna"),
        ("anna müller", "Anna"),
        ("Müller, Anna Dr.", "Anna"),
        ("Müller, Dr. Anna (KI Bochum)", "Anna"),
        ("Müller, Anna, KI Bochum", "Anna"),
        ("Dr. Anna Müller", "Anna"),
        ("Dr.Anna Müller", "Anna"),
        ("Dr. med. Anna Müller", "Anna"),
        ("Dr.med. Anna Müller", "Anna"),
        ("Dr. Müller, Anna", "Anna"),
        ("Dipl.-Soz.-Päd. Anna Müller", "Anna"),
        ("Yılmaz, Ayşe", "Ayşe"),
        ("El-Khatib, Dr. Samir (KI Köln)", "Samir"),
        ("Dr.in Anna Müller", "Anna"),
        ("Dr.-Ing. Ali Demir", "Ali"),
        ("Prof. Dr. med. Anna Müller", "Anna"),
        ("Prof. Dr. Dr. h. c. Anna Müller", "Anna"),
        ("Dipl.-Päd. Anna Müller", "Anna"),
        ("Anna Müller, M.A.", "Anna"),
        ("Anna Müller, M. A.", "Anna"),
        ("Anna Müller, KI Bochum", "Anna"),
        ("Anna Müller (KI Bochum)", "Anna"),
        ("Anna Müller [sie/ihr]", "Anna"),
        ("Anna Müller – KI Bochum", "Anna"),
        ("KI Bochum – Anna Müller", "Anna"),
        ("KI Bochum, Anna Müller", "Anna"),
        ("KI Bochum | Müller, Anna", "Anna"),
        ("Anna Müller | Kreis Unna", "Anna"),
        ("Anna Müller / KI", "Anna"),
        ("Anna @ KI Bochum", "Anna"),
        ("Anna (Kreis Unna)", "Anna"),
        ("Frau Anna Müller", "Anna"),
        ("Frau Dr. Anna Müller", "Anna"),
        ("Frau Prof. Dr. med. Anna Müller", "Anna"),
        ("von Hagen, Prof. Dr. Ute", "Ute"),
        ("van der Berg, Jan", "Jan"),
        ("Hagen, Ute von", "Ute"),
        ("Ute von Hagen", "Ute"),
        ("Hagen Müller", "Hagen"),
        ("🌸 Anna 🌸", "Anna"),
        ("Anna🌸", "Anna"),
        ("~*Anna*~", "Anna"),
        ("„Anna“ Müller", "Anna"),
        ("Anna M.", "Anna"),
        ("Seán O'Neil", "Seán"),
        ("D'Angelo, Marco", "Marco"),
        ("Jürgen", "Jürgen"),
        ("Élodie Blanc", "Élodie"),
        ("محمد علي", "محمد"),
        ("Иван Петров", "Иван"),
        ("Anna\u202e\nMüller", "Anna"),
        ("Maria-José", "Maria-José"),
        ("अन्ना शर्मा", "अन्ना"),
    ],
)
def test_people_are_called_by_their_first_name(name: str, called: str) -> None:
    assert _called(name) == called


@pytest.mark.parametrize(
    "name",
    [
        "",
        "  ",
        "🌸",
        "Dr. Müller",
        "Prof. Dr. Müller",
        "Frau Müller",
        "Herr Dr. Müller",
        "Frau von Hagen",
        "Familie Müller",
        "Müller, Dr.",
        "Müller, A.",
        "A. Müller",
        "A.-L. Müller",
        "von Hagen",
        "KI Bochum",
        "Bochum KI",
        "KI",
        "KIM",
        "KI-Bochum",
        "Kommunales Integrationszentrum Unna",
        "Kreis Unna – KI",
        "Kreis Unna",
        "Stadt Bochum",
        "Bochum",
        "Hagen",
        "Bad Oeynhausen",
        "LaKI",
        "LaKI NRW",
        "Team Integration",
        "Sekretariat",
        "Leitung KI Bochum",
        "Jobcenter Bochum",
        "Caritas Bochum e.V.",
        "Bildungsbüro",
        "Integrationsrat Bochum",
        "Migrationsdienst",
        "Berufskolleg Unna",
        "Arbeitsagentur",
        "Prof. Dr. med. Müller",
        "KI Köln: Anna Müller",
        "Integration Bochum",
        "Anna und Bea",
        "Anna & Bea Müller",
        "Anna/Bea",
        "@anna:server",
        "@anna:example.org",
        "anna.mueller",
        "Anna.Mueller",
        "anna_mueller",
        "amueller84",
        "AnnaM84",
        "anna@example.org",
        "anna",
        "amueller",
        "4711",
        "+49 203 1234",
        "Deleted Account",
        "Gelöschtes Konto",
        "User 12",
        "Gast",
        "Admin",
        "Info-Telefon",
        "www.example.org",
        "https://example.org",
        "{vorname}",
    ],
)
def test_others_get_what_stands_behind_the_bar(name: str) -> None:
    assert _called(name) == ""


@pytest.mark.parametrize(
    ("text", "name", "read"),
    [
        ("Hallo {vorname|zusammen}, morgen.", "Müller, Anna", "Hallo Anna, morgen."),
        ("Hallo {vorname|zusammen}, morgen.", "Frau Müller", "Hallo zusammen, morgen."),
        ("Hallo {vorname}, morgen.", "KI Bochum", "Hallo, morgen."),
        ("Hallo {Vorname|zusammen}!", "Anna-Lena M\u202eüller", r"Hallo Anna\-Lena!"),
        ("Hallo {vorname|zusammen}!", "Anna*Lena", "Hallo zusammen!"),
    ],
)
def test_a_greeting_reads_well(text: str, name: str, read: str) -> None:
    assert fill_placeholders(text, name=parse_first_name(name, lambda _: False), centre="") == read


@settings(deadline=None)
@given(st.text(st.sampled_from("Anna Müler.,-–/|()@:_ KIDr\n\u202e9🌸")))
def test_whatever_somebody_calls_themselves_is_one_word_or_nothing(name: str) -> None:
    called = _called(name)
    assert called == "" or (
        called[0].isalpha() and len(called.split()) == 1 and not set(called) & set(",@:_/|()9\u202e")
    )
