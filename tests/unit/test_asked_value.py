"""The value that a question asks for, and where an entry holds it."""

from dataclasses import replace

import pytest

from knowledge.entries import Faq, Offer, Source
from knowledge.finding import Match, ValueKind
from knowledge.search.asked_value import choose_holder, detect_asked_value, find_sentence, is_missing
from knowledge.text import split_words

QUESTIONS = {
    ValueKind.AMOUNT: (
        "wieviel geld gibts pro stelle vom land",
        "Wie hoch ist die Förderung?",
        "was kostet uns eine Rucksack Gruppe",
        "ist die Beratung umsonst?",
        "Welche Kosten kommen auf die Schule zu",
        "wie viel zahlt das Land für Sprachmittlung",
        "How much does it cost?",
        "kostet das was",
    ),
    ValueKind.NUMBER: (
        "wieviele lehrkräfte bekommt ein KI vom land",
        "Wie viele Kinder brauchen wir für HSU?",
        "ab welchem alter geht das",
        "how many centres are there",
        "Wie hoch ist der Anteil der Lehrkräfte",
    ),
    ValueKind.DEADLINE: (
        "bis wann muss der antrag raus sein",
        "Antragsfrist KIM",
        "Wann müssen wir IfKuF beantragen?",
        "gibt es eine Deadline",
        "Stichtag Integrationspauschale",
    ),
    ValueKind.DURATION: (
        "Wie lange dauert so ein Integrationskurs",
        "wielange geht die Erstförderung",
        "Dauer der Qualifizierung",
        "wie viele stunden sind das",
        "how long does it take",
    ),
    ValueKind.DATE: (
        "seit wann gibts die?",
        "Wann wurde die LaKI aufgelöst?",
        "wann hat das KI im Kreis Kleve aufgemacht",
        "wie lange gibt es euch schon",
        "since when is there a KIM",
    ),
    ValueKind.HOURS: (
        "wann ist da jemand erreichbar",
        "Öffnungszeiten vom KI Bochum",
        "Wann kann man bei euch vorbeikommen?",
        "bis wann habt ihr offen",
        "Habt ihr Sprechzeiten",
    ),
    ValueKind.LEADER: (
        "wer leitet das KI Essen",
        "Wie heißt die Leiterin?",
        "wer ist Chef im KI Unna",
        "KI Unna Leitung",
    ),
    ValueKind.EMAIL: ("An welche Mailadresse schicke ich das", "und die mail", "E-Mail vom KfI"),
    ValueKind.PHONE: ("telefon laki", "Faxnummer vom MAIS damals", "unter welcher Rufnummer"),
    ValueKind.ADDRESS: ("Adresse der LaKI von früher", "welche Straße war das", "Anschrift?"),
    ValueKind.STATUS: ("läuft das noch?", "Gibt es das Südosteuropaprogramm noch?", "wurde das eingestellt"),
    ValueKind.PERMISSION: (
        "Kann auch eine kreisangehörige Stadt die Förderung beantragen?",
        "dürfen vereine das machen",
        "Wer darf beantragen",
    ),
    ValueKind.OBLIGATION: (
        "Muss jede Kommune ein Konzept haben?",
        "brauchen wir zwingend ein integrationskonzept",
        "Ist die Teilnahme Pflicht?",
    ),
    None: (
        "Was ist Griffbereit?",
        "Wer übernimmt die Kosten?",
        "KI Bochum",
        "Welche Ministerien fördern die KI",
        "wer zahlt die Elternbegleitung",
        "Erfahrungen mit Elterncafés",
    ),
}


@pytest.mark.parametrize(("kind", "question"), [(kind, each) for kind, asked in QUESTIONS.items() for each in asked])
def test_kind_of_value_is_detected(kind: ValueKind | None, question: str) -> None:
    asked = detect_asked_value(split_words(question))
    assert (asked.kind if asked else None) is kind


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("wie viel geld gibt es für eine fachkraft", "Je Fachkraft sind es bis **57.000 Euro**."),
        ("wie viel geld gibt es für sprachmittler", "Für Sprachmittler gibt es 50.000 Euro im Jahr."),
        ("bis wann muss man das beantragen", "Anträge gehen bis zum 31. Januar an das KfI, foerderung@example.org."),
        ("an welche mail geht der antrag", "Anträge gehen bis zum 31. Januar an das KfI, foerderung@example.org."),
        ("darf ein verein das beantragen", "Beantragen dürfen es nur Kreise."),
        ("wie viele stellen gibt es", "In Kreisen sind es sechs Stellen."),
        ("seit wann gibt es das", "Das Programm läuft seit 2013."),
        ("wer leitet das", None),
        ("wie ist die telefonnummer", None),
        ("wie lange dauert das", None),
        ("wann ist da jemand erreichbar", None),
        ("welche adresse", None),
    ],
)
def test_sentence_with_the_value_is_found(question: str, sentence: str | None) -> None:
    offer = Offer(
        id="offer/grundfoerderung",
        title="Grundförderung",
        text="Das Programm läuft seit 2013. In Kreisen sind es sechs Stellen. Je Fachkraft sind es bis **57.000 "
        "Euro**. Für Sprachmittler gibt es 50.000 Euro im Jahr. Anträge gehen bis zum 31. Januar an das KfI, "
        "foerderung@example.org. Beantragen dürfen es nur Kreise.",
        source=Source(name="Land"),
        as_of="2025",
    )
    asked = detect_asked_value(split_words(question))
    assert asked is not None
    assert find_sentence(offer, asked) == sentence
    assert is_missing(offer, asked) is (sentence is None)


