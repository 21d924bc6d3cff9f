"""Subjects, an entry with all that tells more about it, and the part of a subject that answers a question."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.entries import AnyEntry, Faq, Knowledge, Offer
from knowledge.search.phrases.follow_ups import LOOSE, POINTING, SOUGHT, VALUES, Sought
from knowledge.text import GENERIC_WORDS, STOP_WORDS, fold, split_words, stem

_STOP, _GENERIC, _TELLING, _SOUGHT = 0.1, 0.4, 1.0, 1.5  # weights of words, and of what is sought
_SYNONYM, _COMPOUND = 0.6, 0.8  # likeness of synonyms, and of a compound and its part
_SHORTEST_PART = 4  # letters of a part of a compound
_FIELD, _TEXT = 0.9, 0.85  # weights of a field of an offer, and of a sentence
_COVERED, _TO_THE_POINT, _NEAR_BEFORE = 0.7, 0.3, 0.15  # parts of the score
_CACHED = 256  # entries whose wordings are kept
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n")
_INSIGNIFICANT = STOP_WORDS | LOOSE | POINTING


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """A sentence or question: its stems with their weights, and what it seeks or tells."""

    stems: dict[str, float]
    sought: frozenset[Sought]
    weight: float = 1.0

    @property
    def telling(self) -> list[str]:
        """The stems that tell what is asked."""
        return [word for word, weight in self.stems.items() if weight >= _TELLING]

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is sought and no word says anything."""
        return not self.sought and all(weight <= _STOP for weight in self.stems.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """An entry of a subject, with how well it answers a question: 1 is a perfect match."""

    entry: AnyEntry
    score: float


def read_question(words: Iterable[str]) -> Wording:
    """Return the wording of a question, given its words: those that say what is sought are not counted again."""
    asked = " ".join(words)
    sought = frozenset(kind for kind, cues in SOUGHT.items() if cues.search(asked))
    rest = asked
    for kind in sought:
        rest = SOUGHT[kind].sub(" ", rest)
    return Wording(stems=_weigh(rest.split()), sought=sought)


class Subjects:
    """All subjects of one state of the knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._entries: dict[str, AnyEntry] = {entry.id: entry for entry in knowledge.entries}
        self._faqs = knowledge.faqs
        self._synonyms = _group_synonyms([group.words for group in knowledge.synonyms])
        self._find_parts = lru_cache(maxsize=_CACHED)(self._collect_parts)
        self._find_wordings = lru_cache(maxsize=_CACHED)(_collect_wordings)

    def find_head(self, entry: AnyEntry) -> AnyEntry:
        """Return the entry that `entry` is a detail of, or itself."""
        about = self._entries.get(entry.about or "") if isinstance(entry, Faq) else None
        return about or entry

    def find_parts(self, entry: AnyEntry) -> tuple[AnyEntry, ...]:
        """Return the entries of the subject that an entry belongs to: the head, its details, what else names it.

        Details without a head belong together: they are about the centres as such.
        """
        return self._find_parts(self.find_head(entry).id)

    def holds_word(self, word: str, entry: AnyEntry) -> bool:
        """Return whether a stem occurs in the subject of an entry."""
        return any(
            self._compare(word, known) > 0
            for part in self.find_parts(entry)
            for wording in self._find_wordings(part)
            for known in wording.stems
        )

    def rank(self, asked: Wording, entry: AnyEntry) -> list[Part]:
        """Return the parts of the subject of an entry that tell anything about what is asked, best first."""
        before = _weigh(split_words(entry.title))
        names = _list_name_stems(self.find_head(entry))
        parts = [Part(entry=part, score=self._score(asked, part, names, before)) for part in self.find_parts(entry)]
        return sorted((part for part in parts if part.score > 0), key=lambda part: -part.score)

    def _collect_parts(self, head_id: str) -> tuple[AnyEntry, ...]:
        head = self._entries[head_id]
        if isinstance(head, Faq):
            return tuple(faq for faq in self._faqs if faq.about is None)
        names = [frozenset(_weigh(split_words(name))) for name in (head.title, *head.synonyms)]
        details = [faq for faq in self._faqs if faq.about == head_id]
        others = [faq for faq in self._faqs if faq.about != head_id and _is_named(names, faq.title)]
        return (head, *details, *others)

    def _score(self, asked: Wording, part: AnyEntry, names: frozenset[str], before: dict[str, float]) -> float:
        return max(
            (
                wording.weight * self._compare_wordings(asked, wording, names, before)
                for wording in self._find_wordings(part)
            ),
            default=0.0,
        )

    def _compare_wordings(
        self, asked: Wording, wording: Wording, names: frozenset[str], before: dict[str, float]
    ) -> float:
        """Return how much of the question a wording covers, how much it is to the point, and near what was before."""
        found = {
            word: max((self._compare(word, known) for known in wording.stems), default=0.0) for word in asked.stems
        }
        held = sum(asked.stems[word] * likeness for word, likeness in found.items())
        met = asked.sought & wording.sought
        total = sum(asked.stems.values()) + _SOUGHT * len(asked.sought)
        covered = (held + _SOUGHT * len(met)) / max(total, 1e-9)
        if covered < 0.3:
            return 0.0
        own = {known: weight for known, weight in wording.stems.items() if known not in names and known not in before}
        own_total = sum(own.values()) + _SOUGHT * len(wording.sought)
        own_met = sum(
            weight for known, weight in own.items() if any(self._compare(word, known) for word in asked.stems)
        )
        point = (own_met + _SOUGHT * len(met)) / own_total if own_total else 0.0
        near = sum(weight for word, weight in before.items() if word in wording.stems) / max(sum(before.values()), 1e-9)
        return covered * (_COVERED + _TO_THE_POINT * point) + _NEAR_BEFORE * near

    def _compare(self, word: str, known: str) -> float:
        """Return the likeness of two stems, from 0 to 1."""
        if word == known:
            return 1.0
        if known in self._synonyms.get(word, ()):
            return _SYNONYM
        short, long = sorted((word, known), key=len)
        if len(short) >= _SHORTEST_PART and (long.startswith(short) or long.endswith(short)):
            return _COMPOUND
        return 0.0


def _collect_wordings(entry: AnyEntry) -> tuple[Wording, ...]:
    return tuple(_list_wordings(entry))


def _list_wordings(entry: AnyEntry) -> Iterator[Wording]:
    for line in (entry.title, *entry.synonyms, *entry.phrasings):
        yield read_question(split_words(line))
    for keyword in entry.keywords:
        yield Wording(stems=_weigh(split_words(keyword)), sought=frozenset(), weight=_FIELD)
    for sentence in _SENTENCE.split(entry.text):
        yield _read_sentence(sentence)
    if isinstance(entry, Offer):
        yield from _read_fields(entry)


def _read_sentence(sentence: str) -> Wording:
    folded = fold(sentence)
    told = frozenset(kind for kind, values in VALUES.items() if values.search(folded))
    return Wording(stems=_weigh(split_words(sentence)), sought=told, weight=_TEXT)


def _read_fields(offer: Offer) -> Iterator[Wording]:
    for text, told in (
        (offer.status, {Sought.END}),
        (offer.target_group, {Sought.AUDIENCE}),
        (offer.offered_by, {Sought.PERSON, Sought.HELP}),
    ):
        if text:
            yield Wording(stems=_weigh(split_words(text)), sought=frozenset(told), weight=_FIELD)


def _weigh(words: Iterable[str]) -> dict[str, float]:
    """Return the stems of words with their weights."""
    return {
        stem(word): _STOP if word in _INSIGNIFICANT else _GENERIC if word in GENERIC_WORDS else _TELLING
        for word in words
    }


def _list_name_stems(entry: AnyEntry) -> frozenset[str]:
    return frozenset(_weigh(split_words(" ".join((entry.title, *entry.synonyms)))))


def _is_named(names: Iterable[frozenset[str]], title: str) -> bool:
    stems = _weigh(split_words(title))
    return any(name <= stems.keys() for name in names)


def _group_synonyms(groups: Iterable[Sequence[str]]) -> dict[str, frozenset[str]]:
    """Return for each stem those of its synonyms."""
    found: dict[str, frozenset[str]] = {}
    for group in groups:
        stems = frozenset(stem(word) for phrase in group for word in split_words(phrase))
        found |= {word: found.get(word, frozenset()) | stems for word in stems}
    return found
