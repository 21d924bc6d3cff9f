"""The words of an index, and which of them a word of a question may mean: its compounds, its slips, its synonyms."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.text import content_words, grams, stem

_GRAM = 3
_ALIKE = 0.5  # Dice coefficient of the character n-grams, from which on two stems may be one word
_CONTAINED = 0.5  # what a part of a compound counts
_SYNONYM = 0.3  # what a synonym counts
_SHORTEST_PART = 5


class Lexicon:
    """All stems of an index, numbered in the order given."""

    def __init__(self, stems: Sequence[str], synonyms: Iterable[Sequence[str]] = ()) -> None:
        self._numbers = {word: number for number, word in enumerate(stems)}
        self._stems = stems
        self._sizes = np.zeros(len(stems), dtype=np.float32)
        found: dict[str, list[int]] = {}
        for number, word in enumerate(stems):
            pieces = set(grams(word, _GRAM))
            self._sizes[number] = len(pieces)
            for piece in pieces:
                found.setdefault(piece, []).append(number)
        self._holders = {piece: np.array(numbers, dtype=np.int32) for piece, numbers in found.items()}
        self._synonyms = _relations(synonyms)

    def __contains__(self, word: str) -> bool:
        return stem(word) in self._numbers

    def meanings(self, word: str) -> Mapping[str, float]:
        """The stems that a word may mean, with how surely, from 0 to 1."""
        sought = stem(word)
        meant = self._alike(sought)
        for synonym in self._synonyms.get(sought, ()):
            if synonym in self._numbers:
                number = self._numbers[synonym]
                meant[number] = max(meant.get(number, 0.0), _SYNONYM)
        if sought in self._numbers:
            meant[self._numbers[sought]] = 1.0
        return {self._stems[number]: certainty for number, certainty in meant.items()}

    def _alike(self, sought: str) -> dict[int, float]:
        pieces = set(grams(sought, _GRAM))
        shared = np.zeros(len(self._stems), dtype=np.float32)
        for piece in pieces:
            if piece in self._holders:
                shared[self._holders[piece]] += 1
        dice = 2 * shared / (self._sizes + len(pieces))
        meant = {int(number): float(dice[number]) ** 2 for number in np.flatnonzero(dice >= _ALIKE)}
        for number in self._parts(sought, pieces, shared):
            meant[number] = max(meant.get(number, 0.0), _CONTAINED)
        return meant

    def _parts(self, sought: str, pieces: set[str], shared: NDArray[np.float32]) -> Iterable[int]:
        """Stems that stand within the sought one, or it within them."""
        if len(sought) < _SHORTEST_PART:
            return
        near = np.flatnonzero(shared >= np.maximum(0.6 * np.minimum(self._sizes, len(pieces)), 3))
        for number in map(int, near):
            other = self._stems[number]
            if len(other) >= _SHORTEST_PART and (other in sought or sought in other):
                yield number


def _relations(synonyms: Iterable[Sequence[str]]) -> dict[str, set[str]]:
    relations: dict[str, set[str]] = {}
    for group in synonyms:
        stems = {stem(word) for name in group for word in content_words(name)}
        for word in stems:
            relations.setdefault(word, set()).update(stems - {word})
    return relations