@pytest.mark.parametrize("text", ["Nach § 9 TIntG.", "Seit dem 1. April 2021.", "Runderlass Nr. 10 von 2025."])
def test_dates_and_paragraphs_are_no_numbers(text: str) -> None:
    entry = Offer(id="offer/a", title="A", text=text, source=Source(name="Land"), as_of="2025")
    asked = detect_asked_value(["wie", "viele", "leute"])
    assert asked is not None
    assert is_missing(entry, asked)


def test_title_of_the_same_question_holds_the_value_in_whatever_form() -> None:
    entry = Faq(
        id="faq/a",
        title="Wie viele Programmteile gibt es?",
        text="- Teil I\n- Teil II",
        source=Source(name="Land"),
        as_of="2025",
    )
    asked = detect_asked_value(["wie", "viele", "teile"])
    assert asked is not None
    assert not is_missing(entry, asked)


def _match(id_: str, title: str, text: str, score: float) -> Match:
    return Match(entry=Faq(id=id_, title=title, text=text, source=Source(name="Land"), as_of="2025"), score=score)


_FIRST = _match("faq/stellen", "Welche Stellen zahlt das Land?", "Zwei Lehrkräfte.", 10.0)


@pytest.mark.parametrize(
    ("score", "title", "text", "is_chosen"),
    [
        (9.5, "Wie hoch ist die Förderung je Stelle?", "Siehe Richtlinie.", True),
        (7.0, "Wer fördert die Stellen?", "Das Land, mit 57.000 Euro.", True),
        (5.0, "Wer fördert die Stellen?", "Das Land, mit 57.000 Euro.", False),
        (9.5, "Wer fördert die Stellen?", "Das Land.", False),
    ],
)
def test_near_entry_that_holds_the_value_is_shown(score: float, title: str, text: str, is_chosen: bool) -> None:
    other = _match("faq/andere", title, text, score)
    asked = detect_asked_value(split_words("Wie viel Geld gibt es je Stelle?"))
    assert asked is not None
    assert choose_holder((_FIRST, other), _FIRST, asked, 0.6) is (other if is_chosen else _FIRST)


def test_of_two_that_hold_the_value_the_one_that_asks_for_it_is_shown() -> None:
    other = _match("faq/regeln", "Wer fördert die Stellen?", "Das Land, mit 57.000 Euro.", 9.5)
    told = _match("faq/betrag", "Wie hoch ist die Förderung je Stelle?", "Es sind 57.000 Euro.", 6.5)
    asked = detect_asked_value(split_words("Wie viel Geld gibt es je Stelle?"))
    assert asked is not None
    assert choose_holder((_FIRST, other, told), _FIRST, asked, 0.6) is told


def test_entry_that_holds_the_value_stays_first() -> None:
    first = _match("faq/stellen", "Welche Stellen zahlt das Land?", "Für 57.000 Euro.", 10.0)
    other = _match("faq/andere", "Wer fördert die Stellen?", "Das Land, mit 500 Euro.", 9.8)
    asked = detect_asked_value(split_words("Wie viel Geld gibt es je Stelle?"))
    assert asked is not None
    assert choose_holder((first, other), first, asked, 0.6) is first


def test_entry_on_another_subject_is_not_shown_for_its_value() -> None:
    first = _match("faq/kfi", "Was ist das KfI?", "Eine Stelle des Landes.", 10.0)
    other = _match("faq/laki-mail", "Welche E-Mail-Adresse hatte die LaKI?", "Es war laki@example.org.", 9.8)
    asked = detect_asked_value(split_words("Welche Mailadresse hat das KfI?"))
    assert asked is not None
    assert choose_holder((first, other), first, asked, 0.6) is first


def test_fact_about_the_entry_shown_needs_no_name() -> None:
    first = Match(
        entry=Offer(id="offer/kfi", title="KfI", text="Eine Stelle.", source=Source(name="Land"), as_of="2025"),
        score=10.0,
    )
    fact = _match("faq/kfi-mail", "Welche E-Mail-Adresse hat es?", "Es ist kfi@example.org.", 9.0)
    about = replace(fact, entry=fact.entry.model_copy(update={"about": "offer/kfi"}))
    asked = detect_asked_value(split_words("Welche Mailadresse hat das KfI?"))
    assert asked is not None
    assert choose_holder((first, fact), first, asked, 0.6) is first
    assert choose_holder((first, about), first, asked, 0.6) is about
