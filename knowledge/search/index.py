"""Ranked full-text search over pages, and how sure it is that a page answers at all."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from knowledge.search.lexicon import Lexicon
from knowledge.search.postings import Postings, Scores
from knowledge.text import GENERIC_WORDS, STOP_WORDS, content_words, grams, joined, stem

_TITLE, _NAMES, _KEYWORDS, _TEXT = 3, 3, 2, 1  # how often a word counts by the field in which it stands
_GRAMS, _PAIRS, _NAMED = 0.1, 0.25, 1.5  # what the other views add to the score of the words
_GENERIC = 0.3  # what a word that tells little counts for the confidence
_UNNAMED = 0.6  # the confidence, as a share, if no name of the page is touched


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What is indexed of a document; `names` are further titles."""

    id: str
    title: str
    names: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A page's id with its score."""

    id: str
    score: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranking:
    """Hits best first. `confidence`, from 0 to 1, says how sure it is that the question is covered at all."""

    hits: tuple[Hit, ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """A word of a question: how telling it is, and the stems that it may mean with how surely."""

    idf: float
    emphasis: float
    meanings: Mapping[str, float]


class Index:
    """Views of the pages: their words, met softly; their names; character 4-grams; pairs of neighbouring words."""

    def __init__(self, pages: Sequence[Page], synonyms: Iterable[Sequence[str]] = ()) -> None:
        self._ids = [page.id for page in pages]
        bags = [_weighted(page) for page in pages]
        names = [(number, name) for number, page in enumerate(pages) for name in (page.title, *page.names)]
        self.vocabulary = {word for bag in bags for word in bag}
        self._words = Postings([_stems(bag) for bag in bags], k1=2.0, b=0.75)
        self._names = Postings([_stems(dict.fromkeys(_spelt(name), 1.0)) for _, name in names], k1=0.0, b=0.0)
        self._grams = Postings([_grams(bag) for bag in bags], k1=2.5, b=0.75)
        self._pairs = Postings([_pairs(page) for page in pages], k1=1.2, b=0.75)
        self._lexicon = Lexicon(self._words.terms, synonyms)
        self._named = np.array([number for number, _ in names], dtype=np.int32)
        self._name_weights = self._names.totals(self._words.idf)

    def rank(self, question: Sequence[str], limit: int = 10) -> Ranking:
        """The best pages for the words of a question."""
        content = [word for word in question if word not in STOP_WORDS]
        asked = [self._asked(word) for word in dict.fromkeys((*content, *self._written_apart(question)))]
        scores, covered = self._by_words(asked)
        weights, shares = self._by_names(asked)
        scores += _NAMED * weights * shares**2
        scores += _GRAMS * self._grams.score(_grams(dict.fromkeys(content, 1.0)))
        scores += _PAIRS * self._pairs.score(dict.fromkeys(_neighbours(content), 1.0))
        best = _best(scores, limit)
        confidence = float(covered[best[0]] * (_UNNAMED + (1 - _UNNAMED) * shares[best[0]])) if best else 0.0
        return Ranking(hits=tuple(Hit(id=self._ids[at], score=float(scores[at])) for at in best), confidence=confidence)

    def _written_apart(self, question: Sequence[str]) -> Iterable[str]:
        """Neighbouring words that are one word here: "sprach mittler", "komm an"."""
        pairs = (one + other for one, other in pairwise(question))
        return (word for word in pairs if word in self.vocabulary)

    def _asked(self, word: str) -> _Asked:
        emphasis = _GENERIC if word in GENERIC_WORDS else 1.0
        return _Asked(idf=self._words.idf(stem(word)), emphasis=emphasis, meanings=self._lexicon.meanings(word))

    def _by_words(self, asked: Sequence[_Asked]) -> tuple[Scores, Scores]:
        """Each word counts once a page, in its best meaning; and the share of the question that a page holds."""
        scores, covered = np.zeros((2, len(self._ids)), dtype=np.float32)
        for word in asked:
            best, held = np.zeros((2, len(self._ids)), dtype=np.float32)
            for term, certainty in word.meanings.items():
                where, frequencies = self._words.holders(term)
                telling = word.emphasis**0.5 * certainty * min(word.idf, self._words.idf(term))
                best[where] = np.maximum(best[where], np.float32(telling) * frequencies)
                held[where] = np.maximum(held[where], np.float32(certainty))
            scores += best
            covered += np.float32(word.idf * word.emphasis) * held
        return scores, covered / np.float32(max(sum(word.idf * word.emphasis for word in asked), 1e-9))

    def _by_names(self, asked: Sequence[_Asked]) -> tuple[Scores, Scores]:
        """The best name of each page: the weight of its words in the question, and their share of the name."""
        touched = np.zeros(len(self._named), dtype=np.float32)
        for word in asked:
            best = np.zeros_like(touched)
            for term, certainty in word.meanings.items():
                where, _ = self._names.holders(term)
                best[where] = np.maximum(best[where], np.float32(certainty * self._words.idf(term)))
            touched += best
        shares = np.minimum(touched / np.maximum(self._name_weights, 1e-9), 1)
        order = np.lexsort((touched, shares))
        weights_of, shares_of = np.zeros((2, len(self._ids)), dtype=np.float32)
        weights_of[self._named[order]] = touched[order]
        shares_of[self._named[order]] = shares[order]
        return weights_of, shares_of


def _spelt(text: str) -> list[str]:
    return [*content_words(text), *joined(text)]


def _weighted(page: Page) -> dict[str, float]:
    fields: Iterable[tuple[int, str]] = (
        (_TITLE, page.title),
        *((_NAMES, name) for name in page.names),
        *((_KEYWORDS, keyword) for keyword in page.keywords),
        (_TEXT, page.text),
    )
    bag: Counter[str] = Counter()
    for weight, text in fields:
        for word in _spelt(text):
            bag[word] += weight
    return dict(bag)


def _stems(bag: Mapping[str, float]) -> dict[str, float]:
    stems: dict[str, float] = {}
    for word, count in bag.items():
        stems[stem(word)] = stems.get(stem(word), 0) + count
    return stems


def _grams(bag: Mapping[str, float]) -> dict[str, float]:
    counts: dict[str, float] = {}
    for word, count in bag.items():
        for gram in grams(word):
            counts[gram] = counts.get(gram, 0) + count
    return counts


def _pairs(page: Page) -> Mapping[str, float]:
    texts = (page.title, *page.names, page.text)
    return Counter(pair for text in texts for pair in _neighbours(content_words(text)))


def _neighbours(words: Sequence[str]) -> list[str]:
    stems = [stem(word) for word in words]
    return [f"{one} {other}" for one, other in pairwise(stems)]


def _best(scores: Scores, limit: int) -> list[int]:
    top = np.argpartition(-scores, min(limit, len(scores) - 1))[:limit] if len(scores) else np.array([], np.int64)
    return sorted((int(at) for at in top if scores[at] > 0), key=lambda at: (-scores[at], at))
