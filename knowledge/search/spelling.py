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
        self._known = _group_words(words)
        self._corrected: dict[str, str] = {}

    def with_words(self, added: Iterable[str], removed: Iterable[str]) -> "SpellingCorrector":
        """Return the corrector with some words more, and without others."""
        changed = SpellingCorrector(())
        changed._known = self._known.copy()
        for group, words in _group_words(removed).items():
            changed._known[group] = [word for word in changed._known[group] if word not in words]
        for group, words in _group_words(added).items():
            changed._known[group] = sorted([*changed._known.get(group, ()), *words])
        return changed

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
        """Return the nearest word, of several the shortest, of these the first in the alphabet."""
        slips = 2 if len(word) >= _LONG else 1
        lengths = range(len(word) - slips, len(word) + slips + 1)
        near = [known for length in lengths for known in self._known.get((word[0], length), ())]
        found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=slips)
        return found[0] if found else word


def _group_words(words: Iterable[str]) -> dict[tuple[str, int], list[str]]:
    """Return the words long enough by first letter and length, each group in alphabetical order."""
    groups: dict[tuple[str, int], list[str]] = {}
    for word in sorted({word for word in words if len(word) >= _LONG_ENOUGH and word.isalpha()}):
        groups.setdefault((word[0], len(word)), []).append(word)
    return groups
