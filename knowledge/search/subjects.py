"""Subjects, an entry with all that tells more about it, and the part of a subject that answers a question."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from heapq import nlargest

from knowledge.entries import AnyEntry, Faq, Knowledge
from knowledge.search.word_likeness import WordLikeness
from knowledge.search.wordings import Wording, collect_wordings, weigh_sought, weigh_words
from knowledge.text import split_words

_SHOWN = 0.1  # addition for the part that was presented
_FAR = 0.6  # likeness up to which a word only belongs to the same field
_ELSEWHERE = 0.5  # worth of a word that the entry holds in another wording
_COVERED, _TO_THE_POINT, _NEAR_BEFORE = 0.7, 0.3, 0.15  # parts of the score
_ALONE, _AMONG = 0.2, 4  # deduction if only one of so many wordings meets the question
_CACHED = 256  # entries whose wordings are kept


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """An entry of a subject, with how well it answers a question: 1 is a perfect match."""

    entry: AnyEntry
    score: float


class Subjects:
    """All subjects of one state of the knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._entries = knowledge.by_id
        self._faqs = knowledge.faqs
        self._likeness = WordLikeness([group.words for group in knowledge.synonyms])
        self._parts_of = lru_cache(maxsize=_CACHED)(self._collect_parts)
        self._wordings_of = lru_cache(maxsize=_CACHED)(collect_wordings)
        self._stems_of = lru_cache(maxsize=_CACHED)(self._list_stems)

    def find_head(self, entry: AnyEntry) -> AnyEntry:
        """Return the entry that `entry` is a detail of, or itself."""
        about = self._entries.get(entry.about or "") if isinstance(entry, Faq) else None
        return about or entry

    def stands_alone(self, entry: AnyEntry) -> bool:
        """Return whether an entry is a fact that is about no other entry."""
        return isinstance(self.find_head(entry), Faq)

    def find_parts(self, entry: AnyEntry) -> tuple[AnyEntry, ...]:
        """Return the entries of the subject that an entry belongs to: the head, its details, what else names it.

        Details without a head belong together: they are about the centres as such.
        """
        return self._parts_of(self.find_head(entry).id)

    def compare(self, asked: Wording, entry: AnyEntry) -> "Comparison":
        """Return a question compared with the subject of an entry."""
        parts = self.find_parts(entry)
        known = self._stems_of(self.find_head(entry).id)
        before = weigh_words(split_words(entry.title))
        return Comparison(
            asked=asked,
            wordings={part.id: self._wordings_of(part) for part in parts},
            parts=parts,
            alike={word: {word: 1.0} for word in asked.stems}
            | {word: self._likeness.find_alike(word, known) for word in asked.significant},
            before=before,
            given=frozenset(before) | _list_name_stems(self.find_head(entry)),
        )

    def _collect_parts(self, head_id: str) -> tuple[AnyEntry, ...]:
        head = self._entries[head_id]
        if isinstance(head, Faq):
            return tuple(faq for faq in self._faqs if faq.about is None)
        names = [frozenset(weigh_words(split_words(name))) for name in (head.title, *head.synonyms)]
        details = [faq for faq in self._faqs if faq.about == head_id]
        others = [faq for faq in self._faqs if faq.about != head_id and _is_named(names, faq.title)]
        return (head, *details, *others)

    def _list_stems(self, head_id: str) -> frozenset[str]:
        parts = self._parts_of(head_id)
        return frozenset(word for part in parts for wording in self._wordings_of(part) for word in wording.stems)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A question compared with the wordings of a subject.

    `alike`: for each stem of the question those of the subject that are alike, with their likeness. `before`: the stems
    of what was spoken about, `given`: those that need not be said again.
    """

    asked: Wording
    parts: Sequence[AnyEntry]
    wordings: Mapping[str, Sequence[Wording]]
    alike: Mapping[str, Mapping[str, float]]
    before: Mapping[str, float]
    given: frozenset[str]

    @property
    def foreign(self) -> list[str]:
        """The telling stems of the question that do not occur in the subject."""
        return [word for word in self.asked.telling if max(self.alike[word].values(), default=0.0) <= _FAR]

    def rank(self, shown: str | None = None) -> list[Part]:
        """Return the parts that tell anything about what is asked, best first.

        `shown` is the id of the part that was presented, which a little speaks for.
        """
        ranked = [Part(entry=part, score=self._score_part(self.wordings[part.id])) for part in self.parts]
        told = (part for part in ranked if part.score > 0)
        return sorted(told, key=lambda part: -part.score - (_SHOWN if part.entry.id == shown else 0))

    def _score_part(self, wordings: Sequence[Wording]) -> float:
        """Return the score of an entry: that of its best wording, and a little of the next ones."""
        met = [wording for wording in wordings if self._is_met(wording)]
        if not met:
            return 0.0
        held = frozenset(known for wording in met for known in wording.stems)
        elsewhere = {word: _ELSEWHERE * _find_likeness(alike, held) for word, alike in self.alike.items()}
        best = nlargest(_AMONG, (wording.weight * self._score(wording, elsewhere) for wording in met))
        return best[0] - _ALONE * (best[0] - sum(best) / _AMONG)

    def _is_met(self, wording: Wording) -> bool:
        """Return whether a wording tells anything of what is asked."""
        if not self.asked.sought.isdisjoint(wording.sought):
            return True
        is_bare = bool(self.asked.sought) and not self.asked.telling
        return not is_bare and not self._touched.isdisjoint(wording.stems)

    @cached_property
    def _touched(self) -> frozenset[str]:
        return frozenset(known for alike in self.alike.values() for known in alike)

    def _score(self, wording: Wording, elsewhere: Mapping[str, float]) -> float:
        held = sum(
            weight * max(_find_likeness(self.alike[word], wording.stems), elsewhere[word])
            for word, weight in self.asked.stems.items()
        )
        covered = (held + weigh_sought(self.asked.sought & wording.sought)) / max(self.asked.total, 1e-9)
        near = sum(weight for word, weight in self.before.items() if word in wording.stems)
        return covered * (_COVERED + _TO_THE_POINT * self._measure_point(wording)) + _NEAR_BEFORE * near / max(
            sum(self.before.values()), 1e-9
        )

    def _measure_point(self, wording: Wording) -> float:
        """Return the share of a wording, beside what is given, that was asked for."""
        own = {known: weight for known, weight in wording.stems.items() if known not in self.given}
        total = sum(own.values()) + weigh_sought(wording.sought)
        asked = sum(weight for known, weight in own.items() if known in self._touched)
        return (asked + weigh_sought(self.asked.sought & wording.sought)) / total if total else 0.0


def _find_likeness(alike: Mapping[str, float], stems: Container[str]) -> float:
    return max((likeness for known, likeness in alike.items() if known in stems), default=0.0)


def _list_name_stems(entry: AnyEntry) -> frozenset[str]:
    return frozenset(weigh_words(split_words(" ".join((entry.title, *entry.synonyms)))))


def _is_named(names: Iterable[frozenset[str]], title: str) -> bool:
    stems = weigh_words(split_words(title))
    return any(name <= stems.keys() for name in names)
