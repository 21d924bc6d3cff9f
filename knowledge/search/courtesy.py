"""Small talk: messages that ask nothing of the knowledge, in words or in signs."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from knowledge.finding import Smalltalk
from knowledge.places.frequency import is_frequent
from knowledge.search.phrases.patterns import Phrase, list_words
from knowledge.search.phrases.smalltalk import ABOUT_LOTSE, FILLERS, PARTING_THANKS, SMALLTALK

_MAX_WORDS = 12
_MAX_ABOUT_LOTSE = 6
_LEAST_TO_CORRECT = 5  # letters from which on one slip is forgiven
_STRETCHED = re.compile(r"(.)\1{2,}")
_LAUGHING = re.compile(r"(?:b?w?(?:ha|he|hi|ho|hu)+h?){2,}|(?:ha|he|hi){2,}|lo+l|x+d+|gg+|j(?:aja)+")
_WHOLE_LAUGHTER = "haha"

_COURTEOUS = FILLERS | frozenset().union(*map(list_words, SMALLTALK.values()))
_LONG = sorted(word for word in _COURTEOUS if len(word) >= _LEAST_TO_CORRECT)

# Which part of a message tells what it is, most telling first.
_ORDER = (
    Smalltalk.HELP,
    Smalltalk.COMPLAINT,
    Smalltalk.ORIGIN,
    Smalltalk.WELLBEING,
    Smalltalk.TEST,
    Smalltalk.PUZZLED,
    Smalltalk.PRAISE,
    Smalltalk.THANKS,
    Smalltalk.FAREWELL,
    Smalltalk.APOLOGY,
    Smalltalk.LAUGHTER,
    Smalltalk.GREETING,
    Smalltalk.ASSENT,
)

# Signs with a meaning of their own; any other sign is a greeting of sorts.
_SIGNS: Mapping[Smalltalk, str] = {
    Smalltalk.THANKS: "👍🙏❤♥🧡💛💚💙💜🤍😊🥰😍😘🤗💐🌹🌸👏🙌🎉🫶💪☺🙂😀😃😄😁😇✨🌟⭐",
    Smalltalk.ASSENT: "👌✅✔🆗🤝💯☑",
    Smalltalk.GREETING: "👋🖖🌞☀🌅☕",
    Smalltalk.FAREWELL: "🌙😴💤",
    Smalltalk.LAUGHTER: "😂🤣😅😆😉😜😝😛🤪😹",
    Smalltalk.COMPLAINT: "👎🖕😡😠🤬💩😤🙄😒😑🤮🤢",
    Smalltalk.PUZZLED: "🤔❓❔⁉🤷🧐😕😐😳🙃😶🫤😟😢😭😞😔🥲🆘?؟",
}
# Faces typed with letters and punctuation: ":-)", ";D", "<3".
_FACES = (
    (re.compile(r"(?<!\w)[:;=x8]'?-?[dp]+(?!\w)|(?<!\w);-?\)+"), Smalltalk.LAUGHTER),
    (re.compile(r"(?<!\w)(?:[:=8]'?-?[)\]*]+|<3+|\^_*\^)(?!\w)"), Smalltalk.THANKS),
    (re.compile(r"(?<!\w)[:;=8]'?-?[(/|\\[o]+(?!\w)"), Smalltalk.PUZZLED),
)
_BY_SIGN = {sign: kind for kind, signs in _SIGNS.items() for sign in signs}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reading:
    """A reading of the words so far: how many of them belong to phrases, and the small talk heard."""

    covered: int = 0
    heard: frozenset[Smalltalk] = frozenset()


def detect_smalltalk(question: Sequence[str]) -> Smalltalk | None:
    """Return the small talk that a question consists of; None if it says anything else."""
    if len(question) > _MAX_WORDS:
        return None
    words = [normalise(word) for word in question]
    strange = [at for at, word in enumerate(words) if word not in _COURTEOUS]
    if len(strange) > 1:
        return None
    for at in strange:
        words[at] = _correct(words[at])
    if not _COURTEOUS.issuperset(words):
        return None
    heard = _read(words).heard
    return next((kind for kind in _ORDER if kind in heard), None)


def detect_sign(text: str) -> Smalltalk | None:
    """Return the small talk of a text without words, such as "🤔" or "???"; None if it is blank or has letters."""
    face = next((kind for shape, kind in _FACES if shape.fullmatch(text.strip().casefold())), None)
    if face:
        return face
    visible = [sign for sign in text if unicodedata.category(sign)[0] not in "ZCM"]
    if not visible or any(unicodedata.category(sign)[0] in "LN" for sign in visible):
        return None
    known = [_BY_SIGN[sign] for sign in visible if sign in _BY_SIGN]
    return known[0] if known else Smalltalk.ASSENT


def addresses_lotse(question: Sequence[str]) -> bool:
    """Return whether a short question is about Lotse itself, as "bist du männlich", by its beginning."""
    return len(question) <= _MAX_ABOUT_LOTSE and tuple(question[:2]) in ABOUT_LOTSE


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


def normalise(word: str) -> str:
    """Return a word without drawn-out letters ("hallooo"); laughter of any length is one word."""
    if word in _COURTEOUS:
        return word
    if _LAUGHING.fullmatch(word):
        return _WHOLE_LAUGHTER
    return next(
        (short for short in (_STRETCHED.sub(r"\1", word), _STRETCHED.sub(r"\1\1", word)) if short in _COURTEOUS), word
    )


def _correct(word: str) -> str:
    """Return the courteous word that a word without meaning of its own is one slip away from, else the word."""
    if len(word) < _LEAST_TO_CORRECT or is_frequent(word):
        return word
    return next((other for other in _LONG if OSA.distance(word, other, score_cutoff=1) <= 1), word)


def _read(words: Sequence[str]) -> _Reading:
    """Return the reading of all words with the most words in phrases; the others are fillers."""
    best: list[_Reading | None] = [_Reading(), *[None] * len(words)]
    for at, reading in enumerate(best[:-1]):
        if (reading := best[at]) is None:
            continue
        steps = list(_match_phrases(words, at))
        if words[at] in FILLERS:
            steps.append((at + 1, 0, None))
        for end, covered, kind in steps:
            heard = reading.heard | {kind} if kind else reading.heard
            longer = _Reading(covered=reading.covered + covered, heard=heard)
            if (known := best[end]) is None or longer.covered > known.covered:
                best[end] = longer
    return best[-1] or _Reading()


def _match_phrases(words: Sequence[str], at: int) -> Iterator[tuple[int, int, Smalltalk | None]]:
    """Yield the end, length and kind of each phrase that begins here."""
    for kind, phrase in _BY_FIRST_WORD.get(words[at], ()):
        end = _match(words, at, phrase)
        if end:
            yield end, len(phrase), kind


def _match(words: Sequence[str], at: int, phrase: Phrase) -> int | None:
    """Return where a phrase ends that begins here, fillers between its words allowed; None if it does not."""
    for wanted in phrase:
        while at < len(words) and words[at] != wanted and words[at] in FILLERS:
            at += 1
        if at == len(words) or words[at] != wanted:
            return None
        at += 1
    return at


def _index_by_first_word() -> dict[str, list[tuple[Smalltalk, Phrase]]]:
    found: dict[str, list[tuple[Smalltalk, Phrase]]] = {}
    for kind, phrases in SMALLTALK.items():
        for phrase in phrases:
            found.setdefault(phrase[0], []).append((kind, phrase))
    return found


_BY_FIRST_WORD = _index_by_first_word()
