"""Findings of the search: one answer, a few choices, a question for colleagues, small talk, or nothing."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from knowledge.entries import AnyEntry, Topic

# The code of a language, such as "de".
Language: TypeAlias = str


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
    WELLBEING = "wellbeing"
    ORIGIN = "origin"
    COMPLAINT = "complaint"
    PRAISE = "praise"
    LAUGHTER = "laughter"
    APOLOGY = "apology"
    TEST = "test"
    ASSENT = "assent"
    PUZZLED = "puzzled"
    CHATTER = "chatter"


class Outside(StrEnum):
    """A matter that is none of Lotse's."""

    OFFICE = "office"
    RESIDENCE = "residence"
    BENEFITS = "benefits"
    MACHINE = "machine"
    PRIVATE = "private"


class Aspect(StrEnum):
    """A detail of a centre."""

    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    WEBSITE = "website"
    PERSONS = "persons"
    AREA = "area"
    OFFERS = "offers"


class ValueKind(StrEnum):
    """A kind of value that a question asks for, such as an amount of money."""

    AMOUNT = "amount"
    NUMBER = "number"
    DEADLINE = "deadline"
    DURATION = "duration"
    DATE = "date"
    HOURS = "hours"
    LEADER = "leader"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    STATUS = "status"
    PERMISSION = "permission"
    OBLIGATION = "obligation"
    TARGET_GROUP = "target_group"
    OFFERED_BY = "offered_by"
    FOCUS = "focus"
    DISTRICT = "district"


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedValue:
    """The value that a question asks for; `words` are its folded words without stop words."""

    kind: ValueKind
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """An entry with its score; higher is better, and the scores of one question compare."""

    entry: AnyEntry
    score: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Previous:
    """The subject of the conversation so far: ids of entries, best first, and the detail asked for.

    `shown` is the id of the fact about the first that was presented.
    """

    entries: tuple[str, ...] = ()
    aspect: Aspect | None = None
    shown: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PossibleQuarter:
    """A quarter that may be meant, such as "Köln-Kalk", with the centre in charge."""

    name: str
    centre: AnyEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class RankedEntry:
    """An entry by its id, with its score and the fields in which words of the question occur."""

    id: str
    score: float
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """The grounds of a result: the words searched for with their weights, and the entries that came first.

    `confidence`, from 0 to 1, is that the best entry answers; `lead` is how many times better it is than the best on
    another subject. An answer needs both of `needed_confidence` and `needed_lead`, or `certain_confidence` alone.
    """

    words: tuple[tuple[str, float], ...]
    confidence: float
    lead: float
    entries: tuple[RankedEntry, ...]
    needed_confidence: float
    needed_lead: float
    certain_confidence: float

    @property
    def lacks_confidence(self) -> bool:
        return self.confidence < self.needed_confidence

    @property
    def lacks_lead(self) -> bool:
        return self.lead < self.needed_lead and self.confidence < self.certain_confidence


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """The result of a search; `matches` are best first, of which an answer presents the first `shown`.

    `certain`: the answer is beyond doubt by its words. `topics` are ranked, for a question to colleagues. `detail`
    is the fact about the first match that was asked for. `asked` is the value that the answer should hold;
    `is_met`: its entry is known to answer the question. `exact` is the id of the entry, or of the uncovered questions,
    that has this very question, word for word. `reasons` explain the result, one a line, `explanation`
    what was ranked by its words. `empty`: the question had no text. `unknown_script`: it was written in letters
    that Lotse can't read. `outside`: why it is not covered. `region`: the matches are all centres of this
    Regierungsbezirk. `elsewhere` is the name of a place outside North Rhine-Westphalia that was asked for, empty if
    its name is unknown. `perhaps` are quarters that may be meant by a message that is an ordinary word as well.
    """

    kind: FindingKind
    language: Language | None = None
    matches: tuple[Match, ...] = ()
    shown: int = 1
    certain: bool = False
    detail: Match | None = None
    empty: bool = False
    unknown_script: bool = False
    outside: Outside | None = None
    region: str | None = None
    elsewhere: str | None = None
    perhaps: tuple[PossibleQuarter, ...] = ()
    aspect: Aspect | None = None
    asked: AskedValue | None = None
    is_met: bool = False
    exact: str | None = None
    topics: tuple[Topic, ...] = ()
    smalltalk: Smalltalk | None = None
    reasons: tuple[str, ...] = ()
    explanation: Explanation | None = None
