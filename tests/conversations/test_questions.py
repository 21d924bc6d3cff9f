"""A table of questions as people type them, and what each has to come to."""

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from handlers.faq.rendering import RenderedAnswer, compose_answer
from knowledge.search import FindingKind, Search

_TABLE = Path(__file__).with_name("questions.tsv")


class Row(NamedTuple):
    kind: str
    expected: str
    question: str


def _rows() -> Iterator[Row]:
    with _TABLE.open(encoding="utf-8") as file:
        next(file)
        yield from (Row(*row) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _entries(answer: RenderedAnswer) -> list[str]:
    return [match.entry.id for match in answer.finding.matches]


def _is_right(row: Row, answer: RenderedAnswer) -> bool:
    kind, entries = answer.finding.kind, _entries(answer)
    match row.kind:
        case "centre" | "answer":
            return kind is FindingKind.ANSWER and entries[0] == row.expected
        case "fact":
            return kind is FindingKind.ANSWER and re.search(row.expected.removeprefix("re:"), answer.reply) is not None
        case "choices":
            return kind is FindingKind.CHOICES and set(row.expected.split("|")) <= set(entries)
        case "exchange":
            return kind is FindingKind.EXCHANGE and answer.finding.topics[0].slug == row.expected
        case _:
            return kind == row.kind


COVERED = [row for row in _rows() if row.kind != "none"]
UNCOVERED = [row for row in _rows() if row.kind == "none"]


@pytest.mark.parametrize("row", COVERED, ids=lambda row: row.question)
def test_question_comes_to_what_is_expected(row: Row, search: Search) -> None:
    answer = compose_answer(row.question, search=search, today=date(2026, 11, 23), language="de")
    assert _is_right(row, answer), (answer.finding.kind, _entries(answer)[:3], answer.finding.reasons)


def test_uncovered_questions_are_hardly_ever_answered(search: Search) -> None:
    answers = {
        row.question: compose_answer(row.question, search=search, today=date(2026, 11, 23), language="de")
        for row in UNCOVERED
    }
    kinds = {question: answer.finding.kind for question, answer in answers.items()}
    answered = [question for question, kind in kinds.items() if kind not in {FindingKind.NONE, FindingKind.CHOICES}]
    offered = [question for question, kind in kinds.items() if kind is FindingKind.CHOICES]
    assert len(answered) <= 0.03 * len(UNCOVERED), answered
    assert len(offered) <= 0.2 * len(UNCOVERED), offered


@pytest.mark.parametrize("centre", ["centre/bochum", "centre/kreis-unna"])
def test_every_municipality_and_postal_code_leads_to_its_centre(search: Search, centre: str) -> None:
    knowledge = search.knowledge
    area = next(found for found in knowledge.centres if found.id == centre)
    towns = [town for town in knowledge.municipalities if town.district == area.ags]
    assert towns
    for town in towns:
        for asked in (town.name, f"Welches KI ist für {town.name} zuständig?", *town.postal_codes):
            assert [match.entry.id for match in search.find(asked).matches] == [centre], asked


def test_every_municipality_is_answered_with_the_centre_of_its_district(search: Search) -> None:
    by_district = {centre.ags: centre.id for centre in search.knowledge.centres}
    wrong = [
        town.name
        for town in search.knowledge.municipalities
        if by_district[town.district]
        not in [match.entry.id for match in search.find(f"wer ist für {town.name.casefold()} zuständig").matches]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "question",
    [
        "Wer hilft mir im Kreis Heinsberg weiter",
        "Wer kann mir im Kreis Heinsberg weiterhelfen?",
        "wer berät mich denn eigentlich im Kreis Heinsberg",
        "Kreis Heinsberg, wer unterstützt mich gerade?",
        "An wen kann ich mich im Kreis Heinsberg momentan wenden?",
    ],
)
def test_filler_words_do_not_hide_the_place(search: Search, question: str) -> None:
    assert _entries(compose_answer(question, search=search, today=date(2026, 11, 23), language="de")) == [
        "centre/kreis-heinsberg"
    ]
