"""BM25 over bags of terms, as arrays: for each term the pages that hold it and what it adds to their score.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with Lucene's positive idf.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


class Postings:
    """The bags of `pages`, each a mapping of terms to weighted counts."""

    def __init__(self, pages: Sequence[Mapping[str, float]], *, k1: float, b: float) -> None:
        self.pages = len(pages)
        lengths = np.array([sum(bag.values()) for bag in pages], dtype=np.float32)
        norms = k1 * (1 - b + b * lengths / max(float(lengths.mean()) if self.pages else 1.0, 1e-9))
        lists: dict[str, tuple[list[int], list[float]]] = {}
        for page, bag in enumerate(pages):
            for term, count in bag.items():
                where, counts = lists.setdefault(term, ([], []))
                where.append(page)
                counts.append(count)
        self._lists = {
            term: _impacts(np.array(where, np.int32), np.array(counts, np.float32), norms, self.pages, k1)
            for term, (where, counts) in lists.items()
        }

    def __contains__(self, term: str) -> bool:
        return term in self._lists

    def idf(self, term: str) -> float:
        """How telling a term is; the greatest possible for an unknown one."""
        return _idf(len(self._lists[term][0]) if term in self._lists else 0, self.pages)

    def score(self, question: Mapping[str, float]) -> Scores:
        """The score of every page, shape (pages,)."""
        scores = np.zeros(self.pages, dtype=np.float32)
        for term, weight in question.items():
            if term in self._lists:
                where, impacts = self._lists[term]
                scores[where] += weight * impacts
        return scores


def _idf(found: int, pages: int) -> float:
    return float(np.log1p((pages - found + 0.5) / (found + 0.5)))


def _impacts(
    where: NDArray[np.int32], counts: Scores, norms: Scores, pages: int, k1: float
) -> tuple[NDArray[np.int32], Scores]:
    idf = _idf(len(where), pages)
    return where, (idf * counts * (k1 + 1) / (counts + norms[where])).astype(np.float32)
