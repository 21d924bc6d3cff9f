"""How a message within a conversation is taken apart, and which ask to pass a question on."""

import csv
from pathlib import Path

import pytest

from knowledge.finding import FindingKind, Previous
from knowledge.search import Search
from knowledge.search.turns import Turn, asks_to_pass_on, parse_turn
from knowledge.text import split_words
from tests.prepared import index


@pytest.fixture(scope="module")
def search() -> Search:
    return index()


@pytest.mark.parametrize(
    ("said", "words", "goes_on", "corrects"),
    [
        ("und Telefon?", "telefon", True, False),
        ("Danke! und die mail", "die mail", True, False),
        ("nee ich meinte Bottrop", "bottrop", True, True),
        ("Bottrop meinte ich", "bottrop", False, True),
        ("KI Bottrop", "ki bottrop", False, False),
        ("und?", "und", False, False),
    ],
)
def test_turn(said: str, words: str, goes_on: bool, corrects: bool) -> None:
    assert parse_turn(split_words(said)) == Turn(words=tuple(words.split()), goes_on=goes_on, corrects=corrects)


@pytest.mark.parametrize(
    "said",
    [
        "frag das mal die Kolleg*innen",
        "leite das weiter",
        "frag die anderen",
        "Stell das bitte in die Runde",
        "weiterleiten",
        "please ask my colleagues",
    ],
)
def test_request_to_pass_on(said: str) -> None:
    assert asks_to_pass_on(split_words(said))


@pytest.mark.parametrize(
    "said",
    [
        "Kann ich dich was fragen?",
        "Wer hilft mir weiter?",
        "Frag die Kolleg*innen, wer einen Elternchor hat",
        "Was machen die anderen?",
        "weiter",
        "Wie erreiche ich die Kolleg*innen in Herne?",
    ],
)
def test_no_request_to_pass_on(said: str) -> None:
    assert not asks_to_pass_on(split_words(said))


def test_without_a_subject_a_bare_question_has_no_answer(search: Search) -> None:
    assert search.find("kostet das was?", Previous()).kind is not FindingKind.ANSWER


def test_entry_that_is_gone_is_no_subject(search: Search) -> None:
    assert search.find("seit wann gibts die?", Previous(entries=("offer/gone",))).kind is not FindingKind.ANSWER


_SUBJECTS = ("offer/kim", "offer/griffbereit", "offer/integrationskurse", "faq/lehrkraefte-je-zentrum", "centre/essen")


def test_questions_that_stand_alone_are_hardly_ever_taken_for_follow_ups(search: Search) -> None:
    with (Path(__file__).parents[1] / "conversations" / "questions.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    asked = [row["question"] for row in rows if row["kind"] in {"answer", "fact", "centre"}]
    changed = [
        (question, subject)
        for question in asked
        for subject in _SUBJECTS
        if _is_changed(_find_first(search, question, None), _find_first(search, question, subject), subject)
    ]
    assert len(changed) <= 0.005 * len(asked) * len(_SUBJECTS), changed


def _find_first(search: Search, question: str, subject: str | None) -> tuple[FindingKind, str, str]:
    """Return the kind of a finding, its first entry and the fact that is shown."""
    finding = search.find(question, Previous(entries=(subject,)) if subject else None)
    first = finding.matches[0].entry.id if finding.matches else ""
    return finding.kind, first, finding.detail.entry.id if finding.detail else ""


def _is_changed(alone: tuple[FindingKind, str, str], after: tuple[FindingKind, str, str], subject: str) -> bool:
    """Return whether a question came to something else after a subject, unless it is about that anyway."""
    return alone != after and alone[1] != subject
