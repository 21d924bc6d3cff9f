"""The weights of the words of an index, and the words of it that a word of a question may mean."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from knowledge.search.arrays import Numbers, Weights
from knowledge.search.vocabulary import Vocabulary
from knowledge.text import GENERIC_WORDS, STOP_WORDS, extract_content_words, stem

# How like words are: weighted Dice coefficient of their 4-grams, from a least value on, to a power, times a factor.
_ALIKE, _POWER, _LETTERS = 0.4, 3, 0.8
_PART, _SHARED_PART = 0.2, 0.1  # the word is a part of the other or the other of it; both have a part in common
_SYNONYM, _LARGE_GROUP = 0.2, 8  # a word of the same group of synonyms; larger groups count less
_GENERIC = 0.5  # weight of a word that says little
_INFORMAL = 0.6  # weight of a word that occurs in phrasings only
_REMEMBERED = 20_000
_GENERIC_STEMS = frozenset(map(stem, GENERIC_WORDS))

Likeness: TypeAlias = NDArray[np.float64]  # to each word of the index


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A word of a question: the words of the index that it may mean, with likeness, and its weight.

    `meanings` and `likeness` have the same shape; `generic`: it says little in any question.
    """

    meanings: Numbers
    likeness: Weights
    weight: float
    generic: bool


class Lexicon:
    """The words of an index with what they weigh.

    `found`: the number of `pages` on which each word occurs; `formal`: how often it occurs outside of phrasings; words
    that never do count less. Both of shape (words,).
    """

    def __init__(
        self, vocabulary: Vocabulary, found: Numbers, formal: Numbers, pages: int, synonyms: Iterable[Sequence[str]]
    ) -> None:
        self._vocabulary = vocabulary
        self._found = found
        self._formal = formal
        self._pages = pages
        self.rarity = self._weigh_words()
        self._groups = _group_synonyms(tuple(map(tuple, synonyms)))
        self._terms: dict[str, Term] = {}

    def correct(self, word: str) -> str:
        """Return the word that a folded one is here, or was meant to be; itself if there is none."""
        is_known = stem(word) in self._vocabulary.forms or word in STOP_WORDS
        return word if is_known else self._vocabulary.speller.correct(word)

    def interpret(self, word: str) -> Term:
        """Return what a folded word means here: itself, compounds, misspellings, synonyms."""
        if word not in self._terms:
            if len(self._terms) >= _REMEMBERED:
                self._terms.clear()
            self._terms[word] = self._create_term(word)
        return self._terms[word]

    def _weigh_words(self) -> Weights:
        """Return how rare each word is in all its forms, shape (words,)."""
        stems = self._vocabulary.stems
        found = np.bincount(stems, self._found, minlength=len(stems))
        return _inverse_document_frequencies(np.minimum(found, self._pages), self._pages)[stems]

    def _create_term(self, word: str) -> Term:
        likeness = self._alike(word)
        forms = self._vocabulary.forms.get(stem(word))
        generic = self._is_generic(word)
        self._add_parts(word, likeness)
        self._put(likeness, forms, 1.0)
        weight = self._weight(word, likeness) * (_GENERIC if generic else 1)
        if forms is not None and not self._formal[forms].any():
            weight *= _INFORMAL
        for group in self._groups.get(stem(word), ()):
            strength = _SYNONYM * math.sqrt(min(1, _LARGE_GROUP / len(group)))
            for synonym in group:
                self._put(likeness, self._vocabulary.forms.get(synonym), strength, self._own_rarity(word))
        meanings = np.flatnonzero(likeness > 0).astype(np.int32)
        return Term(meanings=meanings, likeness=likeness[meanings].astype(np.float32), weight=weight, generic=generic)

    def _alike(self, word: str) -> Likeness:
        """Return the likeness of a word to all words of the index by their letters, shape (words,)."""
        dice = self._vocabulary.letters.compare(word)
        near = np.flatnonzero(dice > _ALIKE)
        likeness = np.zeros_like(dice)
        likeness[near] = _LETTERS * dice[near] ** _POWER
        return likeness

    def _add_parts(self, word: str, likeness: Likeness) -> None:
        self._put(likeness, self._vocabulary.holders.get(stem(word)), _PART, self._own_rarity(word))
        parts = self._vocabulary.compounds.split(word)
        if len(parts) > 1:
            rarities = [max(0.1, self._own_rarity(part)) for part in parts]
            for part, rarity in zip(parts, rarities, strict=True):
                share = rarity / sum(rarities)
                self._put(likeness, self._vocabulary.forms.get(stem(part)), _PART * share)
                self._put(likeness, self._vocabulary.holders.get(stem(part)), _SHARED_PART * share)

    def _put(self, likeness: Likeness, numbers: Numbers | None, strength: float, rarity: float | None = None) -> None:
        """Raise the likeness of some words, less for those more common than the given rarity."""
        if numbers is not None:
            damped = 1.0 if rarity is None else np.minimum(1, self.rarity[numbers] / (rarity + 0.01))
            likeness[numbers] = np.maximum(likeness[numbers], strength * damped)

    def _own_rarity(self, word: str) -> float:
        numbers = self._vocabulary.forms.get(stem(word))
        return _inverse_document_frequency(0, self._pages) if numbers is None else float(self.rarity[numbers[0]])

    def _weight(self, word: str, likeness: Likeness) -> float:
        """Return how rare a word is: half by its forms, half by all similar words, their pages independent."""
        numbers = np.flatnonzero(likeness > 0)
        # Sorted, as the last digit of a product depends on the order.
        shares = np.sort(likeness[numbers] * self._found[numbers]) / (self._pages + 1)
        soft = self._pages * (1 - np.prod(1 - shares))
        return 0.5 * self._own_rarity(word) + 0.5 * _inverse_document_frequency(float(soft), self._pages)

    def _is_generic(self, word: str) -> bool:
        parts = self._vocabulary.compounds.split(word)
        return stem(word) in _GENERIC_STEMS or (len(parts) > 1 and all(stem(part) in _GENERIC_STEMS for part in parts))


def is_generic(root: str) -> bool:
    """Return whether a word, given by its stem, says little in any question."""
    return root in _GENERIC_STEMS


def compare_words(words: Numbers, terms: Sequence[Term], vocabulary: int) -> Weights:
    """Return the likeness of each word to each term, shape (terms, tokens)."""
    likeness = np.zeros((len(terms), len(words)), dtype=np.float32)
    table = np.zeros(vocabulary, dtype=np.float32)
    for row, term in zip(likeness, terms, strict=True):
        table[term.meanings] = term.likeness
        table.take(words, out=row)
        table[term.meanings] = 0
    return likeness


def _inverse_document_frequency(found: float, pages: int) -> float:
    """Return Robertson's inverse document frequency, kept positive as in Lucene."""
    return math.log1p((pages - found + 0.5) / (found + 0.5))


def _inverse_document_frequencies(found: NDArray[np.float64], pages: int) -> Weights:
    return np.log1p((pages - found + 0.5) / (found + 0.5)).astype(np.float32)


@lru_cache(maxsize=2)
def _group_synonyms(synonyms: tuple[tuple[str, ...], ...]) -> dict[str, list[frozenset[str]]]:
    """Return by stem the groups that it belongs to; only single words take part."""
    groups: dict[str, list[frozenset[str]]] = {}
    for names in synonyms:
        single = (extract_content_words(name) for name in names)
        group = frozenset(stem(found[0]) for found in single if len(found) == 1)
        for word in group:
            groups.setdefault(word, []).append(group)
    return groups
