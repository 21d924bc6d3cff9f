"""Topics found by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from knowledge.entries import Topic
from knowledge.text import split_words

_ALIKE = 0.6
_MAX_NEAR = 3
_MAX_NAME_LENGTH = 120
# The least letters of a beginning that stands for a name.
_MIN_BEGINNING_LENGTH = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundTopic:
    """The topic that a name means; None if that is not clear, with the nearest ones in `near`."""

    topic: Topic | None = None
    near: tuple[Topic, ...] = ()


def find_topic(name: str, topics: Sequence[Topic]) -> FoundTopic:
    """Return the topic with this title, slug, abbreviation in brackets, or unique beginning.

    Case, umlauts and punctuation are ignored.
    """
    wanted = _key(name)
    if not wanted or len(wanted) > _MAX_NAME_LENGTH:
        return FoundTopic()
    for is_meant in (_is_named, _begins, _has_word):
        found = [topic for topic in topics if is_meant(topic, wanted)]
        if len(found) == 1:
            return FoundTopic(topic=found[0])
        if found:
            return FoundTopic(near=tuple(found[:_MAX_NEAR]))
    return FoundTopic(near=_nearest(wanted, topics))


def _key(text: str) -> str:
    return " ".join(split_words(text))


def _names(topic: Topic) -> list[str]:
    title, _, brackets = topic.title.partition("(")
    return [_key(each) for each in (topic.title, title, brackets, topic.slug) if _key(each)]


def _is_named(topic: Topic, wanted: str) -> bool:
    return wanted in _names(topic)


def _begins(topic: Topic, wanted: str) -> bool:
    return len(wanted) >= _MIN_BEGINNING_LENGTH and any(name.startswith(wanted) for name in _names(topic))


def _has_word(topic: Topic, wanted: str) -> bool:
    """Return whether a later word of the title begins so."""
    return len(wanted) > _MIN_BEGINNING_LENGTH and any(f" {wanted}" in name for name in _names(topic))


def _nearest(wanted: str, topics: Sequence[Topic]) -> tuple[Topic, ...]:
    likeness = {topic.id: _likeness(topic, wanted) for topic in topics}
    near = sorted((topic for topic in topics if likeness[topic.id] >= _ALIKE), key=lambda each: -likeness[each.id])
    return tuple(near[:_MAX_NEAR])


def _likeness(topic: Topic, wanted: str) -> float:
    parts = {*_names(topic), *(word for name in _names(topic) for word in name.split())}
    return max(SequenceMatcher(None, part, wanted).ratio() for part in parts)
