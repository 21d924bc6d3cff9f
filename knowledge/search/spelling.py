"""Typing slips: the known word that an unknown one was meant to be."""

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.places.frequency import is_frequent

_LONG_ENOUGH, _LONG = 4, 9  # letters from which on a word may have one slip, and from which on two
_REMEMBERED = 20_000


class SpellingCorrector:
    """A list of known words, by which slips in others are corrected; the first letter is never one."""

    def __init__(self, words: Iterable[str]) -> None:
        self._known: dict[tuple[str, int], list[str]] = {}
        for word in dict.fromkeys(words):
            if len(word) >= _LONG_ENOUGH and word.isalpha():
                self._known.setdefault((word[0], len(word)), []).append(word)
        self._corrected: dict[str, str] = {}

    def correct(self, word: str) -> str:
        """Return the nearest known word, one slip away, two if long; the word itself if it is a frequent one."""
        if len(word) < _LONG_ENOUGH or not word.isalpha() or is_frequent(word):
            return word
        if word not in self._corrected:
            if len(self._corrected) >= _REMEMBERED:
                self._corrected.clear()
            self._corrected[word] = self._find_nearest(word)
        return self._corrected[word]

    def _find_nearest(self, word: str) -> str:
        slips = 2 if len(word) >= _LONG else 1
        lengths = range(len(word) - slips, len(word) + slips + 1)
        near = [known for length in lengths for known in self._known.get((word[0], length), ())]
        found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=slips)
        return found[0] if found else word
