"""The names of pages, and how much of each a question holds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.search.arrays import Weights, expand_ranges
from knowledge.search.lexicon import Term, compare_words
from knowledge.search.pages import PageField, Tokens


@dataclass(frozen=True, kw_only=True, slots=True)
class NameMatches:
    """The best-matching name of each page: the weight of its matched words, and their share of the name.

    Both of shape (pages,).
    """

    weights: Weights
    shares: Weights


class NameIndex:
    """The index of titles and other names of all pages; `rarity` weighs their words."""

    def __init__(self, tokens: Tokens, rarity: Weights) -> None:
        here = tokens.fields <= PageField.NAME
        _, first, inverse = np.unique(tokens.sentences[here], return_index=True, return_inverse=True)
        owners = tokens.owners[here][first]
        pairs, counts = np.unique(np.stack([inverse, tokens.words[here]]), axis=1, return_counts=True)
        self._vocabulary = len(rarity)
        self._names, self._words = pairs
        self._worth = (counts * rarity[self._words]).astype(np.float32)
        self._weights = np.bincount(self._names, rarity[self._words], minlength=len(first))
        self._starts = np.searchsorted(owners[self._names], np.arange(tokens.pages + 1))

    def match_names(self, pages: NDArray[np.int64], terms: Sequence[Term]) -> NameMatches:
        """Return the best-matching names of some pages."""
        weights, shares = np.zeros((2, len(pages)), dtype=np.float32)
        at, owner = expand_ranges(self._starts[pages], self._starts[pages + 1])
        if len(at):
            names = self._names[at]
            heads = np.flatnonzero(np.diff(names, prepend=-1))
            like = compare_words(self._words[at], terms, self._vocabulary) * self._worth[at]
            held = np.maximum.reduceat(like, heads, axis=1).sum(axis=0)
            share = np.minimum(held / np.maximum(self._weights[names[heads]], 1e-9), 1)
            order = np.lexsort((held, share))
            weights[owner[heads][order]] = held[order]
            shares[owner[heads][order]] = share[order]
        return NameMatches(weights=weights, shares=shares)
