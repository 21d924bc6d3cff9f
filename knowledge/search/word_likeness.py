"""The likeness of two stems, such as those of "Stunden" and "Unterrichtsstunden"."""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import DamerauLevenshtein

from knowledge.text import split_words, stem

_SYNONYM, _COMPOUND, _KIND, _MISTYPED = 0.6, 0.8, 0.6, 0.7
_SHORTEST_PART = 4  # letters of a part of a compound
_LONGEST_ENDING = 4  # letters by which forms of a word differ
_SHORTEST_MISTYPED = 6
# Between a separable prefix and its verb: "eingesetzt", "einzusetzen".
_APART = re.compile(r"(?<=^ab|^an)(?:ge|zu)|(?<=^auf|^aus|^ein|^bei|^mit|^vor)(?:ge|zu)|(?<=^nach)(?:ge|zu)")


class WordLikeness:
    """The likeness of stems, given groups of synonyms."""

    def __init__(self, synonyms: Iterable[Sequence[str]]) -> None:
        self._synonyms = _group_synonyms(synonyms)

    def compare(self, asked: str, known: str) -> float:
        """Return from 0 to 1 how well a stem of an entry meets one of a question; a more general one hardly does."""
        if asked == known:
            return 1.0
        if known in self._synonyms.get(asked, ()):
            return _SYNONYM
        one, other = _APART.sub("", asked), _APART.sub("", known)
        if _is_part(one, other) or (_is_part(other, one) and len(one) - len(other) <= _LONGEST_ENDING):
            return _COMPOUND
        if _is_part(other, one) and one.endswith(other):
            return _KIND
        return _MISTYPED if _is_slip(asked, known) else 0.0


def _is_part(part: str, whole: str) -> bool:
    return len(part) >= _SHORTEST_PART and (whole.startswith(part) or whole.endswith(part))


def _is_slip(asked: str, known: str) -> bool:
    is_long = min(len(asked), len(known)) >= _SHORTEST_MISTYPED
    return is_long and DamerauLevenshtein.distance(asked, known, score_cutoff=1) == 1


def _group_synonyms(groups: Iterable[Sequence[str]]) -> dict[str, frozenset[str]]:
    """Return for each stem those of its synonyms."""
    found: dict[str, frozenset[str]] = {}
    for group in groups:
        stems = frozenset(stem(word) for phrase in group for word in split_words(phrase))
        found |= {word: found.get(word, frozenset()) | stems for word in stems}
    return found
