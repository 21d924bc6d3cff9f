"""Subjects, an entry with all that tells more about it, and the part of a subject that answers a question."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest

from knowledge.entries import AnyEntry, Faq, Knowledge
from knowledge.search.word_likeness import WordLikeness
from knowledge.search.wordings import Wording, collect_wordings, weigh_sought, weigh_words
from knowledge.text import split_words

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
        self._entries: dict[str, AnyEntry] = {entry.id: entry for entry in knowledge.entries}
        self._faqs = knowledge.faqs
        self._likeness = WordLikeness([group.words for group in knowledge.synonyms])
        self._parts_of = lru_cache(maxsize=_CACHED)(self._collect_parts)
        self._wordings_of = lru_cache(maxsize=_CACHED)(collect_wordings)

    def find_head(self, entry: AnyEntry) -> AnyEntry:
        """Return the entry that `entry` is a detail of, or itself."""
        about = self._entries.get(entry.about or "") if isinstance(entry, Faq) else None
        return about or entry

    def find_parts(self, entry: AnyEntry) -> tuple[AnyEntry, ...]:
        """Return the entries of the subject that an entry belongs to: the head, its details, what else names it.

        Details without a head belong together: they are about the centres as such.
        """
        return self._parts_of(self.find_head(entry).id)

    def find_foreign(self, words: Iterable[str], entry: AnyEntry) -> list[str]:
        """Return the stems that do not occur in the subject of an entry."""
        known = self._list_stems(self.find_parts(entry))
        return [word for word in words if all(self._likeness.compare(word, other) <= _FAR for other in known)]

    def rank(self, asked: Wording, entry: AnyEntry) -> list[Part]:
        """Return the parts of the subject of an entry that tell anything about what is asked, best first."""
        parts = self.find_parts(entry)
        known = self._list_stems(parts)
        before = weigh_words(split_words(entry.title))
        comparison = _Comparison(
            asked=asked,
            alike={word: {other: self._likeness.compare(word, other) for other in known} for word in asked.stems},
            before=before,
            given=frozenset(before) | _list_name_stems(self.find_head(entry)),
        )
        ranked = [Part(entry=part, score=comparison.score(self._wordings_of(part))) for part in parts]
        return sorted((part for part in ranked if part.score > 0), key=lambda part: -part.score)

    def _collect_parts(self, head_id: str) -> tuple[AnyEntry, ...]:
        head = self._entries[head_id]
        if isinstance(head, Faq):
            return tuple(faq for faq in self._faqs if faq.about is None)
        names = [frozenset(weigh_words(split_words(name))) for name in (head.title, *head.synonyms)]
        details = [faq for faq in self._faqs if faq.about == head_id]
        others = [faq for faq in self._faqs if faq.about != head_id and _is_named(names, faq.title)]
        return (head, *details, *others)

    def _list_stems(self, parts: Iterable[AnyEntry]) -> frozenset[str]:
        return frozenset(word for part in parts for wording in self._wordings_of(part) for word in wording.stems)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Comparison:
    """A question to be compared with wordings.

    `alike`: for each stem of the question its likeness to those of the subject. `before`: the stems of what was spoken
    about, `given`: those that need not be said again.
    """

    asked: Wording
    alike: Mapping[str, Mapping[str, float]]
    before: Mapping[str, float]
    given: frozenset[str]

    def score(self, wordings: Sequence[Wording]) -> float:
        """Return the score of an entry: that of its best wording, and a little of the next ones."""
        held = {known for wording in wordings for known in wording.stems}
        elsewhere = {word: _ELSEWHERE * self._find_likeness(word, held) for word in self.asked.stems}
        best = nlargest(_AMONG, (wording.weight * self._score(wording, elsewhere) for wording in wordings))
        return best[0] - _ALONE * (best[0] - sum(best) / _AMONG) if best else 0.0

    def _score(self, wording: Wording, elsewhere: Mapping[str, float]) -> float:
        met = self.asked.sought & wording.sought
        if self.asked.sought and not met and not self.asked.telling:
            return 0.0
        likeness = {word: self._find_likeness(word, wording.stems) for word in self.asked.stems}
        held = sum(weight * max(likeness[word], elsewhere[word]) for word, weight in self.asked.stems.items())
        covered = (held + weigh_sought(met)) / max(self.asked.total, 1e-9)
        near = sum(weight for word, weight in self.before.items() if word in wording.stems)
        return covered * (_COVERED + _TO_THE_POINT * self._measure_point(wording)) + _NEAR_BEFORE * near / max(
            sum(self.before.values()), 1e-9
        )

    def _measure_point(self, wording: Wording) -> float:
        """Return the share of a wording, beside what is given, that was asked for."""
        own = {stem: weight for stem, weight in wording.stems.items() if stem not in self.given}
        total = sum(own.values()) + weigh_sought(wording.sought)
        asked = sum(weight for stem, weight in own.items() if any(known.get(stem) for known in self.alike.values()))
        return (asked + weigh_sought(self.asked.sought & wording.sought)) / total if total else 0.0

    def _find_likeness(self, word: str, stems: Iterable[str]) -> float:
        return max((self.alike[word].get(stem, 0.0) for stem in stems), default=0.0)


def _list_name_stems(entry: AnyEntry) -> frozenset[str]:
    return frozenset(weigh_words(split_words(" ".join((entry.title, *entry.synonyms)))))


def _is_named(names: Iterable[frozenset[str]], title: str) -> bool:
    stems = weigh_words(split_words(title))
    return any(name <= stems.keys() for name in names)
