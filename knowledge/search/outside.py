"""Matters outside of what Lotse is for, told by their words, unless an entry treats them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from knowledge.entries import AnyEntry, Centre
from knowledge.finding import Aspect, Finding, FindingKind, Outside, ValueKind
from knowledge.search.phrases.centres import CENTRE_WORDS
from knowledge.search.phrases.outside import (
    BY_NAME,
    FAR_AWAY,
    HOURS,
    NEVER_ANSWERED,
    OFFICES,
    OUTSIDE,
    TASKS,
    WHO_HELPS,
)
from knowledge.search.phrases.values import find_kind
from knowledge.search.questions import ParsedQuestion
from knowledge.text import split_words, stem

_CONTACT = (Aspect.PHONE, Aspect.EMAIL, Aspect.ADDRESS, Aspect.WEBSITE)
_MAX_WORDS = 8  # of a question for the contact of an office; a longer one tells a case
_ABBREVIATION = "ki"  # of the centres, and of artificial intelligence


@dataclass(frozen=True, kw_only=True, slots=True)
class OutsideMatter:
    """A matter outside, with the words that tell it."""

    kind: Outside
    words: frozenset[str]

    def is_named_by(self, entry: AnyEntry) -> bool:
        """Return whether the title or a name of an entry has the matter."""
        return not isinstance(entry, Centre) and self._occurs_in(entry.title, *entry.synonyms)

    def is_treated_by(self, entry: AnyEntry) -> bool:
        """Return whether an entry speaks of the matter at all."""
        if isinstance(entry, Centre):
            return False
        return self._occurs_in(entry.title, *entry.synonyms, *entry.keywords, *entry.phrasings, entry.text)

    def _occurs_in(self, *texts: str) -> bool:
        return not self.words.isdisjoint(map(stem, split_words(" ".join(texts))))


def decline(
    question: ParsedQuestion,
    found: Finding,
    *,
    rank: Callable[[Sequence[str]], Finding],
    is_subject: Callable[[str], bool],
) -> Finding:
    """Return the finding, unless a question is about a place or a matter outside that the best entry does not treat.

    `rank` finds the entries that may help instead, `is_subject` tells words of the field.
    """
    first = found.matches[0].entry if found.matches else None
    name = None if question.places else _find_far_name(question)
    of_the_field = first or any(map(is_subject, question.matter))
    if name is not None and of_the_field and not (first and _mentions(first, name)):
        return replace(found, kind=FindingKind.NONE, elsewhere=name, detail=None, reasons=(f"elsewhere: {name!r}",))
    matter = detect_outside(question.words, question.aspect)
    if matter is None or _is_answered(found, matter):
        return found
    helpers = rank(WHO_HELPS[matter.kind]).matches[:1] if matter.kind in WHO_HELPS else ()
    centres = [match for match in found.matches if isinstance(match.entry, Centre)]
    near = [match for match in found.matches if matter.is_treated_by(match.entry)]
    matches = tuple({match.entry.id: match for match in (*helpers, *centres, *near)}.values())
    reasons = (f"outside: {matter.kind}", *found.reasons)
    return Finding(
        kind=FindingKind.NONE,
        outside=matter.kind,
        matches=matches,
        reasons=reasons,
        explanation=found.explanation,
    )


def _find_far_name(question: ParsedQuestion) -> str | None:
    """Return the name of a place outside North Rhine-Westphalia, empty if it has none here; None without a place."""
    if question.elsewhere:
        return question.elsewhere.label
    return next((FAR_AWAY[word] for word in question.words if word in FAR_AWAY), None)


def _is_answered(found: Finding, matter: OutsideMatter) -> bool:
    """Return whether a finding stands: by a certain answer, or one that treats the matter.

    Entries name much that they only touch, so that for residence and benefits, and for mere choices, the name has to be
    theirs.
    """
    if found.kind is FindingKind.NONE or matter.kind is Outside.OFFICE:
        return False
    if found.certain and matter.kind not in NEVER_ANSWERED:
        return True
    first = found.matches[0].entry
    by_name = matter.kind in BY_NAME or found.kind is FindingKind.CHOICES
    return matter.is_named_by(first) if by_name else matter.is_treated_by(first)


def detect_outside(question: Sequence[str], aspect: Aspect | None) -> OutsideMatter | None:
    """Return the matter outside that a question is about; None if there is none."""
    words = frozenset((*question, *map("".join, pairwise(question))))
    offices = words & OFFICES
    asks_to_reach = aspect in _CONTACT or words & HOURS or find_kind(question) is ValueKind.HOURS
    if offices and len(question) <= _MAX_WORDS and asks_to_reach and not words & CENTRE_WORDS:
        return _create_matter(Outside.OFFICE, offices)
    if aspect is None and TASKS.search(" ".join(question)):
        return _create_matter(Outside.PRIVATE, frozenset())
    for kind, telling in OUTSIDE.items():
        named = words & telling
        if named and (kind is not Outside.MACHINE or _ABBREVIATION in words or len(named) > 1):
            return _create_matter(kind, named)
    return None


def _mentions(entry: AnyEntry, name: str) -> bool:
    """Return whether an entry has a word of a name."""
    return not set(split_words(name)).isdisjoint(
        split_words(" ".join((entry.title, *entry.synonyms, *entry.keywords, entry.text)))
    )


def _create_matter(kind: Outside, words: frozenset[str]) -> OutsideMatter:
    return OutsideMatter(kind=kind, words=frozenset(map(stem, words)))
