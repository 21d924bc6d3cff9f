"""The command of announcements, `/ankuendigung 12 VERB …`, parsed and written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

COMMAND = "/ankuendigung"
_PARTS = re.compile(r"\S+(?:\s+(\S+))?(?:\s+(\S+))?(?:\s+(.*))?", re.DOTALL)


class Verb(StrEnum):
    """Verbs of the command, as buttons and steps write them."""

    WRITE_TEXT = "schreiben"
    FILL_FIELD = "feld"
    REFILL_FIELD = "neufeld"
    REOPEN_FIELD = "vorfeld"
    CHOOSE_AUDIENCE = "wen"
    REPLACE_TEXT = "text"
    SET_AUDIENCE = "an"
    SET_TIME = "zeit"
    SET_OTHER_TIME = "wann"
    SET_ENGLISH = "englisch"
    ATTACH_FILE = "anhang"
    SET_VISIBILITY = "sichtbar"
    TOGGLE_URGENT = "dringend"
    TOGGLE_RECEIPT = "bestaetigung"
    SUBMIT = "senden"
    APPROVE = "freigeben"
    SEND_BACK = "zurueckgeben"
    PAUSE = "pause"
    RESUME = "weiter"
    CANCEL = "abbrechen"
    RECALL = "zurueckrufen"
    REWORD = "aendern"
    REMIND = "erinnern"
    SHOW_REPORT = "bericht"
    ACKNOWLEDGE = "gelesen"


_VERBS: Mapping[str, Verb] = {
    **{verb.value: verb for verb in Verb},
    "to": Verb.SET_AUDIENCE,
    "at": Verb.SET_TIME,
    "english": Verb.SET_ENGLISH,
    "file": Verb.ATTACH_FILE,
    **dict.fromkeys(("visible", "sichtbarkeit"), Verb.SET_VISIBILITY),
    "urgent": Verb.TOGGLE_URGENT,
    **dict.fromkeys(("bestätigung", "receipt"), Verb.TOGGLE_RECEIPT),
    "send": Verb.SUBMIT,
    "approve": Verb.APPROVE,
    **dict.fromkeys(("zurückgeben", "return"), Verb.SEND_BACK),
    "resume": Verb.RESUME,
    "cancel": Verb.CANCEL,
    **dict.fromkeys(("zurückrufen", "recall"), Verb.RECALL),
    **dict.fromkeys(("ändern", "change"), Verb.REWORD),
    "remind": Verb.REMIND,
    "report": Verb.SHOW_REPORT,
    "read": Verb.ACKNOWLEDGE,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A command's words behind its name: the announcement's number or a keyword, the next word, and the rest."""

    subject: str
    word: str
    argument: str

    @property
    def verb(self) -> Verb | None:
        """The verb; None if the word is missing or no verb."""
        return _VERBS.get(self.word)


def parse_command(text: str) -> Command:
    """Return the parts of a command; subject and word in lower case, empty where they are missing."""
    found = _PARTS.match(text.strip())
    subject, word, argument = found.groups("") if found else ("", "", "")
    return Command(subject=subject.lstrip("#").casefold(), word=word.casefold(), argument=argument.strip())


def format_command(number: int, verb: Verb | None = None, argument: str = "") -> str:
    """Return the command that does this with an announcement; without a verb the one that shows it."""
    return " ".join(part for part in (COMMAND, str(number), verb or "", argument) if part)
