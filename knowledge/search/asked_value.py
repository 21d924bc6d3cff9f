"""The value that a question asks for, and the sentence of an entry that holds it."""

from collections.abc import Sequence

from knowledge.entries import AnyEntry, Centre, Faq
from knowledge.finding import AskedValue, ValueKind
from knowledge.search.phrases.values import FORMS, find_kind
from knowledge.sentences import iterate_sentences, strip_emphasis
from knowledge.text import STOP_WORDS, extract_content_words, split_words

_PART = 5

# Kinds of which an answer without one does not say that it lacks them: their absence can't be told from a text.
_TOLD_OTHERWISE = frozenset(
    {
        ValueKind.STATUS,
        ValueKind.PERMISSION,
        ValueKind.TARGET_GROUP,
        ValueKind.OFFERED_BY,
        ValueKind.FOCUS,
        ValueKind.DISTRICT,
    }
)
# Kinds whose form is so common that only a sentence on the subject of the question counts.
_COMMON = frozenset({ValueKind.STATUS, ValueKind.PERMISSION})


def detect_asked_value(words: Sequence[str]) -> AskedValue | None:
    """Return the value that a question asks for, given its folded words; None if it asks for none in particular."""
    kind = find_kind(words)
    if kind is None:
        return None
    return AskedValue(kind=kind, words=frozenset(word for word in words if word not in STOP_WORDS))


def find_sentence(entry: AnyEntry, asked: AskedValue) -> str | None:
    """Return the sentence of an entry that holds the value, of several the nearest to the question; None if none."""
    form = FORMS.get(asked.kind)
    if form is None or isinstance(entry, Centre):
        return None
    holding = [sentence for sentence in iterate_sentences(entry.text) if form.search(strip_emphasis(sentence))]
    nearest = max(holding, key=lambda sentence: _count_shared(sentence, asked), default=None)
    if nearest and asked.kind in _COMMON and not _count_shared(nearest, asked):
        return None
    return nearest


def is_missing(entry: AnyEntry, asked: AskedValue) -> bool:
    """Return whether an answer with this entry has to say that it does not hold the value."""
    if asked.kind in _TOLD_OTHERWISE or isinstance(entry, Centre):
        return False
    return find_sentence(entry, asked) is None and not _is_its_question(entry, asked)


def _is_its_question(entry: AnyEntry, asked: AskedValue) -> bool:
    """Return whether an entry answers such a question by its title, in whatever form it says the value."""
    return isinstance(entry, Faq) and find_kind(split_words(entry.title)) is asked.kind


def _count_shared(sentence: str, asked: AskedValue) -> int:
    """Return how many words of the question have a part in common with the sentence, as "beantragen" and "Antrag"."""
    held = {part for word in extract_content_words(sentence) for part in _split_parts(word)}
    return sum(not held.isdisjoint(_split_parts(word)) for word in asked.words)


def _split_parts(word: str) -> set[str]:
    """Return the parts of five letters; a shorter word is its only part."""
    return {word[start : start + _PART] for start in range(max(1, len(word) - _PART + 1))}
