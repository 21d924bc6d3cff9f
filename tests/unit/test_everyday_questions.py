"""Questions in everyday words: how many are answered, offered, and falsely answered."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from tests.bench import domain
from tests.prepared import index

_FOLDER = Path(domain.__file__).with_name("everyday")


@cache
def _ask(table: str) -> Sequence[domain.Outcome]:
    search = index()
    return [domain.ask(line, search) for line in domain.read_table(_FOLDER / table)]


@pytest.mark.parametrize(
    ("table", "right", "within_a_tap"),
    [
        ("first.tsv", 0.8, 0.98),
        ("second.tsv", 0.7, 0.93),
        ("third.tsv", 0.7, 0.95),
        ("fourth.tsv", 0.7, 0.9),
    ],
)
def test_covered_questions_are_answered_or_offered(table: str, right: float, within_a_tap: float) -> None:
    covered = [outcome for outcome in _ask(table) if outcome.row.kind not in {"none", "smalltalk"}]
    assert sum(outcome.is_right for outcome in covered) >= right * len(covered)
    assert sum(outcome.is_within_a_tap for outcome in covered) >= within_a_tap * len(covered)


def test_hardly_any_answer_is_false() -> None:
    asked = [*_ask("first.tsv"), *_ask("second.tsv")]
    uncovered = [outcome for outcome in asked if outcome.row.kind == "none"]
    assert sum(outcome.is_wrong for outcome in asked) <= 0.01 * len(asked)
    assert sum(outcome.is_answered for outcome in uncovered) <= 0.02 * len(uncovered)
