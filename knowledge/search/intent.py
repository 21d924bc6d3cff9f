"""The intent of a question, detected by its words alone."""

from collections.abc import Sequence
from enum import Enum, auto

from knowledge.finding import Aspect, Language
from knowledge.languages.spoken import SMALL_WORDS
from knowledge.search.phrases.centres import ASPECTS
from knowledge.search.phrases.exchange import ANYBODY, COLLEAGUES, EXPERIENCE, REACHING


class Addressee(Enum):
    """Whom a question is for, by its words."""

    LOTSE = auto()
    ANYBODY = auto()
    COLLEAGUES = auto()


def detect_addressee(question: Sequence[str]) -> Addressee:
    """Return whom a question is for; who wants to reach a centre asks Lotse."""
    text = " ".join(question)
    if REACHING.search(text) and EXPERIENCE.isdisjoint(question):
        return Addressee.LOTSE
    if COLLEAGUES.search(text):
        return Addressee.COLLEAGUES
    return Addressee.ANYBODY if ANYBODY.search(text) else Addressee.LOTSE


def asks_experience(question: Sequence[str]) -> bool:
    """Return whether a question names what it wants of colleagues."""
    return not EXPERIENCE.isdisjoint(question)


def detect_aspect(question: Sequence[str]) -> Aspect | None:
    """Return the detail of a centre that is asked for first; None if there is none."""
    return next((kind for word in question for kind, cues in ASPECTS.items() if word in cues), None)


def detect_language(question: Sequence[str]) -> Language | None:
    """Return the language with most of the small words; None if two have as many."""
    found = sorted((sum(word in small for word in question), code) for code, small in SMALL_WORDS.items())
    (runner_up, _), (most, code) = found[-2:]
    return code if most > runner_up else None
