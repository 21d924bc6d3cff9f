"""Ranked full-text search over pages, with the confidence that any page answers at all.

The words of a question meet those of the pages softly; BM25F (Robertson and Zaragoza, "The Probabilistic Relevance
Framework: BM25 and Beyond", 2009) ranks all pages, a closer look the best of them.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise

import numpy as np
from numpy.typing import NDArray

from knowledge.search.arrays import Numbers, Weights
from knowledge.search.confidence import GENERAL, Evidence, collect_evidence, estimate_confidence
from knowledge.search.lexicon import Lexicon, Term
from knowledge.search.page_words import NO_PAGES, PageWords
from knowledge.search.pages import Page, PageField
from knowledge.search.passages import score_passages
from knowledge.search.profiles import Profiles
from knowledge.text import STOP_WORDS, stem

__all__ = ["Index", "IndexHit", "Page", "Ranking"]

_K1 = 1.2
# By PageField: title, name, keyword, text, phrasing.
_WORTH = (3.0, 3.0, 2.0, 1.0, 1.0)
_LENGTH_MATTERS = (0.5, 0.3, 0.3, 0.75, 0.5)
_FIELD_NAMES = tuple(field.name.lower() for field in PageField)
_CANDIDATES = 30
_MAX_TERMS = 40
_NAMED = 0.3  # weight of a matched name
# What a profile like that of the question adds, as a share of the best score: to pages with phrasings, to texts alone.
_ALIKE_ASKED, _ALIKE_TEXT = 2.5, 0.5

_WHOLE, _NAMED_AMONG = 0.98, 5  # share from which on a name counts as whole; among this many best pages


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexHit:
    """A page's id with its score, and the fields in which words of the question occur."""

    id: str
    score: float
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranking:
    """Hits, best first; `confidence`, from 0 to 1, is that the question is covered at all, as in any corpus.

    `lead`: how many times better the best page is than the best on another subject. `evidence` is what the confidence
    rests on, None without hits. `terms` are the words of the search with their weights.
    """

    hits: tuple[IndexHit, ...] = ()
    confidence: float = 0.0
    lead: float = 0.0
    evidence: Evidence | None = None
    terms: tuple[tuple[str, float], ...] = ()


class Index:
    """The index of all words of all pages."""

    def __init__(
        self, pages: Sequence[Page], synonyms: Iterable[Sequence[str]] = (), known: PageWords = NO_PAGES
    ) -> None:
        self._words = known.update(pages)
        self._weights = _weigh_cells(self._words.lengths)
        self._alike = _ALIKE_ASKED if any(page.phrasings for page in pages) else _ALIKE_TEXT
        self._lexicon = Lexicon(self._words.vocabulary, self._words.found, self._words.formal, len(pages), synonyms)

    def update(self, pages: Sequence[Page], synonyms: Iterable[Sequence[str]] = ()) -> "Index":
        """Return the index of other pages, equal to a new one; those that are here as the same objects are not read."""
        return Index(pages, synonyms, self._words)

    @property
    def pages(self) -> Sequence[Page]:
        return self._words.pages

    @property
    def profiles(self) -> Profiles:
        return self._words.profiles

    def __contains__(self, word: str) -> bool:
        return word in self._words.vocabulary.numbers

    def correct(self, words: Sequence[str]) -> list[str]:
        """Return the words of a question without typing slips."""
        return [self._lexicon.correct(word) for word in words]

    def rank(self, question: Sequence[str], limit: int = 10) -> Ranking:
        """Return the best pages for the words of a question."""
        corrected = self.correct(question)
        asked = self._extract_words(corrected)
        terms = [self._lexicon.interpret(word) for word in asked]
        scores = self._scores(terms)
        candidates = _find_best(scores, _CANDIDATES)
        explained = tuple((word, round(term.weight, 2)) for word, term in zip(asked, terms, strict=True))
        if not len(candidates):
            return Ranking(terms=explained)
        closer = score_passages(self._words.tokens, candidates, terms, len(self._words.vocabulary))
        touched = self._words.names.match_names(candidates, terms, self._lexicon.rarity)
        names = touched.weights * touched.shares**2
        certain = scores[candidates] + closer.rest + _NAMED * names
        alike = self._words.profiles.compare(corrected, candidates)
        final = certain + closer.passage + self._alike * float(certain.max()) * alike
        pages, best = [self._words.pages[at] for at in candidates], int(np.argmax(final))
        subjects = [page.subject or page.id for page in pages]
        named = [subjects[at] for at in np.argsort(-certain)[:_NAMED_AMONG] if touched.shares[at] > _WHOLE]
        lead = _compute_lead(_list_best(final, subjects))
        evidence = collect_evidence(
            _list_best(certain, subjects),
            closer.met[:, best],
            terms,
            lead=lead,
            alike=float(alike[best]),
            named=bool(named),
            own_name=subjects[best] in named,
        )
        met_fields = closer.fields.tolist()
        return Ranking(
            hits=tuple(
                IndexHit(
                    id=pages[at].id,
                    score=float(final[at]),
                    fields=tuple(compress(_FIELD_NAMES, met_fields[at])),
                )
                for at in np.argsort(-final, kind="stable")[:limit].tolist()
            ),
            confidence=estimate_confidence(evidence, GENERAL),
            lead=lead,
            evidence=evidence,
            terms=explained,
        )

    def _extract_words(self, question: Sequence[str]) -> list[str]:
        """Return the distinct content words of a question, with neighbours that are one word here: "sprach mittler"."""
        apart = (one + other for one, other in pairwise(question))
        words = [word for word in question if word not in STOP_WORDS] + [word for word in apart if word in self]
        first = {stem(word): word for word in reversed(words)}
        return list(reversed(first.values()))[:_MAX_TERMS]

    def _scores(self, terms: Sequence[Term]) -> Weights:
        scores = np.zeros(len(self._words.pages), dtype=np.float32)
        for term in terms:
            cells, counts = self._words.postings.gather(term.meanings, term.likeness)
            frequency = np.bincount(cells // len(PageField), counts * self._weights.take(cells), minlength=len(scores))
            scores += term.weight * frequency / (frequency + _K1)
        return scores


def _weigh_cells(lengths: Numbers) -> Weights:
    """Return what a word counts in each cell, as in BM25F: by its field, and less in a long one."""
    if not len(lengths):
        return np.zeros(0, dtype=np.float32)
    matters = np.array(_LENGTH_MATTERS)
    relative = lengths / np.maximum(lengths.mean(axis=0), 1e-9)
    weights: Weights = (np.array(_WORTH) / (1 - matters + matters * relative)).astype(np.float32)
    return weights.ravel()


def _list_best(scores: Weights, subjects: Sequence[str]) -> Weights:
    """Return the best score of each subject, best first."""
    best: dict[str, float] = {}
    for score, subject in sorted(zip(scores.tolist(), subjects, strict=True), reverse=True):
        best.setdefault(subject, score)
    return np.array(list(best.values()), dtype=np.float32)


def _compute_lead(best: Weights) -> float:
    """Return the best score over the next one; infinite if there is none."""
    return float(best[0] / best[1]) if len(best) > 1 else math.inf


def _find_best(scores: Weights, limit: int) -> NDArray[np.int64]:
    """Return the numbers of the best pages, in no order."""
    if not len(scores):
        return np.array([], dtype=np.int64)
    top = np.argpartition(-scores, min(limit, len(scores)) - 1)[:limit]
    return top[scores[top] > 0]
