"""The outcome of a question: the entries that answer it or are offered, brief enough to compare."""

from dataclasses import dataclass

from knowledge.finding import FindingKind
from knowledge.search import Search

_REFUSALS = (FindingKind.NONE, FindingKind.EXCHANGE, FindingKind.SMALLTALK)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """The kind of a finding, with the ids of the entries that it shows or offers, best first."""

    kind: FindingKind
    entries: tuple[str, ...] = ()

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
