"""Ranked full-text search over pages, and how sure it is that a page answers at all."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.search.lexicon import Lexicon
from knowledge.search.names import Names
from knowledge.search.postings import Postings, Scores
from knowledge.text import GENERIC_WORDS, STOP_WORDS, content_words, grams, stem

_TITLE, _NAMES, _KEYWORDS, _TEXT = 3, 3, 2, 1
_GRAMS = 0.1
_PAIRS = 0.25
_GENERIC = 0.3
_NAMED = 0.8  # what a whole name adds, for each of its words
_NAMED_CONFIDENCE = 0.25


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What is indexed of a document."""

    id: str
    title: str
    names: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A page's id with its score and the words of the question that it holds."""

    id: str
    score: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranking:
    """Hits best first. `confidence`, from 0 to 1, says how sure it is that the question is covered at all."""

    hits: tuple[Hit, ...] = ()
    confidence: float = 0.0


class Index:
    """Three views of each page: its stems, met softly; its character 4-grams; its pairs of neighbouring stems."""

    def __init__(self, pages: Sequence[Page], synonyms: Iterable[Sequence[str]] = ()) -> None:
        self._ids = [page.id for page in pages]
        bags = [_weighted(page) for page in pages]
        self.vocabulary = {word for bag in bags for word in bag}
        self._stems = Postings([_stems(bag) for bag in bags], k1=2.0, b=0.75)
        self._grams = Postings([_grams(bag) for bag in bags], k1=2.5, b=0.75)
        self._pairs = Postings([_pairs(page) for page in pages], k1=1.2, b=0.75)
        self._lexicon = Lexicon(self._stems.terms, synonyms)
        self._names = Names((page.title, *page.names) for page in pages)

    def rank(self, question: Sequence[str], limit: int = 10) -> Ranking:
        """The best pages for the words of a question."""
        content = [word for word in question if word not in STOP_WORDS]
        asked = tuple(dict.fromkeys(content))
        soft, covered = self._soft(asked)
        scores = soft + _GRAMS * self._grams.score(_grams(dict.fromkeys(asked, 1.0)))
        scores += _PAIRS * self._pairs.score(dict.fromkeys(_neighbours(content), 1.0))
        named = self._named(question)
        scores += _NAMED * named
        covered += _NAMED_CONFIDENCE * (named > 0)
        best = _best(scores, limit)
        hits = tuple(Hit(id=self._ids[at], score=float(scores[at])) for at in best)
        return Ranking(hits=hits, confidence=float(covered[best[0]]) if best else 0.0)

    def _named(self, question: Sequence[str]) -> Scores:
        """The weight of the longest name of each page that stands whole in the question."""
        named = np.zeros(len(self._ids), dtype=np.float32)
        for page, name in self._names.within(question):
            named[page] = max(named[page], sum(map(self._stems.idf, name)))
        return named

    def _soft(self, asked: Sequence[str]) -> tuple[Scores, Scores]:
        """Each word counts once a page, in the best of its meanings; and the share of the question that a page holds."""
        scores = np.zeros(len(self._ids), dtype=np.float32)
        covered = np.zeros(len(self._ids), dtype=np.float32)
        total = 0.0
        for word in asked:
            best, held = np.zeros_like(scores), np.zeros_like(covered)
            weight = self._stems.idf(stem(word))
            for number, certainty in self._lexicon.meanings(word).items():
                term = self._stems.terms[number]
                where, frequencies = self._stems.holders(term)
                telling = certainty * min(weight, self._stems.idf(term))
                best[where] = np.maximum(best[where], np.float32(telling) * frequencies)
                held[where] = np.maximum(held[where], np.float32(certainty))
            scores += best
            covered += np.float32(weight * _emphasis(word)) * held
            total += weight * _emphasis(word)
        return scores, covered / np.float32(max(total, 1e-9))


def _emphasis(word: str) -> float:
    return _GENERIC if word in GENERIC_WORDS else 1.0


def _weighted(page: Page) -> dict[str, float]:
    fields: Iterable[tuple[int, str]] = (
        (_TITLE, page.title),
        *((_NAMES, name) for name in page.names),
        *((_KEYWORDS, keyword) for keyword in page.keywords),
        (_TEXT, page.text),
    )
    bag: Counter[str] = Counter()
    for weight, text in fields:
        for word in content_words(text):
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
    return [f"{one} {other}" for one, other in zip(stems, stems[1:], strict=False)]


def _best(scores: Scores, limit: int) -> list[int]:
    top = np.argpartition(-scores, min(limit, len(scores) - 1))[:limit] if len(scores) else np.array([], np.int64)
    return sorted((int(at) for at in top if scores[at] > 0), key=lambda at: (-scores[at], at))
