"""A notation for many wordings in one line: alternatives stand between bars, an optional word ends with a plus."""

from collections.abc import Iterable
from itertools import product
from typing import TypeAlias

from knowledge.text import split_words

Phrase: TypeAlias = tuple[str, ...]
"""A sequence of folded words."""


def expand_phrases(text: str, **lists: str) -> tuple[Phrase, ...]:
    """Return every wording of the lines of a text, longest first, so that it is matched before its parts.

    "du bist|seid echt+ {adjective}" is eight wordings for two adjectives; `lists` fill in what stands in braces.
    """
    bars = {name: "|".join(words.split()) for name, words in lists.items()}
    wordings = {wording for line in text.strip().splitlines() for wording in _expand_line(line.format(**bars))}
    return tuple(sorted(wordings, key=lambda wording: (-len(wording), wording)))


def list_words(phrases: Iterable[Phrase]) -> frozenset[str]:
    """Return all words of some phrases."""
    return frozenset(word for phrase in phrases for word in phrase)


def _expand_line(line: str) -> Iterable[Phrase]:
    choices = [_list_alternatives(place) for place in line.split()]
    for chosen in product(*choices):
        yield tuple(word for part in chosen for word in part)


def _list_alternatives(place: str) -> list[Phrase]:
    """Return the readings of one place of a line; an optional one may also be empty."""
    words = [tuple(split_words(word)) for word in place.removesuffix("+").split("|")]
    return [*words, ()] if place.endswith("+") else words
