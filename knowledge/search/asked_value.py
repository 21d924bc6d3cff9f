"""The value that a question asks for, and the sentence of an entry that holds it."""

from collections.abc import Sequence

from knowledge.entries import AnyEntry, Centre, Faq
from knowledge.finding import AskedValue, Match, ValueKind
from knowledge.search.phrases.values import FORMS, find_kind
from knowledge.sentences import iterate_sentences, strip_emphasis
from knowledge.text import STOP_WORDS, extract_content_words, split_words

_PART = 5
# The share of the parts of a word that another form of it has as well.
_SAME = 0.8
# How much nearer the best another entry must come that asks for such a value in its title, where the best holds one.
# Chosen on a third of the shipped phrasings, left out of the index.
_NEARER = 0.1

# Kinds of which an answer without one does not say that it lacks them: their absence can't be told from a text.
_TOLD_OTHERWISE = frozenset(
    {
        ValueKind.STATUS,
        ValueKind.PERMISSION,
        ValueKind.OBLIGATION,
        ValueKind.TARGET_GROUP,
        ValueKind.OFFERED_BY,
        ValueKind.FOCUS,
        ValueKind.DISTRICT,
    }
)
# Kinds whose form is so common that only a sentence on the subject of the question counts.
_COMMON = frozenset({ValueKind.OBLIGATION, ValueKind.PERMISSION})


def detect_asked_value(words: Sequence[str]) -> AskedValue | None:
    """Return the value that a question asks for, given its folded words; None if it asks for none in particular."""
    kind = find_kind(words)
    if kind is None:
        return None
    return AskedValue(kind=kind, words=frozenset(word for word in words if word not in STOP_WORDS))


def has_value(text: str, kind: ValueKind) -> bool:
    """Return whether a sentence of a text holds a value of a kind."""
    form = FORMS.get(kind)
    return form is not None and any(form.search(strip_emphasis(sentence)) for sentence in iterate_sentences(text))


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
    return find_sentence(entry, asked) is None and not answers_such(entry, asked)


def choose_holder(matches: Sequence[Match], shown: Match, asked: AskedValue, near_from: float) -> Match:
    """Return the match to show: another than the one shown that comes near it, if that holds the value rather.

    `near_from` is the share of the score from which on it does.
    """
    if isinstance(shown.entry, Centre):
        return shown
    near = [match for match in matches if match is not shown and _is_rival(match.entry, shown.entry, asked)]
    least, nearer = near_from * shown.score, (near_from + _NEARER) * shown.score
    by_title = [match for match in near if match.score >= nearer and answers_such(match.entry, asked)]
    if by_title and not answers_such(shown.entry, asked):
        first = by_title[0]
        if _count_met(first.entry, asked) >= _count_met(shown.entry, asked):
            return first
    if not is_missing(shown.entry, asked):
        return shown
    holding = [match for match in near if match.score >= least and not is_missing(match.entry, asked)]
    told = [match for match in holding if answers_such(match.entry, asked)]
    return [*told, *holding, shown][0]


def _is_rival(entry: AnyEntry, shown: AnyEntry, asked: AskedValue) -> bool:
    """Return whether an entry is about the subject of the one shown, or named by the same words of the question."""
    if isinstance(entry, Centre):
        return False
    subjects = {shown.id, shown.about if isinstance(shown, Faq) else None} - {None}
    if {entry.id, entry.about if isinstance(entry, Faq) else None} & subjects:
        return True
    return _find_named(shown, asked) <= _find_named(entry, asked)


def _find_named(entry: AnyEntry, asked: AskedValue) -> set[str]:
    """Return the words of the question that occur in the title or a name of an entry, inflected or not."""
    names = [_split_parts(word) for word in extract_content_words(" ".join((entry.title, *entry.synonyms)))]
    parts = ((word, _split_parts(word)) for word in asked.words)
    return {word for word, own in parts if any(len(own & name) >= _SAME * len(own) for name in names)}


def answers_such(entry: AnyEntry, asked: AskedValue) -> bool:
    """Return whether an entry answers such a question by its title, in whatever form it says the value."""
    return isinstance(entry, Faq) and find_kind(split_words(entry.title)) is asked.kind


def _count_met(entry: AnyEntry, asked: AskedValue) -> int:
    """Return how many words of the question the title meets together with the sentence that holds the value."""
    return _count_shared(f"{entry.title} {find_sentence(entry, asked) or ''}", asked)


def _count_shared(sentence: str, asked: AskedValue) -> int:
    """Return how many words of the question have a part in common with the sentence, as "beantragen" and "Antrag"."""
    held = {part for word in extract_content_words(sentence) for part in _split_parts(word)}
    return sum(not held.isdisjoint(_split_parts(word)) for word in asked.words)


def _split_parts(word: str) -> set[str]:
    """Return the parts of five letters; a shorter word is its only part."""
    return {word[start : start + _PART] for start in range(max(1, len(word) - _PART + 1))}
