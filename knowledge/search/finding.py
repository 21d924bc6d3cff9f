"""What a search comes to: one answer, a few choices, a question for colleagues, small talk, or an honest nothing."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from knowledge.entries import AnyEntry, Topic

Language = Literal["de", "en"]


class FindingKind(StrEnum):
    ANSWER = "answer"
    CHOICES = "choices"
    EXCHANGE = "exchange"
    SMALLTALK = "smalltalk"
    NONE = "none"


class Smalltalk(StrEnum):
    GREETING = "greeting"
    THANKS = "thanks"
    HELP = "help"
    FAREWELL = "farewell"


class Aspect(StrEnum):
    """The detail of a centre that was asked for."""

    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    WEBSITE = "website"
    AREA = "area"


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """An entry with its score; higher is better, and the scores of one question compare."""

    entry: AnyEntry
    score: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Previous:
    """What the conversation was about before this question: ids of entries, best first, and the detail asked for."""

    entries: tuple[str, ...] = ()
    aspect: Aspect | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PossibleQuarter:
    """A quarter that may be meant, such as "Köln-Kalk", and the centre in charge."""

    name: str
    centre: AnyEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """`matches` best first, of which an answer presents the first `shown`; `topics`, ranked, of one for colleagues.

    `detail`: the fact about the first match that was asked for. `reasons` say why, a line each. `empty`: there was
    nothing to read. `region`: the matches are all centres of this Regierungsbezirk. `elsewhere`: the name of the place
    that was asked for, if it is not in North Rhine-Westphalia, or nothing where only that is known. `perhaps`: the
    quarters that may be meant by a message that is an ordinary word as well.
    """

    kind: FindingKind
    language: Language | None = None
    matches: tuple[Match, ...] = ()
    shown: int = 1
    detail: Match | None = None
    empty: bool = False
    region: str | None = None
    elsewhere: str | None = None
    perhaps: tuple[PossibleQuarter, ...] = ()
    aspect: Aspect | None = None
    topics: tuple[Topic, ...] = ()
    smalltalk: Smalltalk | None = None
    reasons: tuple[str, ...] = ()
