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
        ("fifth.tsv", 0.85, 0.95),
        ("sixth.tsv", 0.8, 0.95),
        ("seventh.tsv", 0.6, 0.88),
    ],
)
def test_covered_questions_are_answered_or_offered(table: str, right: float, within_a_tap: float) -> None:
    covered = [outcome for outcome in _ask(table) if outcome.row.kind not in {"none", "smalltalk"}]
    assert sum(outcome.is_right for outcome in covered) >= right * len(covered)
    assert sum(outcome.is_within_a_tap for outcome in covered) >= within_a_tap * len(covered)


@pytest.mark.parametrize("table", ["third.tsv", "fourth.tsv", "fifth.tsv", "small_talk.tsv"])
def test_small_talk_is_told_from_questions(table: str) -> None:
    small_talk = [outcome for outcome in _ask(table) if outcome.row.kind == "smalltalk"]
    others = [outcome for outcome in _ask(table) if outcome.row.kind != "smalltalk"]
    assert sum(outcome.is_right for outcome in small_talk) >= 0.9 * len(small_talk)
    assert [outcome.row.text for outcome in others if outcome.is_small_talk] == []


@pytest.mark.parametrize(
    "table", ["third_follow_ups.tsv", "fifth_follow_ups.tsv", "seventh_follow_ups.tsv", "more_follow_ups.tsv"]
)
async def test_follow_ups_are_answered(table: str) -> None:
    played = await domain.play(domain.read_table(_FOLDER / table), index())
    assert sum(each.is_right for each in played) >= 0.9 * len(played)


def test_hardly_any_answer_is_false() -> None:
    asked = [*_ask("first.tsv"), *_ask("second.tsv")]
    uncovered = [outcome for outcome in asked if outcome.row.kind == "none"]
    assert sum(outcome.is_wrong for outcome in asked) <= 0.01 * len(asked)
    assert sum(outcome.is_answered for outcome in uncovered) <= 0.02 * len(uncovered)
