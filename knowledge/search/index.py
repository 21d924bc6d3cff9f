"""Ranked full-text search over pages: stems and character 4-grams, so that compounds, inflections and slips meet."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.search.postings import Postings, Scores
from knowledge.text import content_words, grams, stem

_TITLE, _NAMES, _KEYWORDS, _TEXT = 3, 3, 2, 1


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
    """A page's id with its score and what made it."""

    id: str
    score: float
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranking:
    """Hits best first. `confidence`, from 0 to 1, says how sure it is that the question is covered at all."""

    hits: tuple[Hit, ...]
    confidence: float


class Index:
    def __init__(self, pages: Sequence[Page]) -> None:
        self._ids = [page.id for page in pages]
        bags = [_weighted(page) for page in pages]
        self._stems = Postings([_stems(bag) for bag in bags], k1=2.0, b=0.75)
        self._grams = Postings([_grams(bag) for bag in bags], k1=2.5, b=0.75)
        self.vocabulary = {word for bag in bags for word in bag}
        self._page_stems = [set(map(stem, bag)) for bag in bags]

    def rank(self, words: Sequence[str], limit: int = 10) -> Ranking:
        question = dict(Counter(words))
        scores = self._stems.score(_stems(question)) + self._grams.score(_grams(question)) / 6
        best = _best(scores, limit)
        hits = tuple(Hit(id=self._ids[at], score=float(scores[at])) for at in best)
        return Ranking(hits=hits, confidence=self._coverage(words, best[0]) if best else 0.0)

    def _coverage(self, words: Sequence[str], page: int) -> float:
        stems = {stem(word) for word in words}
        total = sum(map(self._stems.idf, stems))
        return sum(self._stems.idf(s) for s in stems & self._page_stems[page]) / total if total else 0.0


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
        key = stem(word)
        stems[key] = stems.get(key, 0) + count
    return stems


def _grams(bag: Mapping[str, float]) -> dict[str, float]:
    counts: dict[str, float] = {}
    for word, count in bag.items():
        for gram in grams(word):
            counts[gram] = counts.get(gram, 0) + count
    return counts


def _best(scores: Scores, limit: int) -> list[int]:
    top = np.argsort(-scores, kind="stable")[:limit]
    return [int(at) for at in top if scores[at] > 0]
