"""Pages, the indexed form of documents, and their words as arrays."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from knowledge.search.arrays import Numbers
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

    `words`: numbers of words in `vocabulary`; `sentences`: running numbers of sentences, names, keywords and
    phrasings; `fields`: a PageField each; all of shape (tokens,). `starts`: the first token of each page, of shape
    (pages + 1,).
    """

    vocabulary: dict[str, int]
    words: Numbers
    sentences: Numbers
    fields: NDArray[np.int8]
    starts: NDArray[np.int64]

    @property
    def pages(self) -> int:
        return len(self.starts) - 1

    @property
    def owners(self) -> Numbers:
        """The page of each token."""
        return np.repeat(np.arange(self.pages), np.diff(self.starts)).astype(np.int32)


def tokenise(pages: Sequence[Page]) -> Tokens:
    """Return the content words of pages: of each first the title, then text, names, keywords and phrasings."""
    vocabulary: dict[str, int] = {}
    words: list[int] = []
    sentences: list[int] = []
    fields: list[int] = []
    starts = [0]
    sentence = 0
    for page in pages:
        for field, text in _texts(page):
            found = [vocabulary.setdefault(word, len(vocabulary)) for word in _split_words(field, text)]
            words += found
            sentences += [sentence] * len(found)
            fields += [field] * len(found)
            sentence += 1
        starts.append(len(words))
    return Tokens(
        vocabulary=vocabulary,
        words=np.array(words, dtype=np.int32),
        sentences=np.array(sentences, dtype=np.int32),
        fields=np.array(fields, dtype=np.int8),
        starts=np.array(starts, dtype=np.int64),
    )


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
