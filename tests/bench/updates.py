"""Time of updating the index after a change of the knowledge, beside indexing all anew."""

import gc
from collections.abc import Iterator, Sequence
from statistics import median
from time import process_time

from knowledge.entries import Faq, Knowledge
from knowledge.search import Search
from tests.bench.corpora import corpus
from tests.bench.tables import show

# Numbers of entries, and of phrasings of each that is made up.
_SIZES = ((0, 0), (10_000, 0), (10_000, 20))
_EDITS = 7


def updates(knowledge: Knowledge) -> None:
    """The time of the processor for one changed, new or removed entry, at several sizes."""
    rows = [_measure(_fill_up(knowledge, size, phrasings), phrasings) for size, phrasings in _SIZES]
    show(
        "Updates of the index, processor time (median of each kind)",
        ("entries", "phrasings", "anew s", "changed ms", "new ms", "removed ms", "anew : changed"),
        rows,
    )


def _fill_up(knowledge: Knowledge, size: int, phrasings: int) -> Knowledge:
    """Return knowledge with as many entries, made up of the shipped texts."""
    missing = max(size - len(knowledge.entries), 0)
    model = knowledge.faqs[0]
    faqs = [
        model.model_copy(
            update={
                "id": f"faq/made-up-{number}",
                "title": page.title,
                "synonyms": page.names,
                "text": page.text,
                "keywords": page.keywords,
                "phrasings": page.phrasings,
            }
        )
        for number, page in enumerate(corpus(knowledge, missing, phrasings))
    ]
    return knowledge.with_records(faqs)


def _measure(knowledge: Knowledge, phrasings: int) -> Sequence[str]:
    started = process_time()
    search = Search(knowledge).prepare()
    anew_s = process_time() - started
    # As the service does when it has started.
    gc.collect()
    gc.freeze()
    changed_ms, new_ms, removed_ms = (median(times) for times in zip(*_edit(search), strict=True))
    ratio = f"{anew_s * 1000 / changed_ms:.0f}"
    sizes = (f"{len(knowledge.entries):,}", f"{phrasings or 'as shipped'}")
    return (*sizes, f"{anew_s:.2f}", f"{changed_ms:.0f}", f"{new_ms:.0f}", f"{removed_ms:.0f}", ratio)


def _edit(search: Search) -> Iterator[tuple[float, float, float]]:
    """Yield how long a change, an addition and a removal of an entry take, one on top of the other."""
    faqs = search.knowledge.faqs
    for number in range(_EDITS):
        faq = faqs[number * len(faqs) // _EDITS]
        changed = faq.model_copy(update={"text": f"{faq.text} Neu ist auch Beratungsstelle Nummer {number}."})
        new = faq.model_copy(update={"id": "faq/new", "title": f"Wo liegt Quastenstadt{number}?"})
        search, changed_ms = _follow(search, [changed])
        search, new_ms = _follow(search, [new])
        search, removed_ms = _follow(search, removed=[new.id])
        yield changed_ms, new_ms, removed_ms


def _follow(search: Search, changed: Sequence[Faq] = (), removed: Sequence[str] = ()) -> tuple[Search, float]:
    started = process_time()
    knowledge = search.knowledge.with_records(changed, removed)
    return search.update(knowledge).prepare(), (process_time() - started) * 1000
