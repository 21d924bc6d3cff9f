"""Tables of questions whose kind must be told by how they are asked."""

import csv
from datetime import date
from pathlib import Path

import pytest

from handlers.faq.rendering import render_finding
from handlers.i18n import TEXTS
from knowledge.search import Finding, FindingKind, Language, Search, Smalltalk

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
