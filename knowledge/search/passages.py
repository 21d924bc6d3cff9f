"""A closer score of the best pages: title, beginning, best passage, neighbouring words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.search.arrays import Numbers, Weights, expand_ranges
from knowledge.search.lexicon import Term, compare_words
from knowledge.search.pages import PageField, Tokens

_WINDOW = 3  # sentences of a passage
_LEAD = 12  # words of the beginning
_K1, _USUAL_LENGTH = 1.2, 25.0  # saturation of a passage's words; words of a usual passage
_TITLE_HALF = 0.3  # the likeness from which on a word of the title counts half
_MET = 0.3  # the likeness from which on a word counts as met
_PASSAGE, _PAIR, _BEGINNING, _TITLE = 0.45, 0.25, 0.2, 0.25


@dataclass(frozen=True, kw_only=True, slots=True)
class PassageScores:
    """Additions to the score of each candidate: for its best passage, and for all else.

    Both of shape (candidates,). `met`: how far the candidate holds each term, from 0 to 1, shape (terms, candidates).
    `fields`: whether a word of the question occurs in each PageField, shape (candidates, fields).
    """

    passage: Weights
    rest: Weights
    met: Weights
    fields: NDArray[np.bool_]


def score_passages(
    tokens: Tokens, candidates: NDArray[np.int64], terms: Sequence[Term], vocabulary: int
) -> PassageScores:
    """Return the closer scores of some pages, given by number, for the terms of a question."""
    at, owner = expand_ranges(tokens.starts[candidates], tokens.starts[candidates + 1])
    words, fields, within = tokens.words.take(at), tokens.fields.take(at), tokens.sentences.take(at)
    sentences = owner * (int(within.max()) + 1) + within
    kept = _find_relevant(words, sentences, fields, terms, vocabulary)
    words, sentences, fields, owner = words.take(kept), sentences.take(kept), fields.take(kept), owner.take(kept)
    likeness = compare_words(words, terms, vocabulary)
    starts = np.searchsorted(owner, np.arange(len(candidates)))
    weights = np.array([term.weight for term in terms], dtype=np.float32)
    titles = fields <= PageField.NAME
    place = np.arange(len(owner)) - starts.take(owner)
    title_length = np.add.reduceat(fields == PageField.TITLE, starts)
    lead = (fields == PageField.TEXT) & (place < _LEAD + title_length.take(owner))
    in_title = np.maximum.reduceat(np.where(titles, likeness, 0), starts, axis=1)
    in_lead = np.maximum.reduceat(np.where(lead, likeness, 0), starts, axis=1)
    rest = _TITLE * (weights @ (in_title / (in_title + _TITLE_HALF))) + _BEGINNING * (weights @ in_lead)
    rest += _PAIR * _score_pairs(likeness, owner, starts, weights)
    passage = _PASSAGE * _score_windows(likeness, sentences, fields, owner, starts, weights)
    meets = likeness.max(axis=0) > _MET
    met_fields = np.zeros((len(candidates), len(PageField)), dtype=np.bool_)
    met_fields[owner[meets], fields[meets]] = True
    return PassageScores(
        passage=passage.astype(np.float32),
        rest=rest.astype(np.float32),
        met=np.maximum.reduceat(likeness, starts, axis=1),
        fields=met_fields,
    )


def _find_relevant(
    words: Numbers, sentences: NDArray[np.int64], fields: NDArray[np.int8], terms: Sequence[Term], vocabulary: int
) -> NDArray[np.int64]:
    """Return which tokens matter: all but those of phrasings without any word of the question."""
    meant = np.zeros(vocabulary, dtype=np.bool_)
    for term in terms:
        meant[term.meanings] = True
    met = np.zeros(int(sentences[-1]) + 1, dtype=np.bool_)
    met[sentences[meant.take(words)]] = True
    return np.flatnonzero(met.take(sentences) | (fields != PageField.PHRASING))


def _score_pairs(likeness: Weights, owner: NDArray[np.int64], starts: NDArray[np.int64], weights: Weights) -> Weights:
    """Return scores for neighbouring terms of the question that are neighbours in the page too."""
    if len(weights) < 2:
        return np.zeros(len(starts), dtype=np.float32)
    both = np.zeros_like(likeness[1:])
    both[:, :-1] = np.minimum(likeness[:-1, :-1], likeness[1:, 1:]) * (owner[1:] == owner[:-1])
    best = np.maximum.reduceat(both, starts, axis=1)
    return np.minimum(weights[:-1], weights[1:]) @ best


def _score_windows(
    likeness: Weights,
    sentences: NDArray[np.int64],
    fields: NDArray[np.int8],
    owner: NDArray[np.int64],
    starts: NDArray[np.int64],
    weights: Weights,
) -> Weights:
    """Return the score of the best window of sentences, or of the best phrasing, of each page, with its title."""
    heads = np.flatnonzero(np.diff(sentences, prepend=-1))
    titles = fields <= PageField.NAME
    page, is_title = owner[heads], titles[heads]
    is_alone = is_title | (fields[heads] == PageField.PHRASING)
    found = np.add.reduceat(likeness, heads, axis=1)
    length = np.diff(np.append(heads, len(owner))).astype(np.float32)
    windows, lengths = found.copy(), length.copy()
    for step in range(1, min(_WINDOW, len(heads))):
        together = (page[step:] == page[:-step]) & ~is_alone[:-step] & ~is_alone[step:]
        windows[:, :-step] += found[:, step:] * together
        lengths[:-step] += length[step:] * together
    in_title = np.add.reduceat(np.where(titles, likeness, 0), starts, axis=1)[:, page]
    windows = np.where(is_title, in_title, windows + in_title)
    scores = weights @ (windows / (windows + _K1 * (0.25 + 0.75 * lengths / _USUAL_LENGTH)))
    return np.maximum.reduceat(scores, np.searchsorted(page, np.arange(len(starts))))
