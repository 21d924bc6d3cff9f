"""Regierungsbezirke, and how people write them."""

import pytest

from knowledge.search import FindingKind, Search
from tests.unit.conftest import answer_to, entries_in

_NUMBERS = {"Arnsberg": 12, "Detmold": 7, "Düsseldorf": 15, "Köln": 12, "Münster": 8}


@pytest.mark.parametrize("region", _NUMBERS)
@pytest.mark.parametrize(
    "question",
    [
        "liste aller Zentren im Regierungsbezirk {}",
        "Welche KIs gibt es im Regierungsbezirk {}?",
        "Regierungsbezirk {}",
        "regierungsbezrik {}",
        "Regierungs-Bezirk {} alle Integrationszentren",
        "KIs im RB {}",
        "Zentren Reg.-Bez. {}",
        "RegBez {} KI Liste",
        "Wer ist zuständig im Bezirk {}?",
        "Kannst du die Zentren im Regierungsbezirk {} runterbeten?",
        "Übersicht der Zentren des Regierungsbezirks {}",
    ],
)
def test_centres_of_a_regierungsbezirk_are_listed(search: Search, question: str, region: str) -> None:
    answer = answer_to(question.format(region), search)
    expected = {centre for centre in search.knowledge.centres if centre.regierungsbezirk == region}
    assert answer.finding.kind is FindingKind.ANSWER
    assert {match.entry for match in answer.finding.matches} == expected
    assert len(expected) == _NUMBERS[region]
    (line,) = [line for line in answer.reply.splitlines() if f"**{region}**" in line]
    assert [centre.area for centre in expected if centre.area.replace("-", "\\-") not in line] == []


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("In welchem Regierungsbezirk liegt Hamm?", "hamm"),
        ("Gehört Hamm zum Regierungsbezirk Arnsberg?", "hamm"),
        ("Bei welcher Bezirksregierung sitzt die LaKI", "offer/laki"),
        ("KI Arnsberg", "hochsauerlandkreis"),
    ],
)
def test_other_questions_about_a_regierungsbezirk_stay_what_they_are(search: Search, question: str, first: str) -> None:
    assert entries_in(answer_to(question, search))[0] == first
