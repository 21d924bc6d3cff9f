"""Ranked full-text search over pages, with the confidence that any page answers at all.

The words of a question meet those of the pages softly; BM25F (Robertson and Zaragoza, "The Probabilistic Relevance
Framework: BM25 and Beyond", 2009) ranks all pages, a closer look the best of them.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from knowledge.search.arrays import Postings, Weights
from knowledge.search.lexicon import Lexicon, Term
from knowledge.search.name_index import NameIndex
from knowledge.search.pages import Page, PageField, Tokens, tokenise
from knowledge.search.passages import score_passages
from knowledge.text import STOP_WORDS, stem

__all__ = ["Index", "IndexHit", "Page", "Ranking"]

_K1 = 1.2
_WORTH = {PageField.TITLE: 3.0, PageField.NAME: 3.0, PageField.KEYWORD: 2.0, PageField.TEXT: 1.0}
_LENGTH_MATTERS = {PageField.TITLE: 0.5, PageField.NAME: 0.3, PageField.KEYWORD: 0.3, PageField.TEXT: 0.75}
_CANDIDATES = 50
_MAX_TERMS = 40
_NAMED = 0.3  # weight of a matched name

# Parameters of the confidence: deductions per weight and number of terms, additions, and the even point.
_PER_WEIGHT, _PER_TERM, _COVERED, _WHOLE_NAME, _EVEN = 0.07, 0.12, 0.5, 0.7, 0.8
_ONE_WORD = 0.35  # deduction if only one word of the question is telling
_WHOLE, _NAMED_AMONG = 0.98, 5  # share from which on a name counts as whole; among this many best pages
_BACKGROUND = slice(4, 49)  # the pages after the best from which it has to stand out


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexHit:
    """A page's id with its score, and the fields in which words of the question occur."""

    id: str
    score: float
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranking:
    """Hits, best first; `confidence`, from 0 to 1, is that the question is covered at all.

    `terms` are the words of the search with their weights.
    """

    hits: tuple[IndexHit, ...] = ()
    confidence: float = 0.0
    terms: tuple[tuple[str, float], ...] = ()


class Index:
    """The index of all words of all pages."""

    def __init__(self, pages: Sequence[Page], synonyms: Iterable[Sequence[str]] = ()) -> None:
        self._ids = [page.id for page in pages]
        self._tokens = tokenise(pages)
        self._postings = _weigh_postings(self._tokens)
        self._lexicon = Lexicon(list(self._tokens.vocabulary), self._postings.count_columns, len(pages), synonyms)
        self._names = NameIndex(self._tokens, self._lexicon.rarity)

    def __contains__(self, word: str) -> bool:
        return word in self._tokens.vocabulary

    def rank(self, question: Sequence[str], limit: int = 10) -> Ranking:
        """Return the best pages for the words of a question."""
        asked = self._extract_words(question)
        terms = [self._lexicon.interpret(word) for word in asked]
        scores = self._scores(terms)
        candidates = _find_best(scores, _CANDIDATES)
        explained = tuple((word, round(term.weight, 2)) for word, term in zip(asked, terms, strict=True))
        if not len(candidates):
            return Ranking(terms=explained)
        closer = score_passages(self._tokens, candidates, terms)
        touched = self._names.match_names(candidates, terms)
        names = touched.weights * touched.shares**2
        certain = scores[candidates] + closer.rest + _NAMED * names
        final = certain + closer.passage
        surest = np.argsort(-certain)[:_NAMED_AMONG]
        whole = bool(touched.shares[surest].max() > _WHOLE)
        return Ranking(
            hits=tuple(
                IndexHit(
                    id=self._ids[candidates[at]],
                    score=float(final[at]),
                    fields=tuple(field.name.lower() for field in PageField if closer.fields[at, field]),
                )
                for at in np.argsort(-final, kind="stable")[:limit]
            ),
            confidence=_estimate_confidence(certain, float(closer.covered[surest[0]]), whole, terms),
            terms=explained,
        )

    def _extract_words(self, question: Sequence[str]) -> list[str]:
        """Return the distinct content words of a question, with neighbours that are one word here: "sprach mittler"."""
        apart = (one + other for one, other in pairwise(question))
        words = [word for word in question if word not in STOP_WORDS] + [word for word in apart if word in self]
        first = {stem(word): word for word in reversed(words)}
        return list(reversed(first.values()))[:_MAX_TERMS]

    def _scores(self, terms: Sequence[Term]) -> Weights:
        scores = np.zeros(len(self._ids), dtype=np.float32)
        for term in terms:
            pages, frequencies = self._postings.gather(term.meanings, term.likeness)
            frequency = np.bincount(pages, frequencies, minlength=len(scores))
            scores += term.weight * frequency / (frequency + _K1)
        return scores


def _weigh_postings(tokens: Tokens) -> Postings:
    """Return BM25F's frequencies: a word counts by its field, and less in a long one."""
    owners = tokens.owners
    weights = np.zeros(len(owners), dtype=np.float32)
    for field in PageField:
        here = tokens.fields == field
        lengths = np.bincount(owners[here], minlength=tokens.pages)
        relative = lengths / max(float(lengths.mean()), 1e-9) if tokens.pages else lengths
        matters = _LENGTH_MATTERS[field]
        weights[here] = _WORTH[field] / (1 - matters + matters * relative[owners[here]])
    return Postings(tokens.words, owners, weights, size=len(tokens.vocabulary), width=tokens.pages)


def _find_best(scores: Weights, limit: int) -> NDArray[np.int64]:
    """Return the numbers of the best pages, in no order."""
    if not len(scores):
        return np.array([], dtype=np.int64)
    top = np.argpartition(-scores, min(limit, len(scores)) - 1)[:limit]
    return top[scores[top] > 0]


def _estimate_confidence(certain: Weights, covered: float, whole_name: bool, terms: Sequence[Term]) -> float:
    """Return how far the best page stands out, how much of the question it covers, and whether it is named."""
    best, *others = -np.sort(-certain)
    background = float(np.mean(others[_BACKGROUND])) if others[_BACKGROUND] else 0.0
    telling = sum(term.weight for term in terms)
    stands_out = math.log(max(float(best) - background, 1e-3)) - _PER_WEIGHT * telling - _PER_TERM * len(terms)
    if whole_name:
        stands_out += _WHOLE_NAME
    elif sum(not term.generic for term in terms) == 1:
        stands_out -= _ONE_WORD
    return 1 / (1 + math.exp(_EVEN - stands_out - _COVERED * covered))
