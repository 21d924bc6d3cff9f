"""How questions of a table are answered: `python -m tests.bench.domain FILE [FILE …]`.

A table is tab-separated, with the columns id, text, kind, expected, note. `kind` is centre, offer or faq (expected: ids
of entries, any of which may come first), fact (re: and an expression that the reply matches), choice (both entries
among those offered), exchange (the topic), smalltalk, or none. A table of follow-ups has the columns id, first, second,
expected, note: the expression is to match the reply to the second line, choices included. Follow-ups are played
through the handlers of the service; `--afresh` asks the second line alone, without the subject before.
"""

import asyncio
import csv
import re
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import sqrt
from pathlib import Path

from bot import rendering
from bot.runtime.trial import Turn, open_trial
from bot.settings.loading import Settings
from handlers.core.events import Address, PlatformName, RoomId
from handlers.core.messages import Message
from handlers.faq.rendering import RenderedAnswer, compose_answer, render_finding
from knowledge.loader import SHIPPED, load_bundle
from knowledge.search import Finding, FindingKind, Match, Search
from tests.bench.tables import show

_HERE = Address(platform=PlatformName.CONSOLE, room=RoomId("bench"))
_PLACES, _SUBJECTS = ("centre", "choice"), ("centre", "choice", "offer", "faq", "fact")
_ENTRY = "/eintrag "
_Z = 1.96  # standard normal deviate of a 95 % interval


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A line of the table."""

    id: str
    text: str
    kind: str
    expected: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a question came to; `taps` are the answers that its choices lead to."""

    row: Row
    answer: RenderedAnswer
    taps: tuple[RenderedAnswer, ...]

    @property
    def is_right(self) -> bool:
        """Whether the kind is right, and with it the first entry, the fact, the choices or the topic."""
        match self.row.kind:
            case "centre" | "offer" | "faq" | "fact":
                return self.is_answered and self._holds(self.answer)
            case "choice":
                return self._kind is FindingKind.CHOICES and set(self.row.expected.split("|")) <= set(self.entries)
            case "exchange":
                return self._kind is FindingKind.EXCHANGE and self.has_topic(1)
            case _:
                return self._kind == self.row.kind

    @property
    def is_within_a_tap(self) -> bool:
        return self.is_right or (self.row.kind in _SUBJECTS and any(self._holds(tap) for tap in self.taps))

    @property
    def is_wrong(self) -> bool:
        """Whether an answer was given that is not the one."""
        return self.is_answered and not self.is_right

    @property
    def is_answered(self) -> bool:
        return self._kind is FindingKind.ANSWER

    @property
    def is_small_talk(self) -> bool:
        return self._kind is FindingKind.SMALLTALK

    def has_topic(self, depth: int) -> bool:
        """Whether the topic, or one of several, is among the first."""
        found = [topic.slug for topic in self.answer.finding.topics[:depth]]
        return not set(self.row.expected.split("|")).isdisjoint(found)

    @property
    def entries(self) -> Sequence[str]:
        return [match.entry.id for match in self.answer.finding.matches]

    def _holds(self, answer: RenderedAnswer) -> bool:
        if self.row.expected.startswith("re:"):
            return re.search(self.row.expected.removeprefix("re:"), _render(answer)) is not None
        presented = _list_presented(answer.finding)
        return not presented.isdisjoint(self.row.expected.split("|"))

    @property
    def _kind(self) -> FindingKind:
        return self.answer.finding.kind


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUp:
    """A pair of lines of one person, and what the second came to."""

    row: Row
    turn: Turn

    @property
    def is_right(self) -> bool:
        reply = "\n".join(rendering.render_plain(rendering.append_choices(each)) for each in self.turn.messages)
        return re.search(self.row.expected.removeprefix("re:"), reply) is not None


def main() -> None:
    parser = ArgumentParser(prog="python -m tests.bench.domain", description=__doc__)
    parser.add_argument("tables", type=Path, nargs="+")
    parser.add_argument("--afresh", action="store_true")
    arguments = parser.parse_args()
    search = Search(load_bundle(SHIPPED))
    for table in arguments.tables:
        rows = read_table(table)
        if rows and "first" in rows[0]:
            _show_follow_ups(table.name, asyncio.run(play(rows, search, afresh=arguments.afresh)))
        else:
            _show_questions(table.name, [ask(row, search) for row in rows])


def read_table(table: Path) -> list[dict[str, str]]:
    """Return the lines of a table."""
    with table.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def is_covered(line: Mapping[str, str]) -> bool:
    """Return whether an entry answers the question of a line."""
    return line["kind"] in _SUBJECTS


