"""Pages, the indexed form of documents, and their words as arrays."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from knowledge.search.arrays import Numbers, Splice, Starts, expand_ranges, sort_distinct
from knowledge.text import extract_content_words, join_hyphenated

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """The indexed form of a document; `names` are further titles, `phrasings` whole questions that it answers.

    Pages with the same `subject` are not each other's rivals; a page without one is its own.
    """

    id: str
    title: str
    names: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    text: str = ""
    phrasings: tuple[str, ...] = ()
    subject: str | None = None


class PageField(IntEnum):
    TITLE = 0
    NAME = 1
    KEYWORD = 2
    TEXT = 3
    PHRASING = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Tokens:
    """The words of all pages, page by page.

    `words`: numbers of words; `sentences`: numbers of sentences, names, keywords and phrasings within their page;
    `fields`: a PageField each; all of shape (tokens,).
    """

    words: Numbers
    sentences: Numbers
    fields: NDArray[np.int8]
    starts: Starts

    @property
    def pages(self) -> int:
        return len(self.starts) - 1

    @property
    def owners(self) -> Numbers:
        """The page of each token."""
        return np.repeat(np.arange(self.pages), np.diff(self.starts)).astype(np.int32)

    def select(self, pages: NDArray[np.int64]) -> "Tokens":
        """Return the tokens of some pages."""
        at, _ = expand_ranges(self.starts[pages], self.starts[pages + 1])
        starts = np.concatenate([[0], np.cumsum(np.diff(self.starts)[pages])])
        return Tokens(words=self.words[at], sentences=self.sentences[at], fields=self.fields[at], starts=starts)

    def merge(self, others: "Tokens", order: NDArray[np.int64]) -> "Tokens":
        """Return the tokens of these pages and `others` in an order; numbers from `pages` on are of the others."""
        splice = Splice(self.starts, others.starts, order)
        return Tokens(
            words=splice.join(self.words, others.words),
            sentences=splice.join(self.sentences, others.sentences),
            fields=splice.join(self.fields, others.fields),
            starts=splice.starts,
        )

    def count_pages(self, words: int) -> Numbers:
        """Return the number of pages on which each word occurs, shape (words,)."""
        met = sort_distinct(self.owners.astype(np.int64) * words + self.words)
        return np.bincount(met % max(words, 1), minlength=words).astype(np.int32)

    def count_formal(self, words: int) -> Numbers:
        """Return how often each word occurs outside of phrasings, shape (words,)."""
        return np.bincount(self.words[self.fields != PageField.PHRASING], minlength=words).astype(np.int32)

    def count_lengths(self) -> Numbers:
        """Return how many words each field of each page has, shape (pages, fields)."""
        cells = self.owners * len(PageField) + self.fields
        return np.bincount(cells, minlength=self.pages * len(PageField)).astype(np.int32).reshape(-1, len(PageField))


def tokenise(pages: Sequence[Page]) -> tuple[Tokens, list[str]]:
    """Return the content words of pages, and what their numbers stand for.

    Of each page first come the words of the title, then those of text, names, keywords and phrasings.
    """
    vocabulary: dict[str, int] = {}
    words: list[int] = []
    sentences: list[int] = []
    fields: list[int] = []
    starts = [0]
    for page in pages:
        for sentence, (field, text) in enumerate(_texts(page)):
            found = [vocabulary.setdefault(word, len(vocabulary)) for word in _split_words(field, text)]
            words += found
            sentences += [sentence] * len(found)
            fields += [field] * len(found)
        starts.append(len(words))
    tokens = Tokens(
        words=np.array(words, dtype=np.int32),
        sentences=np.array(sentences, dtype=np.int32),
        fields=np.array(fields, dtype=np.int8),
        starts=np.array(starts, dtype=np.int64),
    )
    return tokens, list(vocabulary)


def _texts(page: Page) -> Iterator[tuple[PageField, str]]:
    yield PageField.TITLE, page.title
    for sentence in _SENTENCE.split(page.text.removeprefix(page.title)):
        yield PageField.TEXT, sentence
    for name in page.names:
        yield PageField.NAME, name
    for keyword in page.keywords:
        yield PageField.KEYWORD, keyword
    for phrasing in page.phrasings:
        yield PageField.PHRASING, phrasing


def _split_words(field: PageField, text: str) -> list[str]:
    """Return the content words; in names and keywords also hyphenated ones as one word: "komman"."""
    return (
        extract_content_words(text)
        if field is PageField.TEXT
        else [*extract_content_words(text), *join_hyphenated(text)]
    )
