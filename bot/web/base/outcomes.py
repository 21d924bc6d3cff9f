"""The outcome of a question: the entries that answer it or are offered, brief enough to compare and to keep."""

from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from knowledge.finding import FindingKind
from knowledge.search import Search

_MOST_NEAREST = 20
_MOST_KEPT = 2_000
_REFUSALS = (FindingKind.NONE, FindingKind.EXCHANGE, FindingKind.SMALLTALK)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """The kind of a finding, with the ids of the entries that it shows or offers, best first."""

    kind: FindingKind
    entries: tuple[str, ...] = ()

    @property
    def first(self) -> str | None:
        """The entry that answers, or is offered first."""
        return next(iter(self.entries), None)

    @property
    def noticed(self) -> tuple[FindingKind, tuple[str, ...]]:
        """The part that people notice: the first entry of an answer, or all that are offered."""
        return self.kind, self.entries[:1] if self.kind is FindingKind.ANSWER else self.entries

    def meets(self, expected: str | None) -> bool:
        """Return whether this entry answers; for None, whether nothing does."""
        if expected is None:
            return self.kind in _REFUSALS
        return self.kind is FindingKind.ANSWER and expected in self.entries


def find_outcome(search: Search, question: str) -> Outcome:
    """Return what becomes of a question that opens a conversation."""
    finding = search.find(question)
    if finding.kind in _REFUSALS:
        return Outcome(kind=finding.kind)
    number = max(finding.shown, 1) if finding.kind is FindingKind.ANSWER else len(finding.matches)
    shown = [match.entry.id for match in finding.matches[:number]]
    detail = [finding.detail.entry.id] if finding.detail else []
    return Outcome(kind=finding.kind, entries=tuple(dict.fromkeys((*detail, *shown))))


def find_nearest(search: Search, question: str) -> Outcome:
    """Return the kind of what is found, with the entries that come nearest, whether people are offered them or not."""
    finding = search.find(question)
    entries = [match.entry for match in finding.matches] or search.suggest(question)
    return Outcome(kind=finding.kind, entries=tuple(entry.id for entry in entries[:_MOST_NEAREST]))


class OutcomeCache:
    """Keeps the outcomes of questions as long as the index that found them, as finding one takes milliseconds.

    Each reader has an index of their own, so that nobody is given what another found.
    """

    def __init__(self, find: Callable[[Search, str], Outcome]) -> None:
        self._find = find
        self._kept: WeakKeyDictionary[Search, dict[str, Outcome]] = WeakKeyDictionary()

    def get(self, search: Search, question: str) -> Outcome:
        """Return what this index finds; may be called in any thread."""
        kept = self._kept.get(search)
        if kept is None or len(kept) >= _MOST_KEPT:
            kept = self._kept[search] = {}
        if question not in kept:
            kept[question] = self._find(search, question)
        return kept[question]
