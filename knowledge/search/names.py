"""The names of pages: how much of a name a question holds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.search.arrays import Postings, Weights
from knowledge.search.lexicon import Term
from knowledge.search.pages import Field, Tokens


@dataclass(frozen=True, kw_only=True, slots=True)
class Touched:
    """The best name of each page: the weight of its words that a question holds, and their share of the name.

    Both of shape (pages,).
    """

    weights: Weights
    shares: Weights


class Names:
    """The titles and other names of all pages; `rarity` tells how telling each word is."""

    def __init__(self, tokens: Tokens, rarity: Weights) -> None:
        here = tokens.fields <= Field.NAME
        _, first, inverse = np.unique(tokens.sentences[here], return_index=True, return_inverse=True)
        names = inverse.astype(np.int32)
        self._pages = tokens.pages
        self._owners = tokens.owners[here][first]
        self._rarity = rarity
        ones = np.ones(len(names), dtype=np.float32)
        words = tokens.words[here]
        self._postings = Postings(words, names, ones, size=len(rarity), width=len(first))
        distinct = np.unique(np.stack([names, words]), axis=1)
        self._weights = np.bincount(distinct[0], rarity[distinct[1]], minlength=len(first))

    def touched(self, terms: Sequence[Term]) -> Touched:
        """What the terms of a question touch of the names."""
        held = np.zeros(len(self._owners), dtype=np.float32)
        for term in terms:
            names, likeness = self._postings.gather(term.meanings, term.likeness * self._rarity[term.meanings])
            best = np.zeros_like(held)
            np.maximum.at(best, names, likeness)
            held += best
        shares = np.minimum(held / np.maximum(self._weights, 1e-9), 1)
        order = np.lexsort((held, shares))
        weights_of, shares_of = np.zeros((2, self._pages), dtype=np.float32)
        weights_of[self._owners[order]] = held[order]
        shares_of[self._owners[order]] = shares[order]
        return Touched(weights=weights_of, shares=shares_of)
