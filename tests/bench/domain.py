"""How many questions of a table are answered as expected: `python -m tests.bench.domain FILE`.

The table is tab-separated, with the columns id, text, kind, expected, note. `kind` is centre or offer (expected: ids of
entries, any of which may come first), fact (re: and an expression that the reply matches), choice (both entries among
those offered), exchange (the topic), smalltalk, or none.
"""

import csv
import re
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot import rendering
from handlers.core.events import Address, PlatformName, RoomId
from handlers.core.messages import Message
from handlers.faq.rendering import RenderedAnswer, compose_answer
from knowledge.loader import SHIPPED, load_bundle
from knowledge.search import FindingKind, Search
from tests.bench.tables import show

_HERE = Address(platform=PlatformName.CONSOLE, room=RoomId("bench"))
_PLACES, _SUBJECTS = ("centre", "choice"), ("centre", "choice", "offer", "fact")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A line of the table."""

    id: str
    text: str
    kind: str
    expected: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a question came to."""

    row: Row
    answer: RenderedAnswer

    @property
    def is_right(self) -> bool:
        """Whether the kind is right, and with it the first entry, the fact, the choices or the topic."""
        kind = self.answer.finding.kind
        match self.row.kind:
            case "centre" | "offer":
                return kind is FindingKind.ANSWER and self.entries[0] in self.row.expected.split("|")
            case "fact":
                return re.search(self.row.expected.removeprefix("re:"), self._reply) is not None
            case "choice":
                return kind is FindingKind.CHOICES and set(self.row.expected.split("|")) <= set(self.entries)
            case "exchange":
                return kind is FindingKind.EXCHANGE and self.has_topic(1)
            case _:
                return kind == self.row.kind

    def has_topic(self, depth: int) -> bool:
        """Whether the topic is among the first."""
        return self.row.expected in [topic.slug for topic in self.answer.finding.topics[:depth]]

    @property
    def entries(self) -> Sequence[str]:
        return [match.entry.id for match in self.answer.finding.matches]

    @property
    def _reply(self) -> str:
        message = Message(address=_HERE, text=self.answer.reply, choices=self.answer.choices)
        return rendering.render_plain(rendering.append_choices(message))


def main() -> None:
    parser = ArgumentParser(prog="python -m tests.bench.domain", description=__doc__)
    parser.add_argument("table", type=Path)
    outcomes = list(_outcomes(parser.parse_args().table))
    kinds = dict.fromkeys(outcome.row.kind for outcome in outcomes)
    show("Right, by kind", ("", "questions", "right"), [_line(kind, _of(outcomes, kind)) for kind in kinds])
    show("Right, together", ("", "questions", "share"), _totals(outcomes))
    wrong = [outcome for outcome in outcomes if not outcome.is_right]
    show("Not right", ("", "kind", "expected", "came to"), [_wrong(outcome) for outcome in wrong])


def _outcomes(table: Path) -> Iterator[Outcome]:
    search = Search(load_bundle(SHIPPED))
    today = datetime.now(UTC).date()
    with table.open(encoding="utf-8") as file:
        for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            row = Row(id=line["id"], text=line["text"], kind=line["kind"], expected=line["expected"] or "")
            yield Outcome(row=row, answer=compose_answer(row.text, search=search, today=today, language="de"))


def _of(outcomes: Sequence[Outcome], *kinds: str) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.row.kind in kinds]


def _line(name: str, outcomes: Sequence[Outcome]) -> tuple[str, str, str]:
    return _share(name, [outcome.is_right for outcome in outcomes])


def _totals(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, str, str]]:
    exchange, uncovered = _of(outcomes, "exchange"), _of(outcomes, "none")
    yield _line("first entry, fact or choices", _of(outcomes, *_SUBJECTS))
    yield _line("places", _of(outcomes, *_PLACES))
    yield _share("topic first", [outcome.has_topic(1) for outcome in exchange])
    yield _share("topic among the first two", [outcome.has_topic(2) for outcome in exchange])
    yield _share(
        "not covered, and answered", [outcome.answer.finding.kind is FindingKind.ANSWER for outcome in uncovered]
    )
    yield _line("all", outcomes)


def _share(name: str, hits: Sequence[bool]) -> tuple[str, str, str]:
    return name, str(len(hits)), f"{sum(hits) / len(hits):.1%}" if hits else "–"


def _wrong(outcome: Outcome) -> tuple[str, str, str, str]:
    finding = outcome.answer.finding
    came_to = ", ".join(outcome.entries[:2]) or ", ".join(topic.slug for topic in finding.topics[:2])
    return outcome.row.id, finding.kind.value, outcome.row.expected, came_to


if __name__ == "__main__":
    main()
