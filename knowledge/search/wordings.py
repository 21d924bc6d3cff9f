"""Wordings, the questions and sentences in which an entry says what it tells."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from knowledge.entries import AnyEntry, Offer
from knowledge.search.phrases.follow_ups import CASES, KINDS_OF_SUBJECTS, LOOSE, POINTING, SOUGHT, VALUES, Sought
from knowledge.text import GENERIC_WORDS, STOP_WORDS, fold, split_words, stem

_SMALL, _GENERIC, _TELLING, _SOUGHT = 0.1, 0.4, 1.0, 1.5  # weights of words, and of what is sought
_FIELD, _TEXT = 0.9, 0.85  # weights of a field of an offer, and of a sentence
# Between a separable prefix and its verb: "eingesetzt", "einzusetzen".
_APART = re.compile(r"(?<=^ab|^an)(?:ge|zu)|(?<=^auf|^aus|^ein|^bei|^mit|^vor)(?:ge|zu)|(?<=^nach)(?:ge|zu)")
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n")
_SMALL_WORDS = STOP_WORDS | LOOSE | POINTING
_GENERIC_WORDS = GENERIC_WORDS | KINDS_OF_SUBJECTS | CASES
_MAX_DIGITS = 2  # of the number of a case; a longer one is a year or an amount

# With one of these "wie lange" and "wann" ask for nothing else.
_POINTS_IN_TIME = frozenset({Sought.BEGINNING, Sought.END, Sought.DEADLINE})


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """A sentence or question: its stems with their weights, and what it seeks or tells.

    `weight`, up to 1, is less for what was not written as the answer to a question.
    """

    stems: Mapping[str, float]
    sought: frozenset[Sought] = frozenset()
    weight: float = 1.0

    @property
    def telling(self) -> list[str]:
        """The stems that name a matter."""
        return [word for word, weight in self.stems.items() if weight >= _TELLING]

    @property
    def significant(self) -> list[str]:
        """The stems that say anything."""
        return [word for word, weight in self.stems.items() if weight > _SMALL]

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is sought and no word says anything."""
        return not self.sought and not self.significant

    @property
    def total(self) -> float:
        """The weight of all words and of what is sought."""
        return sum(self.stems.values()) + weigh_sought(self.sought)


def read_question(words: Iterable[str]) -> Wording:
    """Return the wording of a question, given its words; those that say what is sought are not counted again."""
    asked = " ".join(words)
    sought = frozenset(kind for kind, cues in SOUGHT.items() if cues.search(asked))
    if not sought.isdisjoint(_POINTS_IN_TIME):
        sought -= {Sought.DURATION, Sought.DATE}
    for kind in sought:
        asked = SOUGHT[kind].sub(" ", asked)
    return Wording(stems=weigh_words(asked.split()), sought=sought)


def collect_wordings(entry: AnyEntry) -> tuple[Wording, ...]:
    """Return the wordings of an entry: its title, names and phrasings, its keywords, the sentences of its text."""
    return tuple(_list_wordings(entry))


def weigh_words(words: Iterable[str]) -> dict[str, float]:
    """Return the stems of words with their weights."""
    return {
        stem(_APART.sub("", word)): _SMALL if word in _SMALL_WORDS else _GENERIC if _is_generic(word) else _TELLING
        for word in words
    }


def _is_generic(word: str) -> bool:
    return word in _GENERIC_WORDS or (word.isdigit() and len(word) <= _MAX_DIGITS)


def weigh_sought(sought: frozenset[Sought]) -> float:
    return _SOUGHT * len(sought)


def _list_wordings(entry: AnyEntry) -> Iterator[Wording]:
    for line in (entry.title, *entry.synonyms, *entry.phrasings):
        yield read_question(split_words(line))
    for keyword in entry.keywords:
        yield Wording(stems=weigh_words(split_words(keyword)), weight=_FIELD)
    for sentence in _SENTENCE.split(entry.text):
        yield _read_sentence(sentence)
    if isinstance(entry, Offer):
        yield from _read_fields(entry)


def _read_sentence(sentence: str) -> Wording:
    folded = fold(sentence)
    told = frozenset(kind for kind, values in VALUES.items() if values.search(folded))
    return Wording(stems=weigh_words(split_words(sentence)), sought=told, weight=_TEXT)


def _read_fields(offer: Offer) -> Iterator[Wording]:
    for text, told in (
        (offer.status, {Sought.END}),
        (offer.target_group, {Sought.AUDIENCE}),
        (offer.offered_by, {Sought.PERSON, Sought.HELP}),
    ):
        if text:
            yield Wording(stems=weigh_words(split_words(text)), sought=frozenset(told), weight=_FIELD)
