"""The likeness of two stems, such as those of "Stunden" and "Unterrichtsstunden"."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.text import split_words, stem

_SYNONYM, _COMPOUND, _KIND, _MISTYPED = 0.6, 0.8, 0.6, 0.7
_SHORTEST_PART = 4  # letters of a part of a compound
_LONGEST_ENDING = 4  # letters by which forms of a word differ
_SHORTEST_MISTYPED = 6


class WordLikeness:
    """The likeness of stems, given groups of synonyms."""

    def __init__(self, synonyms: Iterable[Sequence[str]]) -> None:
        self._synonyms = _group_synonyms(tuple(map(tuple, synonyms)))

    def find_alike(self, asked: str, known: frozenset[str]) -> dict[str, float]:
        """Return the stems of an entry that meet one of a question, with their likeness from 0 to 1.

        A more general word than the one asked for hardly meets it.
        """
        alike = dict.fromkeys(_find_mistyped(asked, known), _MISTYPED)
        alike |= {other: value for other in known if (value := _compare_parts(asked, other))}
        alike |= {other: _SYNONYM for group in self._synonyms.get(asked, ()) for other in group & known}
        return alike | ({asked: 1.0} if asked in known else {})


def _compare_parts(asked: str, other: str) -> float:
    """Return the likeness of a compound and its part, or of two forms of a word; 0 for any others."""
    if other not in asked and asked not in other:
        return 0.0
    if _is_part(asked, other) or (_is_part(other, asked) and len(asked) - len(other) <= _LONGEST_ENDING):
        return _COMPOUND
    return _KIND if _is_part(other, asked) and asked.endswith(other) else 0.0


def _is_part(part: str, whole: str) -> bool:
    return len(part) >= _SHORTEST_PART and (whole.startswith(part) or whole.endswith(part))


def _find_mistyped(asked: str, known: frozenset[str]) -> list[str]:
    """Return the stems that differ by one slip."""
    if len(asked) < _SHORTEST_MISTYPED:
        return []
    near = process.extract(asked, known, scorer=OSA.distance, score_cutoff=1, limit=None)
    return [other for other, _, _ in near if len(other) >= _SHORTEST_MISTYPED]


@lru_cache(maxsize=2)
def _group_synonyms(groups: tuple[tuple[str, ...], ...]) -> dict[str, tuple[frozenset[str], ...]]:
    """Return for each stem the groups of synonyms that it belongs to."""
    found: dict[str, tuple[frozenset[str], ...]] = {}
    for group in groups:
        stems = frozenset(stem(word) for phrase in group for word in split_words(phrase))
        found |= {word: (*found.get(word, ()), stems) for word in stems}
    return found
