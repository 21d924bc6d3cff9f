"""Pages and questions compared by all of their words: whether "wer" or "wann" is asked tells many facts apart."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from knowledge.search.arrays import Numbers, Splice, Starts, Weights, expand_ranges
from knowledge.search.pages import Page
from knowledge.text import split_words, stem


@dataclass(frozen=True, kw_only=True, slots=True)
class StemCounts:
    """How often each page has each stem, stop words included, page by page in the order of their first use.

    `stems`: numbers of stems, `counts`: of shape (stems,).
    """

    stems: Numbers
    counts: Numbers
    starts: Starts

    def merge(self, others: "StemCounts", order: NDArray[np.int64]) -> "StemCounts":
        """Return the counts of these pages and of others in an order, as Tokens.merge does."""
        splice = Splice(self.starts, others.starts, order)
        return StemCounts(
            stems=splice.join(self.stems, others.stems),
            counts=splice.join(self.counts, others.counts),
            starts=splice.starts,
        )


@dataclass(frozen=True, kw_only=True)
class Profiles:
    """The profiles of pages: the square root of how often they have each stem, times that of how rare it is."""

    numbers: Mapping[str, int]
    counts: StemCounts

    def update(self, pages: Sequence[Page], order: NDArray[np.int64]) -> "Profiles":
        """Return the profiles of these and of new pages in an order, as Tokens.merge does."""
        numbers = dict(self.numbers)
        added = _count_stems(pages, numbers)
        return Profiles(numbers=numbers, counts=self.counts.merge(added, order))

    def compare(self, question: Sequence[str], pages: NDArray[np.int64]) -> Weights:
        """Return the cosine of the profiles of a question, given its words, and some pages, shape (pages,)."""
        asked = Counter(number for word in question if (number := self.numbers.get(stem(word))) is not None)
        rows = np.array([number for number in asked if self._found[number]], dtype=np.int32)
        own = np.sqrt([asked[number] for number in rows.tolist()]) * self._rarity.take(rows)
        table = np.zeros(len(self.numbers))
        table[rows] = own
        at, owner = expand_ranges(self.counts.starts[pages], self.counts.starts[pages + 1])
        stems = self.counts.stems.take(at)
        weights = np.sqrt(self.counts.counts.take(at)) * self._rarity.take(stems)
        shared = np.bincount(owner, table.take(stems) * weights, len(pages))
        # Summed one by one, as the last digit of other sums depends on where a page stands.
        lengths = np.sqrt(np.bincount(owner, weights**2, len(pages)))
        alike: Weights = (shared / np.maximum(np.sqrt(own @ own) * lengths, 1e-9)).astype(np.float32)
        return alike

    @cached_property
    def total(self) -> int:
        """The number of words of all pages."""
        return int(self.counts.counts.sum())

    def count(self, root: str) -> int:
        """Return how often the pages have a stem."""
        number = self.numbers.get(root)
        return 0 if number is None else int(self._used[number])

    @cached_property
    def _used(self) -> NDArray[np.int64]:
        """The number of occurrences of each stem in all pages, by the number of the stem."""
        return np.bincount(self.counts.stems, self.counts.counts, len(self.numbers)).astype(np.int64)

    @cached_property
    def _found(self) -> NDArray[np.int64]:
        """The number of pages that have each stem."""
        return np.bincount(self.counts.stems, minlength=len(self.numbers))

    @cached_property
    def _rarity(self) -> NDArray[np.float64]:
        return np.sqrt(np.log1p((len(self.counts.starts) - 1) / (self._found + 0.5)))


def _count_stems(pages: Sequence[Page], numbers: dict[str, int]) -> StemCounts:
    """Return the stems of pages, counted; new ones get a number each."""
    stems: list[int] = []
    counts: list[int] = []
    starts = [0]
    for page in pages:
        texts = (page.title, page.text, *page.names, *page.keywords, *page.phrasings)
        found: Counter[str] = Counter()
        for word, count in Counter(chain.from_iterable(map(split_words, texts))).items():
            found[stem(word)] += count
        stems += [numbers.setdefault(root, len(numbers)) for root in found]
        counts += found.values()
        starts.append(len(stems))
    return StemCounts(
        stems=np.array(stems, dtype=np.int32),
        counts=np.array(counts, dtype=np.int32),
        starts=np.array(starts, dtype=np.int64),
    )


NO_PROFILES = Profiles(numbers={}, counts=_count_stems((), {}))
