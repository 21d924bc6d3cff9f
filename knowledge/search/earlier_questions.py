"""Earlier questions that are similar to a new one.

Stems and their character n-grams are compared, weighted by rarity (tf-idf, cosine).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.search.phrases.exchange import EXCHANGE_WORDS
from knowledge.text import STOP_WORDS, split_words, stem

_GRAM = 4
_PER_GRAM = 0.5  # what a part of a word counts beside the whole
_NEAR = 0.3
_SAME = 0.55
_MAX_TEXT_LENGTH = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlierQuestion:
    """A question with the slug of its topic."""

    number: int
    text: str
    topic: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NearQuestion:
    """An earlier question with its nearness to a new one, from 0 to 1."""

    question: EarlierQuestion
    nearness: float

    @property
    def is_same(self) -> bool:
        """Return whether the two questions are almost identical."""
        return self.nearness >= _SAME


class EarlierQuestions:
    """The index of earlier questions."""

    def __init__(self, questions: Iterable[EarlierQuestion]) -> None:
        self._questions = list(questions)
        features = [Counter(_extract_features(asked.text)) for asked in self._questions]
        spread = Counter(feature for found in features for feature in found)
        self._rarity = {feature: math.log1p(len(features) / seen) for feature, seen in spread.items()}
        self._rarest = math.log1p(len(features) + 1)
        self._found: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, each in enumerate(features):
            for feature, weight in self._unit(each).items():
                self._found[feature].append((at, weight))

    def find_near(self, text: str) -> list[NearQuestion]:
        """Return similar questions, the nearest first."""
        nearness: defaultdict[int, float] = defaultdict(float)
        for feature, weight in self._unit(Counter(_extract_features(text))).items():
            for at, other in self._found.get(feature, ()):
                nearness[at] += weight * other
        near = sorted(((score, at) for at, score in nearness.items() if score >= _NEAR), reverse=True)
        return [NearQuestion(question=self._questions[at], nearness=score) for score, at in near]

    def weigh_topics(self, text: str) -> Mapping[str, float]:
        """Return the weight of each topic, by the topics of similar questions."""
        found: defaultdict[str, float] = defaultdict(float)
        for near in self.find_near(text):
            found[near.question.topic] = max(found[near.question.topic], near.nearness)
        return found

    def _unit(self, counts: Mapping[str, int]) -> dict[str, float]:
        """Return the features as a vector of length one."""
        weights = {feature: self._worth(feature, count) for feature, count in counts.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {feature: weight / length for feature, weight in weights.items()} if length else {}

    def _worth(self, feature: str, count: int) -> float:
        part = _PER_GRAM if feature.startswith("~") else 1.0
        return part * (1 + math.log(count)) * self._rarity.get(feature, self._rarest)


def _extract_features(text: str) -> Iterator[str]:
    """Yield the stems, and their n-grams behind `~`."""
    for word in _drop_common_words(split_words(text[:_MAX_TEXT_LENGTH])):
        root = stem(word)
        yield root
        padded = f"_{root}_"
        yield from (f"~{padded[at : at + _GRAM]}" for at in range(len(padded) - _GRAM + 1))


def _drop_common_words(asked: Sequence[str]) -> Sequence[str]:
    return [word for word in asked if word not in STOP_WORDS and word not in EXCHANGE_WORDS]
