"""All words of some pages: one after the other, by word, by name, and counted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.search.arrays import NO_POSTINGS, Numbers, Postings
from knowledge.search.name_index import NameIndex, index_names
from knowledge.search.pages import Page, PageField, Tokens, tokenise
from knowledge.search.profiles import NO_PROFILES, Profiles
from knowledge.search.vocabulary import NO_WORDS, Vocabulary
from knowledge.sequences import find_changed_slices

_FIELDS = len(PageField)
# After how many numbers of words, most of them of words that have gone, all is read anew.
_MOST_NUMBERS_A_WORD, _SPARE_NUMBERS = 2, 100


@dataclass(frozen=True, kw_only=True, slots=True)
class PageWords:
    """The words of `pages`, by their numbers in `vocabulary`.

    `postings`: how often each word occurs in each cell, which is page * fields + field. `lengths`: the number of words
    in each field, shape (pages, fields). `found`: the number of pages on which each word occurs; `formal`: how often it
    occurs outside of phrasings; both of shape (words,).
    """

    pages: Sequence[Page]
    vocabulary: Vocabulary
    tokens: Tokens
    names: NameIndex
    profiles: Profiles
    postings: Postings
    lengths: Numbers
    found: Numbers
    formal: Numbers

    def update(self, pages: Sequence[Page]) -> "PageWords":
        """Return the words of other pages, without reading again those that are the same objects."""
        order = _find_sources(self.pages, pages)
        if np.array_equal(order, np.arange(len(self.pages))):
            return self
        if len(self.vocabulary) > _MOST_NUMBERS_A_WORD * len(self.vocabulary.numbers) + _SPARE_NUMBERS:
            return NO_PAGES.update(pages)
        is_kept = order < len(self.pages)
        places = np.full(len(self.pages), -1, dtype=np.int32)
        places[order[is_kept]] = np.flatnonzero(is_kept)
        new = [page for page, kept in zip(pages, is_kept, strict=True) if not kept]
        read, words = tokenise(new)
        gone = self.tokens.select(np.flatnonzero(places < 0))
        found = self.found - gone.count_pages(len(self.vocabulary))
        vocabulary = self._change_vocabulary(words, found)
        read = replace(read, words=vocabulary.number(words)[read.words])
        size = len(vocabulary)
        return PageWords(
            pages=pages,
            vocabulary=vocabulary,
            tokens=self.tokens.merge(read, order),
            names=self.names.merge(index_names(read), order),
            profiles=self.profiles.update(new, order),
            postings=self.postings.update(
                _list_cells(places),
                read.words,
                _list_cells(np.flatnonzero(~is_kept))[read.owners * _FIELDS + read.fields],
                size,
            ),
            lengths=np.concatenate([self.lengths, read.count_lengths()])[order],
            found=_extend(found, size) + read.count_pages(size),
            formal=_extend(self.formal - gone.count_formal(len(self.vocabulary)), size) + read.count_formal(size),
        )

    def _change_vocabulary(self, words: Sequence[str], found: Numbers) -> Vocabulary:
        """Return the vocabulary with these words, and without others that are no longer found."""
        lost = (self.vocabulary.words[number] for number in np.flatnonzero((self.found > 0) & (found == 0)).tolist())
        removed = set(lost).difference(words)
        added = [word for word in words if word not in self.vocabulary.numbers]
        return self.vocabulary.with_words(added, sorted(removed))


NO_PAGES = PageWords(
    pages=(),
    vocabulary=NO_WORDS,
    tokens=tokenise(())[0],
    names=index_names(tokenise(())[0]),
    profiles=NO_PROFILES,
    postings=NO_POSTINGS,
    lengths=np.zeros((0, _FIELDS), dtype=np.int32),
    found=np.zeros(0, dtype=np.int32),
    formal=np.zeros(0, dtype=np.int32),
)


def _find_sources(old: Sequence[Page], new: Sequence[Page]) -> NDArray[np.int64]:
    """Return for each new page its number among the old ones, else one from their end on."""
    part, new_part = find_changed_slices(old, new)
    known = {id(page): number for number, page in enumerate(old[part], part.start)}
    changed = np.array([known.get(id(page), -1) for page in new[new_part]], dtype=np.int64)
    changed[changed < 0] = len(old) + np.arange(np.count_nonzero(changed < 0))
    return np.concatenate([np.arange(part.start), changed, np.arange(part.stop, len(old))])


def _list_cells(pages: Numbers | NDArray[np.int64]) -> Numbers:
    """Return the cells of some pages, page by page; -1 for those of page -1."""
    cells = pages[:, np.newaxis] * _FIELDS + np.arange(_FIELDS)
    return np.where(cells < 0, -1, cells).astype(np.int32).ravel()


def _extend(counts: Numbers, size: int) -> Numbers:
    return np.concatenate([counts, np.zeros(size - len(counts), dtype=np.int32)])
