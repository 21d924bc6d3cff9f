"""Cancellations and postponements of appointments, recognised in titles and descriptions."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from handlers.core.clock_times import MONTHS, WEEKDAYS, join_alternatives
from handlers.core.feed_items import Postponement


class _Change(Enum):
    """A change that a text may announce; the first is looked for first."""

    CANCELLATION = auto()
    POSTPONEMENT = auto()


_MAX_SENTENCE_LENGTH = 300
_MAX_TEXT_LENGTH = 20_000

_CANCELLED = (
    r"abgesagt|abgesetzt|entf(?:ä|ae)llt|entfallen|ausgefallen|gestrichen|storniert|cancell?ed|called off"
    r"|f(?:ä|ae)llt(?:\s+[\w-]+){0,5}?\s+aus(?!\s+(?:de[mrn]|dies\w+|alle[mrn])\b)"
    r"|findet(?:\s+[\w-]+){0,5}?\s+nicht\s+statt|(?:will\s+not|won.?t)\s+take\s+place"
)
_POSTPONED = r"verschoben|vertagt|aufgeschoben|verlegt(?=\s+auf\b)|postponed|rescheduled"
_AUXILIARY = r"(?:ist|sind|wird|werden|wurden?|muss(?:ten?)?|m(?:ü|ue)sst?en|is|was|has\s+been|had\s+to\s+be|must\s+be)"
_ADVERB = r"(?:leider|heute|kurzfristig|krankheitsbedingt|vorerst|auf\s+unbestimmte\s+zeit|bis\s+auf\s+weiteres)"
_REASON = (
    r"(?:\s+(?:werden|worden))?(?:\s+(?:(?:wegen|aufgrund|auf|um|bis|due|to|until|by)\b|[\w-]+\s+gr(?:ü|ue)nden\b)"
    r"(?:[^:–—()\[\]]|(?<=\d):(?=\d))*)?"
)
_NOTICES = {
    _Change.CANCELLATION: rf"{_CANCELLED}|(?:termin)?absage|ausfall",
    _Change.POSTPONEMENT: rf"{_POSTPONED}|(?:termin)?verschiebung",
}
_SEPARATOR = r"(?:(?!-\w)\s*[^\w\s]+\s*|\s+[-–—]\s*|$)"
# In front of a title or behind it: “Abgesagt: Fachtag”, “[ENTFÄLLT] Fachtag”, “Fachtag wird verschoben”.
_PREFIX = {
    change: re.compile(
        rf"\W*(?:{_AUXILIARY}\s+)?(?:{_ADVERB}\s+)?(?P<notice>(?:{words}){_REASON}){_SEPARATOR}", re.IGNORECASE
    )
    for change, words in _NOTICES.items()
}
_UPPERCASE_PREFIX = {
    _Change.CANCELLATION: re.compile(
        r"\W*(?P<notice>(?:ABGESAGT|ABSAGE|AUSFALL|ENTF(?:Ä|AE)LLT|F(?:Ä|AE)LLT AUS|CANCELL?ED)\b)(?!-\w)\W*"
    ),
    _Change.POSTPONEMENT: re.compile(r"\W*(?P<notice>(?:VERSCHOBEN|VERTAGT|VERSCHIEBUNG|POSTPONED)\b)(?!-\w)\W*"),
}
_SUFFIX = {
    change: re.compile(rf"(?P<before>\s+|\s*[^\w\s]+\s*)(?P<notice>(?:{words}){_REASON})[^\w?]*$", re.IGNORECASE)
    for change, words in {_Change.CANCELLATION: _CANCELLED, _Change.POSTPONEMENT: _POSTPONED}.items()
}
_PREDICATE = re.compile(rf"(?:\s+{_AUXILIARY}\b(?:\s+[^\s]+){{0,8}}|(?:\s+{_ADVERB})+)\s*$", re.IGNORECASE)
_QUOTATION = re.compile(r"[„“”\"»«][^„“”\"»«]*[„“”\"»«]")

_INDEFINITELY = re.compile(r"bis\s+auf\s+weiteres|auf\s+unbestimmte\s+zeit|until\s+further\s+notice", re.IGNORECASE)
_NOT_TAKING_PLACE = re.compile(r"nicht\s+statt|(?:will\s+not|won.?t)\s+take\s+place", re.IGNORECASE)
# In a sentence or title with such words nothing is cancelled, or not yet.
_DOUBT = re.compile(
    r"\b(?:wenn|falls|sofern|sobald|ob|was|warum|weshalb|wieso|wie|nicht|kein\w*|nie|niemals|doch"
    r"|if|unless|when|why|how|what|not|never)\b",
    re.IGNORECASE,
)
_POSSIBILITY = re.compile(
    r"\b(?:sollten?|k(?:ö|oe)nnten?|kann|k(?:ö|oe)nnen|w(?:ü|ue)rden?|wer|bitte|bis|vorher|sp(?:ä|ae)testens|beim?|evtl"
    r"|eventuell|ggf|vielleicht|m(?:ö|oe)glich\w*|letzte[nmrs]?|vorige[nmrs]?|vergangene[nmrs]?|may|might|could|can"
    r"|should|please|who|until|last)\b",
    re.IGNORECASE,
)
_WE_MUST = r"(?:wir\s+m(?:ü|ue)sst?en|m(?:ü|ue)sst?en\s+wir)\b[^.!?]{0,100}?\b"
_STATEMENT = {
    _Change.CANCELLATION: re.compile(
        rf"\b(?:{_CANCELLED}|{_WE_MUST}absagen|muss(?:te)?\b[^.!?]{{0,100}}?\bausfallen|{_WE_MUST}ausfallen)\b",
        re.IGNORECASE,
    ),
    _Change.POSTPONEMENT: re.compile(rf"\b(?:{_POSTPONED}|verschiebt\s+sich|{_WE_MUST}verschieben)\b", re.IGNORECASE),
}
_OPENING = {
    change: re.compile(
        rf"\W*(?:(?:achtung|hinweis|update|wichtig|info|leider|unfortunately)\b\W*)*(?:{_AUXILIARY}\s+)?(?:{_ADVERB}\s+)*(?:{words})\b",
        re.IGNORECASE,
    )
    for change, words in _NOTICES.items()
}
_SENTENCE_END = re.compile(r"(?<=[^\W\d][.!?])\s+|(?<=[!?])\s+|\n+")
_EVENT_NOUNS = frozenset(
    {"termin", "veranstaltung", "sitzung", "treffen", "event", "meeting", "session", "appointment"}
)
_ARTICLES = re.compile(r"d(?:er|ie|as|en|em|es)|dies\w*|unser\w*|th(?:e|is)|\w{4,}e[nmrs]?")
_PREPOSITIONS = frozenset(
    {"bei", "beim", "zu", "zur", "zum", "in", "im", "während", "nach", "vor", "für", "von", "vom", "auf", "an", "am"}
    | {"mit", "ohne", "aus", "über", "at", "of", "for", "during", "after", "before"}
)
_MIN_NAME_LENGTH = 4

_NEW_DATE_IN_NOTICE = re.compile(
    r"\b(?P<how>auf|um|to|by|(?:nun|jetzt|stattdessen)\s+am|neuer\s+termin(?:\s+ist)?:?)\s+(?P<when>[^()\[\];|–—]{1,60}?)"
    rf"(?=\s*(?:\b(?:{_POSTPONED}|und|statt|verschieben)\b|[()\[\];|–—!?]|:(?!\d)|\s-\s|$))",
    re.IGNORECASE,
)
_NEW_DATE_IN_TEXT = re.compile(
    r"\bneuer\s+termin(?:\s+ist)?:?\s+(?:der\s+|am\s+)?(?P<when>[^()\[\];|–—\n]{1,60})", re.IGNORECASE
)
# "So" and "do" are not only weekdays.
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
class AppointmentStatus:
    """The status of an appointment by its texts; `title` is its title without the words that cancel or postpone it.

    `postponed_to` are the words for the new date, or empty if the appointment already has that date.
    """

    title: str
    is_cancelled: bool = False
    postponed: Postponement = Postponement.NO
    postponed_to: str = ""


def detect_status(title: str, description: str, starts: datetime) -> AppointmentStatus:
    """Return the status of an appointment that begins at the local time `starts`; its title takes precedence."""
    for change in _Change:
        found = _find_in_title(title, change)
        if found is not None:
            named, notice = found
            return _create_status(change, named, notice, description, starts)
    text = description[:_MAX_TEXT_LENGTH]
    names = {word for word in _split_words(title) if len(word) >= _MIN_NAME_LENGTH}
    sentences = [each for each in _SENTENCE_END.split(text) if each and len(each) <= _MAX_SENTENCE_LENGTH]
    for change in _Change:
        for sentence in sentences:
            if _is_stated(sentence, change, names) and _concerns_day(sentence, starts):
                return _create_status(change, title, sentence, text, starts)
    return AppointmentStatus(title=title)


def _create_status(change: _Change, title: str, notice: str, text: str, starts: datetime) -> AppointmentStatus:
    if change is _Change.CANCELLATION:
        return AppointmentStatus(title=title, is_cancelled=True)
    to = _find_new_date(notice, text)
    if to and _names_start(to, starts):
        return AppointmentStatus(title=title, postponed=Postponement.SETTLED)
    return AppointmentStatus(title=title, postponed=Postponement.OPEN, postponed_to=to)


def _find_in_title(title: str, change: _Change) -> tuple[str, str] | None:
    """Return the title without its notice, and the notice; None if it has none."""
    for form in (_PREFIX[change], _UPPERCASE_PREFIX[change]):
        found = form.match(title)
        if found and not _is_doubtful(found["notice"]):
            return title[found.end() :].strip(), found["notice"]
    behind = _SUFFIX[change].search(title)
    if behind is None:
        return None
    rest = title[: behind.start()]
    is_apart = bool(behind["before"].strip())
    if _is_doubtful(behind["notice"]) or (not is_apart and _is_doubtful(_QUOTATION.sub(" ", rest))):
        return None
    predicate = None if is_apart else _PREDICATE.search(rest)
    named = rest[: predicate.start()] if predicate else rest
    return (named.strip(), title[len(named) :]) if named.strip() else None


def _is_doubtful(words: str) -> bool:
    return bool(_DOUBT.search(_NOT_TAKING_PLACE.sub(" ", words)))


def _is_stated(sentence: str, change: _Change, names: Collection[str]) -> bool:
    """Return whether a sentence states the change for the whole appointment, without a condition."""
    text = _INDEFINITELY.sub(" ", sentence)
    if not _STATEMENT[change].search(text) and not _OPENING[change].match(text):
        return False
    if _is_doubtful(text) or _POSSIBILITY.search(text):
        return False
    return bool(_OPENING[change].match(text)) or _is_about(text, names)


def _is_about(sentence: str, names: Collection[str]) -> bool:
    """Return whether a sentence names the appointment itself, not only something that belongs to it."""
    words = _split_words(sentence)
    return any(
        not _follows_preposition(words, at)
        for at, word in enumerate(words)
        if word in _EVENT_NOUNS or word.removesuffix("s") in names
    )


def _follows_preposition(words: list[str], at: int) -> bool:
    """Return whether a preposition precedes the word at index `at` with its article and adjective."""
    before = [*reversed(words[max(at - 3, 0) : at])]
    while before and before[0] not in _PREPOSITIONS and _ARTICLES.fullmatch(before[0]):
        before.pop(0)
    return bool(before) and before[0] in _PREPOSITIONS


def _concerns_day(sentence: str, starts: datetime) -> bool:
    """Return whether a sentence names that day or none; descriptions of series also mention other days."""
    days = [*_find_dates(_NEW_DATE_IN_NOTICE.sub(" ", sentence))]
    return not days or (starts.day, starts.month) in days


def _find_new_date(notice: str, text: str) -> str:
    """Return the words for the new date with a German preposition, or an empty string."""
    found = next((each for each in _NEW_DATE_IN_NOTICE.finditer(notice) if _TIME_WORDS.search(each["when"])), None)
    if found is not None:
        how = "um" if found["how"].lower() in ("um", "by") else "auf"
        return f"{how} {_trim(found['when'])}"
    later = _NEW_DATE_IN_TEXT.search(text)
    return f"auf {_trim(later['when'])}" if later and _TIME_WORDS.search(later["when"]) else ""


def _trim(words: str) -> str:
    """Remove commas and a final full stop, unless that belongs to a date."""
    return _FULL_STOP.sub("", words.strip(" ,"))


def _names_start(to: str, starts: datetime) -> bool:
    """Return whether words for a date name the day, or else the time, at which the appointment begins."""
    days = [*_find_dates(to)]
    if days:
        return (starts.day, starts.month) in days
    clock = _CLOCK.search(to)
    return clock is not None and (int(clock["hour"]), int(clock["minute"] or 0)) == (starts.hour, starts.minute)


def _find_dates(text: str) -> Iterator[tuple[int, int]]:
    """Yield the day and month of each date; names that match only by Unicode case folding are skipped."""
    for found in _DATES.finditer(text):
        month = found["month"] or MONTHS.get(found["named"].casefold())
        if month is not None:
            yield int(found["day"]), int(month)


def _split_words(text: str) -> list[str]:
    return re.findall(r"[\w-]+", text.casefold())
