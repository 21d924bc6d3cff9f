"""What ranks pages for a question: Lotse and the libraries that it is compared with, behind one face.

The libraries get the title twice and the question without stop words: so they do best.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeAlias

import bm25s
import tantivy
from rapidfuzz import fuzz, process, utils
from Stemmer import Stemmer

from knowledge.search.index import Index, Page
from knowledge.text import STOP_WORDS, fold, split_words

Ranked: TypeAlias = tuple[tuple[str, ...], float]  # ids best first, and how sure it is
_WORDS = re.compile(r"\w+")


class Ranker(Protocol):
    """Holds an index of pages."""

    def rank(self, question: str, limit: int) -> Ranked: ...


class Lotse:
    """The search of the service."""

    def __init__(self, pages: Sequence[Page], synonyms: Iterable[Sequence[str]]) -> None:
        self._index = Index(pages, synonyms)

    def rank(self, question: str, limit: int) -> Ranked:
        ranking = self._index.rank(split_words(question), limit)
        return tuple(hit.id for hit in ranking.hits), ranking.confidence


class Rapidfuzz:
    """Compares the question with every page."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._ids = [page.id for page in pages]
        self._texts = [utils.default_process(_text(page)) for page in pages]

    def rank(self, question: str, limit: int) -> Ranked:
        asked = utils.default_process(" ".join(_asked(question)))
        found = process.extract(asked, self._texts, scorer=fuzz.token_set_ratio, limit=limit)
        return _ranked([(self._ids[at], score) for _, score, at in found])


class Fts5:
    """SQLite's full-text search: any word of the question, ranked by its bm25()."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute("CREATE VIRTUAL TABLE pages USING fts5(id UNINDEXED, text, tokenize = 'unicode61')")
        rows = ((page.id, _text(page)) for page in pages)
        self._database.executemany("INSERT INTO pages VALUES (?, ?)", rows)

    def rank(self, question: str, limit: int) -> Ranked:
        either = " OR ".join(f'"{word}"' for word in _asked(question))
        if not either:
            return (), 0.0
        best = "SELECT id, -bm25(pages) FROM pages WHERE pages MATCH ? ORDER BY bm25(pages) LIMIT ?"
        return _ranked(self._database.execute(best, (either, limit)).fetchall())


class Tantivy:
    """Lucene's model in Rust, with its German stemmer."""

    def __init__(self, pages: Sequence[Page]) -> None:
        german = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
        german = german.filter(tantivy.Filter.stemmer("german"))
        schema = tantivy.SchemaBuilder().add_text_field("id", stored=True, tokenizer_name="raw")
        self._index = tantivy.Index(schema.add_text_field("text", tokenizer_name="de").build())
        self._index.register_tokenizer("de", german.build())
        writer = self._index.writer(num_threads=1)
        for page in pages:
            writer.add_document(tantivy.Document(id=page.id, text=_text(page)))
        writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def rank(self, question: str, limit: int) -> Ranked:
        asked = self._index.parse_query(" ".join(_asked(question)), ["text"])
        hits = self._searcher.search(asked, limit, count=False).hits
        return _ranked([(self._searcher.doc(address)["id"][0], score) for score, address in hits])


class Bm25s:
    """BM25 on arrays, with the same German stemmer as Lotse."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._ids = [page.id for page in pages]
        self._stemmer = Stemmer("german")
        self._index = bm25s.BM25()
        self._index.index(self._tokens([_text(page) for page in pages]), show_progress=False)

    def rank(self, question: str, limit: int) -> Ranked:
        best = min(limit, len(self._ids))
        found, scores = self._index.retrieve(self._tokens([" ".join(_asked(question))]), k=best, show_progress=False)
        ranked = zip(found[0].tolist(), scores[0].tolist(), strict=True)
        return _ranked([(self._ids[at], score) for at, score in ranked if score > 0])

    def _tokens(self, texts: list[str]) -> list[list[str]]:
        return [self._stemmer.stemWords(_WORDS.findall(text.lower())) for text in texts]


PEERS: dict[str, Callable[[Sequence[Page]], Ranker]] = {
    "rapidfuzz": Rapidfuzz,
    "FTS5": Fts5,
    "tantivy": Tantivy,
    "bm25s": Bm25s,
}


def _asked(question: str) -> list[str]:
    """The words that carry meaning, as they were typed."""
    return [word for word in _WORDS.findall(question.lower()) if fold(word) not in STOP_WORDS]


def _text(page: Page) -> str:
    return "\n".join((page.title, page.title, *page.names, *page.keywords, page.text.removeprefix(page.title)))


def _ranked(found: Sequence[tuple[str, float]]) -> Ranked:
    return tuple(page for page, _ in found), found[0][1] if found else 0.0
