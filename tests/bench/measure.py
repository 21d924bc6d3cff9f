"""Measures one or all rankers on the same pages and questions."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from time import perf_counter
from typing import TypeAlias

from knowledge.search.evaluation import DEPTH, EvaluatedQuestion, Report, summarise
from knowledge.search.index import Page
from tests.bench.peers import PEERS, Lotse, Ranker

Question: TypeAlias = tuple[str, frozenset[str]]  # its text and the pages that answer it


def measure(
    pages: Sequence[Page], questions: Sequence[Question], synonyms: Iterable[Sequence[str]], *, without: frozenset[str]
) -> Iterator[tuple[str, Report]]:
    """Lotse first, then its peers, by name."""
    yield "Lotse", _measured(lambda: Lotse(pages, synonyms), questions)
    for name, peer in PEERS.items():
        if name not in without:
            yield name, _measured(lambda peer=peer: peer(pages), questions)  # type: ignore[misc]


def _measured(build: Callable[[], Ranker], questions: Sequence[Question]) -> Report:
    started = perf_counter()
    ranker = build()
    index_s = perf_counter() - started
    return summarise([_ask(ranker, *question) for question in questions], index_s)


def _ask(ranker: Ranker, question: str, expected: frozenset[str]) -> EvaluatedQuestion:
    started = perf_counter()
    found, confidence = ranker.rank(question, DEPTH)
    took_ms = (perf_counter() - started) * 1000
    return EvaluatedQuestion(expected=expected, found=found, confidence=confidence, took_ms=took_ms)
