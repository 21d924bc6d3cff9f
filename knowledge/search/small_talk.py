"""Small talk that no phrase foresees, told by its likeness to examples.

Words and their neighbours speak for small talk by how much more often the examples have them than the knowledge (naive
Bayes); words that no example has speak against it.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from knowledge.entries import Centre
from knowledge.finding import Finding, FindingKind, Outside, Smalltalk
from knowledge.places.frequency import is_frequent
from knowledge.search.courtesy import detect_smalltalk, normalise
from knowledge.search.phrases.follow_ups import ADDRESSES
from knowledge.search.phrases.patterns import Phrase
from knowledge.search.phrases.smalltalk import SMALLTALK
from knowledge.text import split_words, stem

_EXAMPLES = Path(__file__).parent / "phrases" / "small_talk.txt"
_EDGE = "^"  # the neighbour of a first and a last word
_MIN_WORDS, _MAX_WORDS = 2, 25  # a word alone is small talk only as a phrase
# Likeness of small talk that suffices beside a courtesy, where nothing sure was found, and where something was.
_BESIDE_COURTESY, _LIKELY, _CLEAR = 0.0, 0.9, 2.0
_CLAUSE = re.compile(r"[,.;:!–]+|\s-\s")
# Courtesies that seldom stand beside a question.
_CLOSING = frozenset({Smalltalk.APOLOGY, Smalltalk.FAREWELL, Smalltalk.LAUGHTER, Smalltalk.PRAISE, Smalltalk.THANKS})
_MOST = 3.0  # what one word speaks for or against small talk at most
_KNOWN, _RARE, _FREQUENT = -5.0, -3.0, -1.0  # words that no example has: of the knowledge, rare, and frequent in German
_NEIGHBOURS, _STRANGERS = 1.0, -0.6  # neighbours that are neighbours in an example as well, and others
_SMOOTHING, _RARELY = 5.0, 0.5  # added to the counts of the knowledge, taken from those of the examples
_UNSEEN = 0.3  # added to the counts of each kind
_QUESTION_WORDS = frozenset(
    split_words(
        "was wie wo wann wer wen wem warum wieso weshalb wohin woher welche welcher welches what how where when who"
    )
)


class WordCounts(Protocol):
    """Counts of word stems in the knowledge: of all together, and of one; 0 for a stem that does not occur."""

    @property
    def total(self) -> int: ...

    def count(self, root: str) -> int: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class _Examples:
    """Counts of the features of the examples, which are stems and pairs of neighbouring stems.

    `totals` are the sums of `by_kind`, `words` is the sum of all single stems.
    """

    together: Counter[str]
    by_kind: Mapping[Smalltalk, Counter[str]]
    totals: Mapping[Smalltalk, int]
    words: int


class SmallTalk:
    """A reader of small talk beside one state of the knowledge, whose words are no small talk."""

    def __init__(self, counts: WordCounts) -> None:
        self._counts = counts
        self._examples = _load_examples()

    def hear(self, text: str, question: Sequence[str], finding: Finding) -> Smalltalk | None:
        """Return the small talk of a message, given its words and what they come to as a question; None if they ask."""
        least = _choose_least(finding)
        if least is None or not _MIN_WORDS <= len(question) <= _MAX_WORDS:
            return None
        if _asks_elsewhere(text, question):
            least = _CLEAR
        elif least == _LIKELY and _holds_courtesy(text):
            least = _BESIDE_COURTESY
        return self._tell_kind(question) if self.measure(question) >= least else None

    def is_clear(self, question: Sequence[str]) -> bool:
        """Return whether a message is small talk, whatever may be found."""
        return len(question) >= _MIN_WORDS and self.measure(question) >= _CLEAR

    def measure(self, question: Sequence[str]) -> float:
        """Return how much the words of a message speak for small talk on average; less than 0 if against it."""
        words, together = [normalise(word) for word in question], self._examples.together
        pairs = sum(_NEIGHBOURS if pair in together else _STRANGERS for pair in _list_pairs(words))
        return (sum(map(self._weigh, words)) + pairs) / len(words)

    def _tell_kind(self, question: Sequence[str]) -> Smalltalk:
        """Return the kind of small talk whose examples a message is most like."""
        features, examples = _list_features(question), self._examples
        return max(examples.by_kind, key=lambda kind: _measure_likeness(features, kind, examples))

    def _weigh(self, word: str) -> float:
        examples, root = self._examples, stem(word)
        told, known = examples.together[root], self._counts.count(root)
        if not told:
            return _KNOWN if known else _FREQUENT if is_frequent(word) else _RARE
        odds = (told - _RARELY) / examples.words * (self._counts.total + _SMOOTHING) / (known + _SMOOTHING)
        return max(-_MOST, min(_MOST, math.log(odds)))


def _choose_least(finding: Finding) -> float | None:
    """Return how much a message has to be like small talk, the more the more was found; None if that is the answer."""
    is_centre = any(isinstance(match.entry, Centre) for match in finding.matches[:1])
    if is_centre or finding.certain or finding.is_met or finding.elsewhere is not None or finding.perhaps:
        return None
    if finding.outside:
        return _CLEAR if finding.outside is Outside.PRIVATE else None
    return _LIKELY if finding.kind in (FindingKind.NONE, FindingKind.CHOICES) else _CLEAR


def _asks_elsewhere(text: str, question: Sequence[str]) -> bool:
    """Return whether a message asks something that it does not ask of Lotse: "Was koche ich heute?"."""
    return ("?" in text or question[0] in _QUESTION_WORDS) and ADDRESSES.isdisjoint(question)


def _holds_courtesy(text: str) -> bool:
    """Return whether a clause is a courtesy that seldom stands beside a question: "war nur neugierig, entschuldige"."""
    return any(detect_smalltalk(split_words(clause)) in _CLOSING for clause in _CLAUSE.split(text))


@cache
def _load_examples() -> _Examples:
    by_kind = {kind: Counter[str]() for kind in Smalltalk}
    for kind, line in _read_examples():
        by_kind[kind].update(set(_list_features(split_words(line))))
    for kind, phrases in SMALLTALK.items():
        by_kind[kind].update(_collect_features(phrases))
    together = sum(by_kind.values(), Counter[str]())
    return _Examples(
        together=together,
        by_kind=by_kind,
        totals={kind: examples.total() for kind, examples in by_kind.items()},
        words=sum(count for feature, count in together.items() if " " not in feature),
    )


def _read_examples() -> Iterator[tuple[Smalltalk, str]]:
    """Yield the examples, which stand below the name of their kind."""
    kind = None
    for line in _EXAMPLES.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = Smalltalk(line.strip("[]"))
        elif kind:
            yield kind, line


def _collect_features(phrases: Iterable[Phrase]) -> set[str]:
    """Return the features of phrases, each once, as most phrases are one of many wordings."""
    words = {word for phrase in phrases for word in phrase}
    pairs = {pair for phrase in phrases for pair in pairwise((_EDGE, *phrase, _EDGE))}
    return {*map(stem, words), *(f"{stem(one)} {stem(other)}" for one, other in pairs)}


def _list_features(words: Sequence[str]) -> list[str]:
    known = [normalise(word) for word in words]
    return [*map(stem, known), *_list_pairs(known)]


def _list_pairs(words: Sequence[str]) -> Iterator[str]:
    return map(" ".join, pairwise((_EDGE, *map(stem, words), _EDGE)))


def _measure_likeness(features: Sequence[str], kind: Smalltalk, examples: _Examples) -> float:
    """Return the logarithm of how probable some features are in a kind of small talk."""
    counts, total = examples.by_kind[kind], examples.totals[kind] + _UNSEEN * len(examples.together)
    return sum(math.log((counts[feature] + _UNSEEN) / total) for feature in features)
