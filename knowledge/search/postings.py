"""BM25 over bags of terms, as arrays: for each term the pages that hold it and what it adds to their score.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with Lucene's positive idf.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Pages = NDArray[np.int32]


_NOWHERE = (np.array([], dtype=np.int32), np.array([], dtype=np.float32))


class Postings:
    """The bags of `pages`, each a mapping of terms to weighted counts."""

    def __init__(self, bags: Sequence[Mapping[str, float]], *, k1: float, b: float) -> None:
        self.pages = len(bags)
        lengths = np.array([sum(bag.values()) for bag in bags], dtype=np.float32)
        average = float(lengths.mean()) if self.pages else 1.0
        norms = k1 * (1 - b + b * lengths / max(average, 1e-9))
        lists: dict[str, tuple[list[int], list[float]]] = {}
        for page, bag in enumerate(bags):
            for term, count in bag.items():
                where, counts = lists.setdefault(term, ([], []))
                where.append(page)
                counts.append(count)
        self.terms = tuple(lists)
        self._lists: dict[str, tuple[Pages, Scores]] = {}
        for term, (where, counts) in lists.items():
            at, found = np.array(where, np.int32), np.array(counts, np.float32)
            self._lists[term] = at, (found * (k1 + 1) / (found + norms[at])).astype(np.float32)

    def idf(self, term: str) -> float:
        """How telling a term is; the greatest possible for an unknown one."""
        found = len(self._lists[term][0]) if term in self._lists else 0
        return float(np.log1p((self.pages - found + 0.5) / (found + 0.5)))

    def holders(self, term: str) -> tuple[Pages, Scores]:
        """The pages that hold a term, and its saturated frequency there (without the idf)."""
        return self._lists.get(term, _NOWHERE)

    def totals(self, weigh: Callable[[str], float]) -> Scores:
        """The summed weight of the terms of every page, shape (pages,)."""
        totals = np.zeros(self.pages, dtype=np.float32)
        for term, (where, _) in self._lists.items():
            totals[where] += np.float32(weigh(term))
        return totals

    def score(self, question: Mapping[str, float]) -> Scores:
        """The score of every page, shape (pages,)."""
        scores = np.zeros(self.pages, dtype=np.float32)
        for term, weight in question.items():
            if term in self._lists:
                where, frequencies = self._lists[term]
                scores[where] += np.float32(weight * self.idf(term)) * frequencies
        return scores
