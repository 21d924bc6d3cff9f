"""Cancellations and postponements of appointments, recognised in titles and descriptions."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from handlers.core.clock_times import MONTHS, WEEKDAYS, join_alternatives
from handlers.core.feed_items import Postponement

_LONGEST_SENTENCE = 300
_LONGEST_TEXT = 20_000

_OFF = (
    r"abgesagt|abgesetzt|entf(?:ä|ae)llt|entfallen|ausgefallen|gestrichen|storniert|cancell?ed|called off"
    r"|f(?:ä|ae)llt(?:\s+[\w-]+){0,5}?\s+aus(?!\s+(?:de[mrn]|dies\w+|alle[mrn])\b)"
    r"|findet(?:\s+[\w-]+){0,5}?\s+nicht\s+statt|(?:will\s+not|won.?t)\s+take\s+place"
)
_POSTPONED = r"verschoben|vertagt|aufgeschoben|verlegt(?=\s+auf\b)|postponed|rescheduled"
_IS = r"(?:ist|sind|wird|werden|wurden?|muss(?:ten?)?|m(?:ü|ue)sst?en|is|was|has\s+been|had\s+to\s+be|must\s+be)"
_BESIDE = r"(?:leider|heute|kurzfristig|krankheitsbedingt|vorerst|auf\s+unbestimmte\s+zeit|bis\s+auf\s+weiteres)"
_REASON = (
    r"(?:\s+(?:werden|worden))?(?:\s+(?:(?:wegen|aufgrund|auf|um|bis|due|to|until|by)\b|[\w-]+\s+gr(?:ü|ue)nden\b)"
    r"(?:[^:–—()\[\]]|(?<=\d):(?=\d))*)?"
)
_NAMES = {"off": rf"{_OFF}|(?:termin)?absage|ausfall", "postponed": rf"{_POSTPONED}|(?:termin)?verschiebung"}
_DIVIDED = r"(?:(?!-\w)\s*[^\w\s]+\s*|\s+[-–—]\s*|$)"
# In front of a title or behind it: “Abgesagt: Fachtag”, “[ENTFÄLLT] Fachtag”, “Fachtag wird verschoben”.
_FRONT = {
    kind: re.compile(rf"\W*(?:{_IS}\s+)?(?:{_BESIDE}\s+)?(?P<notice>(?:{words}){_REASON}){_DIVIDED}", re.IGNORECASE)
    for kind, words in _NAMES.items()
}
_SHOUTED = {
    "off": re.compile(
        r"\W*(?P<notice>(?:ABGESAGT|ABSAGE|AUSFALL|ENTF(?:Ä|AE)LLT|F(?:Ä|AE)LLT AUS|CANCELL?ED)\b)(?!-\w)\W*"
    ),
    "postponed": re.compile(r"\W*(?P<notice>(?:VERSCHOBEN|VERTAGT|VERSCHIEBUNG|POSTPONED)\b)(?!-\w)\W*"),
}
_BEHIND = {
    kind: re.compile(rf"(?P<before>\s+|\s*[^\w\s]+\s*)(?P<notice>(?:{words}){_REASON})[^\w?]*$", re.IGNORECASE)
    for kind, words in {"off": _OFF, "postponed": _POSTPONED}.items()
}
_PREDICATE = re.compile(rf"(?:\s+{_IS}\b(?:\s+[^\s]+){{0,8}}|(?:\s+{_BESIDE})+)\s*$", re.IGNORECASE)
_QUOTED = re.compile(r"[„“”\"»«][^„“”\"»«]*[„“”\"»«]")

_FOR_NOW = re.compile(r"bis\s+auf\s+weiteres|auf\s+unbestimmte\s+zeit|until\s+further\s+notice", re.IGNORECASE)
_NOT_AT_ALL = re.compile(r"nicht\s+statt|(?:will\s+not|won.?t)\s+take\s+place", re.IGNORECASE)
# Words after which a sentence or title does not cancel anything, or not yet.
_DOUBTED = re.compile(
    r"\b(?:wenn|falls|sofern|sobald|ob|was|warum|weshalb|wieso|wie|nicht|kein\w*|nie|niemals|doch"
    r"|if|unless|when|why|how|what|not|never)\b",
    re.IGNORECASE,
)
_POSSIBLE = re.compile(
    r"\b(?:sollten?|k(?:ö|oe)nnten?|kann|k(?:ö|oe)nnen|w(?:ü|ue)rden?|wer|bitte|bis|vorher|sp(?:ä|ae)testens|beim?|evtl"
    r"|eventuell|ggf|vielleicht|m(?:ö|oe)glich\w*|letzte[nmrs]?|vorige[nmrs]?|vergangene[nmrs]?|may|might|could|can"
    r"|should|please|who|until|last)\b",
    re.IGNORECASE,
)
_WE_MUST = r"(?:wir\s+m(?:ü|ue)sst?en|m(?:ü|ue)sst?en\s+wir)\b[^.!?]{0,100}?\b"
_SAID = {
    "off": re.compile(
        rf"\b(?:{_OFF}|{_WE_MUST}absagen|muss(?:te)?\b[^.!?]{{0,100}}?\bausfallen|{_WE_MUST}ausfallen)\b", re.IGNORECASE
    ),
    "postponed": re.compile(rf"\b(?:{_POSTPONED}|verschiebt\s+sich|{_WE_MUST}verschieben)\b", re.IGNORECASE),
}
_OPENING = {
    kind: re.compile(
        rf"\W*(?:(?:achtung|hinweis|update|wichtig|info|leider|unfortunately)\b\W*)*(?:{_IS}\s+)?(?:{_BESIDE}\s+)*(?:{words})\b",
        re.IGNORECASE,
    )
    for kind, words in _NAMES.items()
}
_SENTENCES = re.compile(r"(?<=[^\W\d][.!?])\s+|(?<=[!?])\s+|\n+")
_EVENTS = frozenset({"termin", "veranstaltung", "sitzung", "treffen", "event", "meeting", "session", "appointment"})
_ARTICLES = re.compile(r"d(?:er|ie|as|en|em|es)|dies\w*|unser\w*|th(?:e|is)|\w{4,}e[nmrs]?")
_PREPOSITIONS = frozenset(
    {"bei", "beim", "zu", "zur", "zum", "in", "im", "während", "nach", "vor", "für", "von", "vom", "auf", "an", "am"}
    | {"mit", "ohne", "aus", "über", "at", "of", "for", "during", "after", "before"}
)
_SHORTEST_NAME = 4

_TO = re.compile(
    r"\b(?P<how>auf|um|to|by|(?:nun|jetzt|stattdessen)\s+am|neuer\s+termin(?:\s+ist)?:?)\s+(?P<when>[^()\[\];|–—]{1,60}?)"
    rf"(?=\s*(?:\b(?:{_POSTPONED}|und|statt|verschieben)\b|[()\[\];|–—!?]|:(?!\d)|\s-\s|$))",
    re.IGNORECASE,
)
_NEW_DATE = re.compile(
    r"\bneuer\s+termin(?:\s+ist)?:?\s+(?:der\s+|am\s+)?(?P<when>[^()\[\];|–—\n]{1,60})", re.IGNORECASE
)
# "So" and "do" are words as well.
_LONG_WEEKDAYS = {name: number for name, number in WEEKDAYS.items() if len(name) > 3}
_TIME_WORDS = re.compile(
    rf"\d|\b(?:{join_alternatives(_LONG_WEEKDAYS)}|{join_alternatives(MONTHS)}|woche\w*|stunden?|monat\w*|jahr\w*|fr(?:ü|ue)h(?:jahr|ling)|sommer|herbst"
    r"|winter|morgen|(?:ü|ue)bermorgen|week|month|year|hours?|spring|autumn)\b",
    re.IGNORECASE,
)
_FULL_STOP = re.compile(r"(?<!\b\d)(?<!\b\d\d)\.$")
_DATES = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:\.\s*(?P<month>\d{{1,2}})\b|(?:\.|st|nd|rd|th)?\s*(?P<named>{join_alternatives(MONTHS)})\b)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s*uhr\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """The standing of an appointment; `title` is its title without the words that cancel or postpone it.

    `postponed_to` are the words that name the new date, if these are no words for `starts`.
    """

    title: str
    is_off: bool = False
    postponed: Postponement = Postponement.NO
    postponed_to: str = ""


def standing_of(title: str, description: str, starts: datetime) -> Standing:
    """Return what an appointment that begins at the local time `starts` is said to be; its title counts first."""
    for kind in ("off", "postponed"):
        found = _in_title(title, kind)
        if found is not None:
            named, notice = found
            return _standing(kind, named, notice, description, starts)
    text = description[:_LONGEST_TEXT]
    names = {word for word in _words(title) if len(word) >= _SHORTEST_NAME}
    sentences = [each for each in _SENTENCES.split(text) if each and len(each) <= _LONGEST_SENTENCE]
    for kind in ("off", "postponed"):
        for sentence in sentences:
            if _is_said(sentence, kind, names) and _is_of_day(sentence, starts):
                return _standing(kind, title, sentence, text, starts)
    return Standing(title=title)


def _standing(kind: str, title: str, notice: str, text: str, starts: datetime) -> Standing:
    if kind == "off":
        return Standing(title=title, is_off=True)
    to = _new_date(notice, text)
    if to and _names(to, starts):
        return Standing(title=title, postponed=Postponement.SETTLED)
    return Standing(title=title, postponed=Postponement.OPEN, postponed_to=to)


def _in_title(title: str, kind: str) -> tuple[str, str] | None:
    """Return the title without its notice, and the notice; None if there is none."""
    for form in (_FRONT[kind], _SHOUTED[kind]):
        found = form.match(title)
        if found and not _is_doubted(found["notice"]):
            return title[found.end() :].strip(), found["notice"]
    behind = _BEHIND[kind].search(title)
    if behind is None:
        return None
    rest = title[: behind.start()]
    is_apart = bool(behind["before"].strip())
    if _is_doubted(behind["notice"]) or (not is_apart and _is_doubted(_QUOTED.sub(" ", rest))):
        return None
    predicate = None if is_apart else _PREDICATE.search(rest)
    named = rest[: predicate.start()] if predicate else rest
    return (named.strip(), title[len(named) :]) if named.strip() else None


def _is_doubted(words: str) -> bool:
    return bool(_DOUBTED.search(_NOT_AT_ALL.sub(" ", words)))


def _is_said(sentence: str, kind: str, names: Collection[str]) -> bool:
    """Return whether a sentence says it of the whole appointment, without a condition."""
    said = _FOR_NOW.sub(" ", sentence)
    if not _SAID[kind].search(said) and not _OPENING[kind].match(said):
        return False
    if _is_doubted(said) or _POSSIBLE.search(said):
        return False
    return bool(_OPENING[kind].match(said)) or _is_about(said, names)


def _is_about(sentence: str, names: Collection[str]) -> bool:
    """Return whether it names the appointment, other than as what something else belongs to."""
    words = _words(sentence)
    return any(
        not _belongs(words, at) for at, word in enumerate(words) if word in _EVENTS or word.removesuffix("s") in names
    )


def _belongs(words: list[str], at: int) -> bool:
    """Return whether a preposition stands before the word `at`, its article and its adjective."""
    before = [*reversed(words[max(at - 3, 0) : at])]
    while before and before[0] not in _PREPOSITIONS and _ARTICLES.fullmatch(before[0]):
        before.pop(0)
    return bool(before) and before[0] in _PREPOSITIONS


def _is_of_day(sentence: str, starts: datetime) -> bool:
    """Return whether it is said of that day, or names none: descriptions of series tell of other days too."""
    days = [*_dates(_TO.sub(" ", sentence))]
    return not days or (starts.day, starts.month) in days


def _new_date(notice: str, text: str) -> str:
    """Return the words that name the new date, after a German preposition, or nothing."""
    found = next((each for each in _TO.finditer(notice) if _TIME_WORDS.search(each["when"])), None)
    if found is not None:
        how = "um" if found["how"].lower() in ("um", "by") else "auf"
        return f"{how} {_trimmed(found['when'])}"
    later = _NEW_DATE.search(text)
    return f"auf {_trimmed(later['when'])}" if later and _TIME_WORDS.search(later["when"]) else ""


def _trimmed(words: str) -> str:
    """Return words without the full stop behind them, unless it belongs to a date."""
    return _FULL_STOP.sub("", words.strip(" ,"))


def _names(to: str, starts: datetime) -> bool:
    """Return whether words for a date name the one that an appointment has."""
    days = [*_dates(to)]
    if days:
        return (starts.day, starts.month) in days
    clock = _CLOCK.search(to)
    return clock is not None and (int(clock["hour"]), int(clock["minute"] or 0)) == (starts.hour, starts.minute)


def _dates(text: str) -> Iterator[tuple[int, int]]:
    """Yield days and months; a letter that only looks like one of the name leaves it none."""
    for found in _DATES.finditer(text):
        month = found["month"] or MONTHS.get(found["named"].casefold())
        if month is not None:
            yield int(found["day"]), int(month)


def _words(text: str) -> list[str]:
    return re.findall(r"[\w-]+", text.casefold())
