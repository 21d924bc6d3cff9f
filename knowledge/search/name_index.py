"""The names of pages, and how much of each a question holds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.search.arrays import Numbers, Splice, Starts, Weights, expand_ranges
from knowledge.search.lexicon import Term, compare_words
from knowledge.search.pages import PageField, Tokens


@dataclass(frozen=True, kw_only=True, slots=True)
class NameMatches:
    """The best-matching name of each page: the weight of its matched words, and their share of the name.

    Both of shape (pages,).
    """

    weights: Weights
    shares: Weights


@dataclass(frozen=True, kw_only=True, slots=True)
class NameIndex:
    """The titles and other names of all pages, page by page, of each the distinct words with their counts.

    `names`: numbers of names within their page; `words`: numbers of words; of the same shape as `counts`.
    """

    names: Numbers
    words: Numbers
    counts: Numbers
    starts: Starts

    def merge(self, others: "NameIndex", order: NDArray[np.int64]) -> "NameIndex":
        """Return the names of these pages and of others in an order, as Tokens.merge does."""
        splice = Splice(self.starts, others.starts, order)
        return replace(
            self,
            names=splice.join(self.names, others.names),
            words=splice.join(self.words, others.words),
            counts=splice.join(self.counts, others.counts),
            starts=splice.starts,
        )

    def match_names(self, pages: NDArray[np.int64], terms: Sequence[Term], rarity: Weights) -> NameMatches:
        """Return the best-matching names of some pages; `rarity` weighs all words of the index."""
        weights, shares = np.zeros((2, len(pages)), dtype=np.float32)
        at, owner = expand_ranges(self.starts[pages], self.starts[pages + 1])
        if len(at):
            names, words = self.names.take(at), self.words.take(at)
            rare = rarity.take(words)
            heads = np.flatnonzero(np.diff(names, prepend=-1) | np.diff(owner, prepend=-1))
            like = compare_words(words, terms, len(rarity)) * (self.counts.take(at) * rare)
            held = np.maximum.reduceat(like, heads, axis=1).sum(axis=0)
            whole = np.add.reduceat(rare, heads, dtype=np.float64)
            share = np.minimum(held / np.maximum(whole, 1e-9), 1)
            order = np.lexsort((held, share))
            weights[owner[heads][order]] = held[order]
            shares[owner[heads][order]] = share[order]
        return NameMatches(weights=weights, shares=shares)


def index_names(tokens: Tokens) -> NameIndex:
    """Return the index of the names of pages."""
    here = tokens.fields <= PageField.NAME
    texts, width = int(tokens.sentences.max(initial=0)) + 1, int(tokens.words.max(initial=0)) + 1
    names = tokens.owners[here].astype(np.int64) * texts + tokens.sentences[here]
    pairs, counts = np.unique(names * width + tokens.words[here], return_counts=True)
    names = pairs // width
    return NameIndex(
        names=(names % texts).astype(np.int32),
        words=(pairs % width).astype(np.int32),
        counts=counts.astype(np.int32),
        starts=np.searchsorted(names // texts, np.arange(tokens.pages + 1)),
    )
