"""Tables of questions whose kind must be told by how they are asked."""

import csv
from datetime import date
from pathlib import Path

import pytest

from handlers.faq.rendering import compose_answer, render_finding
from handlers.i18n import TEXTS
from knowledge.languages import GuestLanguage, load_guest_languages
from knowledge.search import Finding, FindingKind, Language, Match, Outside, Search, Smalltalk

_HERE = Path(__file__).parent
_TODAY = date(2026, 11, 23)


def read_table(name: str) -> list[list[str]]:
    with (_HERE / name).open(encoding="utf-8") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


@pytest.mark.parametrize(("kind", "question"), read_table("smalltalk.tsv"), ids=lambda text: text)
def test_small_talk_is_told_from_questions(kind: str, question: str, search: Search) -> None:
    finding = search.find(question)
    assert (finding.kind, finding.smalltalk) == (FindingKind.SMALLTALK, Smalltalk(kind))


@pytest.mark.parametrize(
    "question",
    [
        "Hilfe für Geflüchtete",
        "Wer hat das KIM gemacht?",
        "Test für Integrationskurs",
        "Ist das KI Essen gut erreichbar?",
        "Morgen in Köln",
        "Danke, und wer ist für Unna zuständig?",
        "Wer macht Griffbereit",
        "Mensch",
        "läuft das noch?",
    ],
)
def test_courtesies_within_a_question_do_not_make_it_small_talk(question: str, search: Search) -> None:
    assert search.find(question).kind is not FindingKind.SMALLTALK


@pytest.mark.parametrize("language", TEXTS)
def test_every_small_talk_has_an_answer_of_its_own(language: Language, search: Search) -> None:
    findings = [Finding(kind=FindingKind.SMALLTALK, smalltalk=kind) for kind in Smalltalk]
    replies = [render_finding(each, language, search=search, today=_TODAY).reply for each in findings]
    assert len(set(replies)) == len(Smalltalk)


@pytest.mark.parametrize("question", [row[1] for row in read_table("colleagues.tsv")])
def test_questions_for_colleagues_are_told_from_facts(question: str, search: Search) -> None:
    assert search.find(question).kind is FindingKind.EXCHANGE


def test_topics_of_questions_are_among_the_first_two(search: Search) -> None:
    rows = read_table("colleagues.tsv")
    missed = [row for row in rows if row[0] not in [topic.slug for topic in search.find(row[1]).topics[:2]]]
    assert len(missed) <= 0.05 * len(rows), missed


@pytest.mark.parametrize("question", [row[1] for row in read_table("facts.tsv")])
def test_facts_with_words_of_exchange_do_not_go_to_colleagues(question: str, search: Search) -> None:
    assert search.find(question).kind is not FindingKind.EXCHANGE


def test_facts_with_words_of_exchange_are_found(search: Search) -> None:
    facts = [question for kind, question in read_table("facts.tsv") if kind == "fact"]
    found = (FindingKind.ANSWER, FindingKind.CHOICES)
    missed = [question for question in facts if search.find(question).kind not in found]
    assert len(missed) <= 0.05 * len(facts), missed


@pytest.mark.parametrize(("language", "expected", "question"), read_table("languages.tsv"), ids=lambda text: text)
def test_questions_in_other_languages_are_recognised(
    language: Language, expected: str, question: str, search: Search
) -> None:
    finding = search.find(question)
    ids = [match.entry.id for match in finding.matches]
    assert finding.language == language
    if "/" not in expected:
        assert finding.kind is FindingKind(expected)
    elif expected.startswith("centre/"):
        assert (finding.kind, ids[0]) == (FindingKind.ANSWER, expected)
    else:
        assert finding.kind is FindingKind.CHOICES
        assert not set(expected.split("|")).isdisjoint(ids)


def test_no_phrasing_is_taken_for_another_language(search: Search) -> None:
    phrasings = [phrasing for entry in search.knowledge.entries for phrasing in (entry.title, *entry.phrasings)]
    tables = [row[-1] for name in ("questions.tsv", "smalltalk.tsv", "colleagues.tsv") for row in read_table(name)]
    asked = [*phrasings, *tables]
    wrong = [text for text in asked if search.find(text).language not in (*TEXTS, None)]
    assert wrong == []


@pytest.mark.parametrize("language", load_guest_languages(), ids=lambda language: language.code)
def test_a_reply_in_another_language_says_what_lotse_can_do(language: GuestLanguage, search: Search) -> None:
    centre = search.knowledge.centres[0]
    match = Match(entry=centre, score=1.0)
    for kind in FindingKind.ANSWER, FindingKind.CHOICES, FindingKind.NONE:
        finding = Finding(kind=kind, language=language.code, matches=(match,) if kind is not FindingKind.NONE else ())
        rendered = render_finding(finding, "de", search=search, today=_TODAY)
        assert language.texts.about in rendered.reply
        assert bool(rendered.choices) is (kind is not FindingKind.NONE)
        assert rendered.asked_in == language.code


@pytest.mark.parametrize("question", ["你好", "Πού είναι το KI;", "איפה המרכז?", "გამარჯობა"])
def test_a_script_without_a_language_is_named_in_all_that_lotse_speaks(question: str, search: Search) -> None:
    reply = compose_answer(question, search=search, today=_TODAY, language="de").reply
    assert all(texts.unknown_script in reply for texts in TEXTS.values())


@pytest.mark.parametrize(("outside", "question"), read_table("outside.tsv"), ids=lambda text: text)
def test_matters_outside_are_declined_by_name(outside: str, question: str, search: Search) -> None:
    finding = search.find(question)
    assert (finding.kind, finding.outside) == (FindingKind.NONE, Outside(outside))


@pytest.mark.parametrize("language", TEXTS)
def test_every_matter_outside_has_an_answer_of_its_own(language: Language, search: Search) -> None:
    findings = [Finding(kind=FindingKind.NONE, outside=outside) for outside in Outside]
    replies = [render_finding(each, language, search=search, today=_TODAY).reply for each in findings]
    assert len(set(replies)) == len(Outside)


def test_who_helps_instead_is_offered(search: Search) -> None:
    answer = compose_answer("darf ich abgeschoben werden", search=search, today=_TODAY, language="de")
    assert "Migrationsberatung" in answer.choices[0].label
    office = compose_answer("Öffnungszeiten der Ausländerbehörde Bochum", search=search, today=_TODAY, language="de")
    assert "Bochum" in office.choices[0].label


@pytest.mark.parametrize(
    "question", ["Integrationslotsen Berlin", "Deutschkurs in München", "Gibt es in Bayern auch ein KIM?"]
)
def test_a_matter_in_another_land_is_declined_with_what_is_near(question: str, search: Search) -> None:
    finding = search.find(question)
    assert finding.kind is FindingKind.NONE
    assert finding.elsewhere is not None


@pytest.mark.parametrize(
    "question",
    [
        "Dürfen Sprachmittler auch beim Arzt übersetzen?",
        "Schreib mir die Adresse vom KI Köln",
        "Stellen in der Ausländerbehörde über KIM",
        "Was ist das Bildungs- und Teilhabepaket?",
        "Wer berät Geflüchtete ohne gesicherten Aufenthalt?",
        "Wie wird die Ausbildungsduldung von § 16g unterschieden?",
    ],
)
def test_what_an_entry_treats_is_answered(question: str, search: Search) -> None:
    assert search.find(question).outside is None
