"""Inputs that are nearly right: the mistakes of people, and what somebody tries who means harm."""

import os
from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

# As many for each parser as is asked for; a few with the other tests.
CASES = int(os.environ.get("FUZZ_CASES", "40"))
# What takes longer than this could hold up everybody.
SECONDS_EACH = 2

fuzzed = settings(
    max_examples=CASES,
    deadline=SECONDS_EACH * 1000,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)

_ODD = st.sampled_from(
    [
        "",
        " ",
        "\0",
        "\u202e",
        "\ud800",
        "ß",
        "👩‍👩‍👧",
        "(" * 3_000,
        "9" * 400,
        "-1",
        "1e999",
        "NaN",
        "../etc",
        "%00",
        "{",
        "]",
    ]
)
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | _ODD
ANYTHING = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)


def words(text: str) -> list[str]:
    return text.split()


def spoken(known: Sequence[str]) -> st.SearchStrategy[str]:
    """Words of a small language in any order, with others between."""
    word = st.sampled_from(known) | st.integers(0, 10**12).map(str) | st.text(max_size=12) | _ODD
    gaps = st.sampled_from([" ", "", ", "])
    return st.tuples(gaps, st.lists(word, max_size=10)).map(lambda drawn: drawn[0].join(drawn[1]))


@st.composite
def damaged(draw: st.DrawFn, seeds: Sequence[str]) -> str:
    """A text in which some places are cut out, doubled, or replaced."""
    text = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(text)))
        until = min(len(text), at + draw(st.integers(0, 60)))
        kind = draw(st.sampled_from(["cut", "double", "replace"]))
        middle = {"cut": "", "double": text[at:until] * 2, "replace": draw(st.text(max_size=20) | _ODD)}[kind]
        text = text[:at] + middle + text[until:]
    return text


@st.composite
def altered(draw: st.DrawFn, seeds: Sequence[Any]) -> Any:
    """A document in which some values are of another kind, gone, or strange."""
    return _altered(draw, draw(st.sampled_from(seeds)))


def _altered(draw: st.DrawFn, value: Any) -> Any:
    chance = draw(st.integers(0, 19))
    if chance == 0:
        return draw(ANYTHING)
    if isinstance(value, dict):
        return {key: _altered(draw, inner) for key, inner in value.items() if draw(st.integers(0, 19))}
    if isinstance(value, list):
        return [_altered(draw, inner) for inner in value]
    return value


@st.composite
def reworded(draw: st.DrawFn, seeds: Sequence[Any]) -> Any:
    """A document of the same shape, in which people have written something else."""
    return _reworded(draw, draw(st.sampled_from(seeds)))


def _reworded(draw: st.DrawFn, value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _reworded(draw, inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_reworded(draw, inner) for inner in value]
    is_words = isinstance(value, str) and key not in _BY_THE_SERVER
    return draw(st.text(max_size=60) | _ODD) if is_words and draw(st.booleans()) else value


_BY_THE_SERVER = frozenset({"type", "emoji", "file_id", "file_unique_id", "id", "chat_instance"})
