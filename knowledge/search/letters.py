"""Likeness of words by the letters that they share."""

import math
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from knowledge.search.arrays import NO_POSTINGS, Numbers, Weights, expand_ranges, sort_distinct

# Four letters of a word with marked borders, as one number.
Grams: TypeAlias = NDArray[np.uint32]
_SIZE = 4
_MARKED = "_{}_\0\0"  # long enough for one gram even of a word without letters


class Letters:
    """Words by their character n-grams, the rarer ones weighing more."""

    def __init__(self) -> None:
        # The n-grams in order, and the number of each; the first one is of no word.
        self._ordered: Grams = np.zeros(1, dtype=np.uint32)
        self._numbers: Numbers = np.zeros(1, dtype=np.int32)
        self._postings = NO_POSTINGS
        self._weigh(words=0, width=0)

    def with_words(
        self, added: Sequence[tuple[str, int]], removed: Sequence[int], *, words: int, width: int
    ) -> "Letters":
        """Return the letters of a changed vocabulary of so many `words`, with numbers below `width`.

        Words that are added come with their numbers.
        """
        changed = Letters()
        grams, owners = split_grams([word for word, _ in added])
        new = sort_distinct(grams[self._find(grams) < 0])
        at = np.searchsorted(self._ordered, new)
        changed._ordered = np.insert(self._ordered, at, new)
        changed._numbers = np.insert(self._numbers, at, len(self._numbers) + np.arange(len(new), dtype=np.int32))
        numbers = np.array([number for _, number in added], dtype=np.int32)
        places = np.arange(len(self._sums), dtype=np.int32)
        places[list(removed)] = -1
        changed._postings = self._postings.update(places, changed._find(grams), numbers[owners], len(changed._numbers))
        changed._weigh(words=words, width=width)
        return changed

    def compare(self, word: str) -> NDArray[np.float64]:
        """Return the weighted Dice coefficient of a word's n-grams and those of each word, shape (width,)."""
        grams = _list_grams(word)
        found = self._find(grams)
        found = found[found >= 0]
        known = found[self._counts[found] > 0]
        words, weights = self._postings.gather(known, self._weights[known])
        shared = np.bincount(words, weights, minlength=len(self._sums))
        own = float(self._weights[known].sum()) + self._new * (len(grams) - len(known))
        return 2 * shared / (own + self._sums)

    def _find(self, grams: Grams) -> Numbers:
        """Return the number of each n-gram, -1 if it is unknown."""
        at = np.searchsorted(self._ordered, grams)
        is_known = self._ordered.take(at, mode="clip") == grams
        return np.where(is_known, self._numbers.take(at, mode="clip"), np.int32(-1))

    def _weigh(self, *, words: int, width: int) -> None:
        self._counts = self._postings.count_columns
        self._weights: Weights = np.log1p(words / (self._counts + 1)).astype(np.float32)
        self._sums = self._postings.sum_columns(self._weights, width)
        self._new = math.log1p(max(words, 1))


def _list_grams(word: str) -> Grams:
    """Return what `split_grams` does for one word, in a tenth of the time."""
    marked = _MARKED.format(word).encode("ascii")
    starts = range(max(len(word) - 1, 1))
    return np.array(sorted({int.from_bytes(marked[at : at + _SIZE]) for at in starts}), dtype=np.uint32)


def split_grams(words: Sequence[str]) -> tuple[Grams, Numbers]:
    """Return the distinct n-grams of each folded word, in order, and the place of the word of each in `words`."""
    letters = np.frombuffer("".join(map(_MARKED.format, words)).encode("ascii"), dtype=np.uint8).astype(np.uint64)
    lengths = np.array([len(word) for word in words], dtype=np.int64)
    ends = np.cumsum(lengths + _SIZE)
    starts = ends - lengths - _SIZE
    at, owners = expand_ranges(starts, starts + np.maximum(lengths - 1, 1))
    grams = (letters[at] << 24) | (letters[at + 1] << 16) | (letters[at + 2] << 8) | letters[at + 3]
    distinct = sort_distinct((owners.astype(np.uint64) << 32) | grams)
    return distinct.astype(np.uint32), (distinct >> 32).astype(np.int32)
