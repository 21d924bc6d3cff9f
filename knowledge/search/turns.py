"""Messages within a conversation: what links them to the one before, and requests to pass that on."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.search.phrases.follow_ups import (
    AROUND,
    ARTICLES,
    COLLEAGUES,
    CORRECTIONS,
    FOLLOW_UP,
    KINDS_OF_SUBJECTS,
    LINKS,
    LOOSE,
    MEANT,
    ON_ITS_OWN,
    PASS_ON,
    POINTING,
)
from knowledge.search.wordings import read_question
from knowledge.text import GENERIC_WORDS, STOP_WORDS

SMALL_WORDS = STOP_WORDS | LOOSE | POINTING
_SAYS_MEANT = frozenset({"meine", "meinte", "meinten", "meant"})
_INDEFINITE = frozenset({"ein", "eine", "einen", "einem", "einer", "ne", "nen", "nem", "was"})  # behind "so"
_SPEAKERS = frozenset({"ich", "wir", "i"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """A message within a conversation: its words without those that link it to what was said before.

    `goes_on`: there were such words. `corrects`: they take something back.
    """

    words: tuple[str, ...]
    goes_on: bool = False
    corrects: bool = False


def parse_turn(asked: Sequence[str]) -> Turn:
    """Return a message without "und", "danke", "nein, ich meinte" around it; as it is if nothing would be left."""
    start = next((at for at, word in enumerate(asked) if word not in LINKS | CORRECTIONS), len(asked))
    corrects = not CORRECTIONS.isdisjoint(asked[:start]) or _says_meant(asked)
    words = _strip_meant(asked[start:]) if corrects else asked[start:]
    if not words:
        return Turn(words=tuple(asked))
    return Turn(words=tuple(words), goes_on=start > 0 or words[0] in FOLLOW_UP, corrects=corrects)


def points_back(words: Sequence[str]) -> bool:
    """Return whether a word stands for the subject: "dafür", "gibts die", "so ein Kurs"."""
    around = zip(("", *words), words, (*words[1:], ""), strict=False)
    return any(_stands_for_subject(word, before, after, words[-1]) for before, word, after in around)


def asks_to_pass_on(asked: Sequence[str]) -> bool:
    """Return whether a message asks to pass the question before on to colleagues, and says nothing else."""
    words = frozenset(asked)
    if not words <= PASS_ON | ON_ITS_OWN | COLLEAGUES | AROUND | LINKS:
        return False
    asks, names_them = not words.isdisjoint(PASS_ON), not words.isdisjoint(COLLEAGUES)
    return (asks and names_them) or (not words.isdisjoint(ON_ITS_OWN) and (asks or names_them))


def _says_meant(asked: Sequence[str]) -> bool:
    return not _SAYS_MEANT.isdisjoint(asked) and not _SPEAKERS.isdisjoint(asked)


def _strip_meant(words: Sequence[str]) -> Sequence[str]:
    """Return the words without "ich meinte" at either end."""
    first = next((at for at, word in enumerate(words) if word not in MEANT), len(words))
    last = next((at for at in range(len(words), first, -1) if words[at - 1] not in MEANT), first)
    return words[first:last]


def _stands_for_subject(word: str, before: str, after: str, last: str) -> bool:
    if word in POINTING or (before == "so" and word in _INDEFINITE):
        return True
    return word in ARTICLES and not _is_dummy(word, before) and _is_alone(after, last)


def _is_dummy(word: str, before: str) -> bool:
    """Return whether a word stands for nothing: the "es" of "gibt es"."""
    return word == "es" and before in {"gibt", "gab"}


def _is_alone(after: str, last: str) -> bool:
    """Return whether an article before this word stands for a noun: "gibt es das noch", "wer kann die beantragen"."""
    is_verb = after == last and (after in GENERIC_WORDS or read_question([after]).sought)
    is_pronoun = not after or (after in SMALL_WORDS and after not in ARTICLES)
    return is_pronoun or after in KINDS_OF_SUBJECTS or bool(is_verb)
