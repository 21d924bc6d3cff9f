"""How long a question takes, by the size of the knowledge."""

from collections.abc import Sequence
from statistics import quantiles
from time import perf_counter

from knowledge.entries import Knowledge
from knowledge.search import Search
from tests.bench.corpora import corpus, questions
from tests.bench.measure import Question, measure
from tests.bench.peers import PEERS
from tests.bench.tables import show, show_speed

_SIZES = (1_000, 100_000)
_QUESTIONS = 500
_PHRASINGS = 20
_TOO_SLOW = {100_000: frozenset({"rapidfuzz"})}


def speed(knowledge: Knowledge) -> None:
    """The index at several sizes beside its peers, and the whole search on what ships."""
    synonyms = [group.words for group in knowledge.synonyms]
    for size in _SIZES:
        pages = corpus(knowledge, size)
        asked: list[Question] = [(question, frozenset()) for question in questions(pages, _QUESTIONS)]
        reports = list(measure(pages, asked, synonyms, without=_TOO_SLOW.get(size, frozenset())))
        show_speed(f"Speed: {size:,} entries, {_QUESTIONS} questions seen for the first time", reports)
    pages = corpus(knowledge, _SIZES[0], _PHRASINGS)
    asked = [(question, frozenset()) for question in questions(pages, _QUESTIONS)]
    title = f"Speed: {_SIZES[0]:,} entries with {_PHRASINGS} phrasings each"
    show_speed(title, list(measure(pages, asked, synonyms, without=frozenset(PEERS))))
    _shipped(knowledge, list(questions(corpus(knowledge, _SIZES[0]), _QUESTIONS)))


def _shipped(knowledge: Knowledge, asked: Sequence[str]) -> None:
    started = perf_counter()
    search = Search(knowledge).prepare()
    build_s = perf_counter() - started
    times = quantiles([_took_ms(search, question) for question in asked], n=100, method="inclusive")
    row = ("Search.find", f"{times[49]:.3f}", f"{times[98]:.3f}", f"{build_s:.2f}")
    show(f"Speed: the shipped {len(knowledge.entries)} entries", ("", "p50 ms", "p99 ms", "index s"), [row])


def _took_ms(search: Search, question: str) -> float:
    started = perf_counter()
    search.find(question)
    return (perf_counter() - started) * 1000
