"""Retrieval quality on any corpus, with the same search as the service."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, quantiles
from time import perf_counter
from typing import Any

from knowledge.search.index import Index, Page
from knowledge.text import split_words

DEPTH = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """Recall and MRR over the answerable questions; the AUROC of telling them from the others by confidence."""

    questions: int
    recall_at_1: float
    recall_at_3: float
    recall_at_5: float
    mrr: float
    abstention_auroc: float | None
    p50_ms: float
    p99_ms: float
    index_s: float

    def to_json(self) -> dict[str, float | int | None]:
        """Return the report as a JSON object."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class EvaluatedQuestion:
    """A question with the ids `found`, best first, and those `expected`, none if the corpus does not answer it."""

    expected: frozenset[str]
    found: tuple[str, ...]
    confidence: float
    took_ms: float

    @property
    def rank(self) -> int | None:
        """The rank of the first expected page, from 1; None if none was found."""
        return next((at for at, page in enumerate(self.found, 1) if page in self.expected), None)


def evaluate(corpus: Iterable[str], questions: Iterable[str], synonyms: Iterable[Sequence[str]] = ()) -> Report:
    """Index the corpus and ask the questions, both JSON lines; raise ValueError on an invalid line."""
    pages = read_pages(corpus)
    started = perf_counter()
    index = Index(pages, synonyms)
    index_s = perf_counter() - started
    return summarise([_ask(index, *question) for question in read_questions(questions)], index_s)


def summarise(asked: Sequence[EvaluatedQuestion], index_s: float) -> Report:
    """Return the measures over these questions."""
    covered = [one for one in asked if one.expected]
    ranks = [one.rank for one in covered]
    times = [one.took_ms for one in asked]
    return Report(
        questions=len(asked),
        recall_at_1=_recall(ranks, 1),
        recall_at_3=_recall(ranks, 3),
        recall_at_5=_recall(ranks, 5),
        mrr=round(fmean(1 / rank if rank else 0.0 for rank in ranks), 4) if ranks else 0.0,
        abstention_auroc=_auroc(
            [one.confidence for one in covered], [one.confidence for one in asked if not one.expected]
        ),
        p50_ms=round(_percentile(times, 50), 3),
        p99_ms=round(_percentile(times, 99), 3),
        index_s=round(index_s, 3),
    )


def read_pages(corpus: Iterable[str]) -> list[Page]:
    """Return the pages of a corpus."""
    documents = _parse_documents(corpus, {"id": str, "title": str, "text": str})
    return [Page(id=document["id"], title=document["title"], text=document["text"]) for document in documents]


def read_questions(questions: Iterable[str]) -> list[tuple[str, frozenset[str]]]:
    """Return the questions, each with the ids of the pages that answer it."""
    documents = _parse_documents(questions, {"question": str, "expected": list})
    return [(document["question"], frozenset(map(str, document["expected"]))) for document in documents]


def _parse_documents(lines: Iterable[str], fields: Mapping[str, type]) -> Iterator[dict[str, Any]]:
    """Yield the object of each line that is not blank, with fields of these types; raise ValueError."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _parse_document(line, number, fields)


def _parse_document(line: str, number: int, fields: Mapping[str, type]) -> dict[str, Any]:
    try:
        document = json.loads(line)
    except ValueError as error:
        raise ValueError(f"line {number}: expected JSON ({error})") from error
    if not isinstance(document, dict):
        raise ValueError(f"line {number}: expected a JSON object")  # noqa: TRY004
    if isinstance(document.get("id"), int):
        document["id"] = str(document["id"])
    wrong = [name for name, kind in fields.items() if not isinstance(document.get(name), kind)]
    if wrong:
        raise ValueError(f"line {number}: expected " + ", ".join(f"{name} ({fields[name].__name__})" for name in wrong))
    return document


def _ask(index: Index, question: str, expected: frozenset[str]) -> EvaluatedQuestion:
    started = perf_counter()
    ranking = index.rank(split_words(question), DEPTH)
    took_ms = (perf_counter() - started) * 1000
    found = tuple(hit.id for hit in ranking.hits)
    return EvaluatedQuestion(expected=expected, found=found, confidence=ranking.confidence, took_ms=took_ms)


def _recall(ranks: Sequence[int | None], depth: int) -> float:
    return round(sum(rank is not None and rank <= depth for rank in ranks) / len(ranks), 4) if ranks else 0.0


def _auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return the probability that a covered question has more confidence than an uncovered one; ties count half."""
    if not positive or not negative:
        return None
    wins = sum((p > n) + (p == n) / 2 for p in positive for n in negative)
    return round(wins / (len(positive) * len(negative)), 4)


def _percentile(values: Sequence[float], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else sum(values)