def ask(line: Mapping[str, str], search: Search) -> Outcome:
    """Return what the question of a line comes to."""
    row = Row(id=line["id"], text=line["text"], kind=line["kind"], expected=line["expected"] or "")
    today = datetime.now(UTC).date()
    answer = compose_answer(row.text, search=search, today=today, language="de")
    return Outcome(row=row, answer=answer, taps=tuple(_tap(answer, search, today)))


def _tap(answer: RenderedAnswer, search: Search, today: date) -> Iterator[RenderedAnswer]:
    for choice in answer.choices:
        entry = search.get_entry(choice.says.removeprefix(_ENTRY)) if choice.says.startswith(_ENTRY) else None
        if entry is not None:
            finding = Finding(kind=FindingKind.ANSWER, matches=(Match(entry=entry, score=1.0),))
            yield render_finding(finding, answer.language, search=search, today=today)


async def play(rows: Iterable[Mapping[str, str]], search: Search, *, afresh: bool = False) -> list[FollowUp]:
    """Return what the second lines come to, each after the first, or alone."""
    played = []
    async with open_trial(search, Settings()) as trial:
        for line in rows:
            person = trial.begin_anew()
            if not afresh:
                await person.say(line["first"])
            row = Row(
                id=line.get("id") or line["first"], text=line["second"], kind="follow-up", expected=line["expected"]
            )
            played.append(FollowUp(row=row, turn=await person.say(line["second"])))
    return played


def _list_presented(finding: Finding) -> set[str]:
    """Return the ids of the entry that an answer shows first, and of the one that it is a detail of."""
    first = finding.matches[0].entry.id if finding.matches else ""
    return {first, *([finding.detail.entry.id] if finding.detail else [])}


def _render(answer: RenderedAnswer) -> str:
    message = Message(address=_HERE, text=answer.reply, choices=answer.choices)
    return rendering.render_plain(rendering.append_choices(message))


def _show_questions(name: str, outcomes: Sequence[Outcome]) -> None:
    kinds = dict.fromkeys(outcome.row.kind for outcome in outcomes)
    columns = ("", "questions", "right", "within a tap", "wrong", "silent")
    lines = [_count(kind, _of(outcomes, kind)) for kind in kinds]
    together = [_count("covered", _of(outcomes, *_SUBJECTS)), _count("places", _of(outcomes, *_PLACES))]
    show(f"{name}: with 95 % intervals", columns, [*lines, *together])
    exchange = _of(outcomes, "exchange")
    if exchange:
        show("Topics", ("", "questions", "share"), _count_topics(exchange))
    missed = [outcome for outcome in outcomes if not outcome.is_right]
    show("Not right", ("", "", "kind", "text", "expected", "came to"), [_describe(outcome) for outcome in missed])


def _count(name: str, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    silent = [not outcome.is_answered and not outcome.is_within_a_tap for outcome in outcomes]
    return (
        name,
        str(len(outcomes)),
        _share([outcome.is_right for outcome in outcomes]),
        _share([outcome.is_within_a_tap for outcome in outcomes]),
        _share([outcome.is_wrong for outcome in outcomes]),
        _share(silent),
    )


def _count_topics(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, str, str]]:
    yield "first", str(len(outcomes)), _share([outcome.has_topic(1) for outcome in outcomes])
    yield "among the first two", str(len(outcomes)), _share([outcome.has_topic(2) for outcome in outcomes])


def _show_follow_ups(name: str, played: Sequence[FollowUp]) -> None:
    show(f"{name}: follow-ups", ("questions", "right"), [(str(len(played)), _share([one.is_right for one in played]))])
    missed = [one for one in played if not one.is_right]
    replies = [(one.row.id, one.row.text, one.row.expected, _beginning(one.turn)) for one in missed]
    show("Not right", ("", "text", "expected", "came to"), replies)


def _beginning(turn: Turn) -> str:
    return " ".join(message.text for message in turn.messages)[:60].replace("\n", " ")


def _of(outcomes: Sequence[Outcome], *kinds: str) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.row.kind in kinds]


def _share(hits: Sequence[bool]) -> str:
    """Return a share with its Wilson interval."""
    if not hits:
        return "–"
    low, high = _wilson(sum(hits), len(hits))
    return f"{sum(hits)} = {sum(hits) / len(hits):.1%} ({low:.0%}–{high:.0%})"


def _wilson(hits: int, total: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share (Wilson, 1927)."""
    share, spread = hits / total, _Z**2 / total
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def _describe(outcome: Outcome) -> tuple[str, ...]:
    finding = outcome.answer.finding
    mark = "~" if outcome.is_within_a_tap else "!" if outcome.is_wrong else ""
    came_to = ", ".join(outcome.entries[:3]) or ", ".join(topic.slug for topic in finding.topics[:2])
    return outcome.row.id, mark, finding.kind.value, outcome.row.text[:60], outcome.row.expected[:40], came_to


if __name__ == "__main__":
    main()
