"""Measures and prints tables: `python -m tests.bench [PART ...]`."""

import asyncio
from argparse import ArgumentParser, Namespace
from itertools import chain
from pathlib import Path

from knowledge.entries import Knowledge
from knowledge.loader import SHIPPED, load_bundle
from knowledge.search.evaluation import read_pages, read_questions
from tests.bench.announcement import announcement
from tests.bench.broadcast import broadcast
from tests.bench.clicks import clicks
from tests.bench.durability import durability
from tests.bench.exchange import exchange
from tests.bench.history import history
from tests.bench.live_progress import live_progress
from tests.bench.load import under_load
from tests.bench.matrix import MATRIX, matrix
from tests.bench.measure import measure
from tests.bench.memory import memory
from tests.bench.outbox import outbox
from tests.bench.replicas import replicas
from tests.bench.speed import speed
from tests.bench.splitting import splitting
from tests.bench.tables import show, show_quality
from tests.bench.telegram import telegram
from tests.bench.updates import updates
from tests.bench.web import pages, pages_on_postgresql

_PARTS = ("quality", "speed", "memory")
_LIVE = {
    "telegram": telegram,
    "outbox": outbox,
    "announcement": announcement,
    "exchange": exchange,
    "history": history,
    "load": under_load,
    "replicas": replicas,
    "durability": durability,
    "web": pages,
    "web-postgresql": pages_on_postgresql,
    "web-clicks": clicks,
    "web-progress": live_progress,
}
_ON_KNOWLEDGE = {"speed": speed, "updates": updates}
_ALONE = {"memory": memory, "splitting": splitting, "broadcast": broadcast}
_SHORT = ("splitting", "updates")
_SLOW = ("broadcast", "matrix", *MATRIX, *_LIVE)


def main() -> None:
    options = _options()
    parts = options.parts or _PARTS
    knowledge = load_bundle(SHIPPED)
    if "quality" in parts:
        _quality(knowledge, options.corpus, options.questions)
    for part, measured_on in _ON_KNOWLEDGE.items():
        if part in parts:
            measured_on(knowledge)
    for part, measured_alone in _ALONE.items():
        if part in parts:
            measured_alone()
    for part, measured in _LIVE.items():
        if part in parts:
            asyncio.run(measured())
    for part in ("matrix", *MATRIX):
        if part in parts:
            matrix(part)


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.bench", description="Measures Lotse beside its peers.")
    parts = f"{', '.join(_PARTS)}: all of these if none is given; {', '.join(_SHORT)}; {', '.join(_SLOW)}: minutes each"
    parser.add_argument("parts", nargs="*", metavar="PART", help=parts)
    parser.add_argument("--corpus", type=Path, help="JSON lines with id, title and text")
    parser.add_argument("--questions", type=Path, nargs="+", help="JSON lines with id, question and expected ids")
    options = parser.parse_args()
    unknown = set(options.parts) - {*_PARTS, *_SHORT, *_SLOW}
    if unknown:
        parser.error(f"expected parts of {', '.join((*_PARTS, *_SHORT, *_SLOW))}, found {', '.join(sorted(unknown))}")
    return options


def _quality(knowledge: Knowledge, corpus: Path | None, questions: list[Path] | None) -> None:
    if corpus is None or questions is None:
        show("Quality: not measured, it takes --corpus FILE --questions FILE", (), ())
        return
    pages = read_pages(_lines(corpus))
    asked = read_questions(chain.from_iterable(map(_lines, questions)))
    synonyms = [group.words for group in knowledge.synonyms]
    reports = list(measure(pages, asked, synonyms, without=frozenset()))
    covered = sum(bool(expected) for _, expected in asked)
    title = f"Quality: {len(pages)} pages, {covered} questions covered, {len(asked) - covered} not (× Lotse to it)"
    show_quality(title, reports)


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    main()
