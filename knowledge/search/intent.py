"""The intent of a question, detected by its words alone."""

from collections.abc import Sequence

from knowledge.finding import Aspect, Language, Smalltalk
from knowledge.search.phrases.centres import ASPECTS
from knowledge.search.phrases.exchange import EXCHANGE, EXPERIENCE
from knowledge.search.phrases.languages import SMALL_WORDS
from knowledge.search.phrases.smalltalk import FILLERS, PARTING_THANKS, SMALLTALK

_COURTEOUS = FILLERS.union(word for phrases in SMALLTALK.values() for phrase in phrases for word in phrase)


def detect_smalltalk(question: Sequence[str]) -> Smalltalk | None:
    """Return the small talk that a question consists of; None if it says anything else."""
    if not _COURTEOUS.issuperset(question):
        return None
    heard: dict[Smalltalk, None] = {}
    rest = list(question)
    for kind, phrases in SMALLTALK.items():
        for phrase in phrases:
            start = _find_phrase(rest, phrase)
            if start is not None:
                heard[kind] = None
                rest[start : start + len(phrase)] = []
    return None if any(word not in FILLERS for word in rest) else _strongest(heard)


def strip_courtesies(question: Sequence[str]) -> list[str]:
    """Return a question without a greeting at its beginning and thanks at its end."""
    rest = list(question)
    for phrase in SMALLTALK[Smalltalk.GREETING]:
        if tuple(rest[: len(phrase)]) == phrase and len(rest) > len(phrase):
            del rest[: len(phrase)]
    for phrase in PARTING_THANKS:
        if tuple(rest[-len(phrase) :]) == phrase and len(rest) > len(phrase):
            del rest[-len(phrase) :]
    return rest


def _find_phrase(question: Sequence[str], phrase: Sequence[str]) -> int | None:
    """Return the position of a phrase at either end of a question, of a longer one anywhere; None if it is missing."""
    last = len(question) - len(phrase)
    if last < 0 or phrase[0] not in question:
        return None
    places = range(last + 1) if len(phrase) > 2 else (0, last)
    return next((at for at in places if tuple(question[at : at + len(phrase)]) == tuple(phrase)), None)


def _strongest(heard: dict[Smalltalk, None]) -> Smalltalk | None:
    order = (Smalltalk.HELP, Smalltalk.THANKS, Smalltalk.FAREWELL, Smalltalk.GREETING)
    return next((kind for kind in order if kind in heard), None)


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
