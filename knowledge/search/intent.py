"""The intent of a question, detected by its words alone."""

from collections.abc import Sequence

from knowledge.finding import Aspect, Language
from knowledge.search.phrases.centres import ASPECTS
from knowledge.search.phrases.exchange import EXCHANGE, EXPERIENCE
from knowledge.search.phrases.languages import SMALL_WORDS


def asks_colleagues(question: Sequence[str]) -> bool:
    """Return whether a question asks for the experience of colleagues rather than a fact."""
    return EXCHANGE.search(" ".join(question)) is not None


def asks_experience(question: Sequence[str]) -> bool:
    """Return whether a question to colleagues names what it wants of them."""
    return asks_colleagues(question) and not EXPERIENCE.isdisjoint(question)


def detect_aspect(question: Sequence[str]) -> Aspect | None:
    """Return the detail of a centre that is asked for first; None if there is none."""
    return next((kind for word in question for kind, cues in ASPECTS.items() if word in cues), None)


def detect_language(question: Sequence[str]) -> Language | None:
    """Return the language with most of the small words; None if two have as many."""
    found = sorted((sum(word in small for word in question), code) for code, small in SMALL_WORDS.items())
    (runner_up, _), (most, code) = found[-2:]
    return code if most > runner_up else None
