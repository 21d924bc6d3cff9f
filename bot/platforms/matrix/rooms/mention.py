"""Detection and removal of the form of address by which a message in a group is meant for Lotse."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

_COMMAND = re.compile(r"^\s*!lotse(?=\s|$)[ \t]*", re.IGNORECASE)
_GREETINGS = (
    r"hey|ey|hi|hallo|hello|moin(?: moin)?|servus|huhu|ahoi|liebe[rs]?|danke(?: dir)?|thanks|thank you|sag mal|bitte|"
    r"(?:guten|schönen|good)[ ](?:morgen|tag|abend|morning|day|afternoon|evening)"
)
# How people begin when they say something to somebody: a question, a request, a command or the number of a choice.
_TO_SOMEBODY = re.compile(
    r"(?:"
    r"[/!]\w|\d+\W*$|(?-i:[A-ZÄÖÜ]).*\?\s*$|"
    r"(?:wer|wen|wem|wo|wohin|woher|wann|warum|wieso|weshalb|welche\w*|wie ?viele?|"
    r"who|whom|where|when|why|which|how (?:do|does|can|many|much|long))\b|"
    r"(?:was|wie|what|how|gibt es|gibts|gibt's|is there|are there|kann (?:ich|man|jemand|mir|uns)|"
    r"hat (?:jemand|wer|schon)|ist (?:das|die|der|es|am|im|heute|morgen))\b.*\?\s*$|"
    r"(?:kannst|könntest|weißt|weisst|kennst|hast|bist|findest|darfst|magst|wirst|würdest|willst|sagst|schickst)"
    r" (?:du|mir|uns)\b|"
    r"(?:can|could|do|did|will|would|are|have) you\b|"
    r"(?:such|suche|zeig|zeige|sag|sage|nenn|nenne|gib|hilf|erklär|erkläre|frag|frage|find|finde|schick|schicke|"
    r"schreib|schreibe|erinner|erinnere|bitte|please|help|show|find|tell|give|search|send|ask)\b(?!\w)"
    r")",
    re.IGNORECASE | re.DOTALL,
)
# How people go on when they speak about somebody.
_ABOUT = re.compile(
    r"(?:ist|hat|war|wird|kann|soll|sollte|muss|will|geht|macht|weiß|weiss|kennt|hilft|läuft|und|oder|"
    r"is|has|was|can|will|does|knows|helps|and|or)\b(?!.*\?\s*$)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnNames:
    """The names of Lotse: its Matrix id and its display name in the room."""

    user_id: str
    name: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names, longest first so that none is taken for the beginning of another."""
        localpart = self.user_id.removeprefix("@").split(":", 1)[0]
        return tuple(sorted({self.user_id, self.name.strip(), localpart} - {""}, key=len, reverse=True))


def strip_command(body: str) -> str | None:
    """Return the text behind `!lotse`; None if the message is not a command."""
    start = _COMMAND.match(body)
    return body[start.end() :].strip() if start else None


def is_mentioned(content: Mapping[str, Any], body: str, own: OwnNames) -> bool:
    return (
        own.user_id in _read_mentioned_ids(content)
        or _has_pill(content.get("formatted_body"), own.user_id)
        or _strip_opening(body, own) is not None
        or _compile_mention(own).search(body) is not None
    )


def strip_mention(body: str, own: OwnNames) -> str:
    """Return the text behind `Lotse:` or before a closing `@lotse`; a name within a sentence stays."""
    opening = _strip_opening(body, own)
    return _strip_closing(body, own) if opening is None else opening


def _strip_opening(body: str, own: OwnNames) -> str | None:
    """Return the text behind a salutation, or a greeting that stands alone; None if there is no salutation.

    A bare name is one only before something that is said to somebody: `Lotse hilft uns sehr` is about Lotse.
    """
    found = _salutation(own).match(body)
    if found is None:
        return None
    rest = body[found.end() :]
    if not re.search(r"\w", rest):
        return (found["greeting"] or "").strip(" ,")
    is_certain = found["sign"] or (found["at"] and not found["greeting"])
    if is_certain or _TO_SOMEBODY.match(rest) or (found["greeting"] and not _ABOUT.match(rest)):
        return rest
    return None


def _strip_closing(body: str, own: OwnNames) -> str:
    bare = body.rstrip()
    text = bare.rstrip("?!.")
    # A name has at most 255 characters; looking no further keeps this quick for any text.
    closing = _closing(own).search(text[-300:].rstrip())
    if closing is None:
        return body
    return text[: len(text) - len(text[-300:]) + closing.start()].rstrip(" ,") + bare[len(text) :]


def _read_mentioned_ids(content: Mapping[str, Any]) -> list[Any]:
    mentions = content.get("m.mentions")
    ids = mentions.get("user_ids") if isinstance(mentions, dict) else None
    return ids if isinstance(ids, list) else []


def _has_pill(formatted: object, user_id: str) -> bool:
    if not isinstance(formatted, str):
        return False
    links = {user_id, quote(user_id), quote(user_id, safe=""), quote(user_id, safe="@")}
    return any(re.search(rf"matrix\.to/#/{re.escape(link)}[\"'?]", formatted, re.IGNORECASE) for link in links)


def _names(own: OwnNames) -> str:
    return "|".join(re.escape(name.removeprefix("@")) for name in own.names)


def _any_name(own: OwnNames) -> str:
    """Return a pattern for a name as typed or as a client's link; `@lotse:elsewhere` is somebody else."""
    link = rf"\[[^\]\n]{{0,255}}\]\(https://matrix\.to/#/{re.escape(own.user_id)}[^)\s]{{0,255}}\)"
    return rf"(?:(?P<at>{link}|{re.escape(own.user_id)}|@(?:{_names(own)})(?!:\S))|(?:{_names(own)}))"


def _salutation(own: OwnNames) -> re.Pattern[str]:
    """Return a pattern for an optional greeting, the name, and an optional sign after it."""
    greeting = rf"(?P<greeting>(?:{_GREETINGS})(?:[ \t]*,)?[ \t]+(?:liebe[rs]?[ \t]+)?)?"
    end = r"(?P<sign>[ \t]*[:,][:,\s]*|[ \t]*\n\s*|(?=\W*$))|[ \t]+[–—-][ \t]+|[ \t]*(?:…|\.{2,}|[!?]+)\s+|[ \t]+"
    return re.compile(rf"\s*{greeting}{_any_name(own)}(?:{end})", re.IGNORECASE)


def _compile_mention(own: OwnNames) -> re.Pattern[str]:
    """Return a pattern for the name behind an `@`, except in mail addresses and ids on other servers."""
    return re.compile(rf"(?<![\w@.])@(?:{_names(own)})(?![\w@-]|[.:]\w)", re.IGNORECASE)


def _closing(own: OwnNames) -> re.Pattern[str]:
    return re.compile(rf"[\s,]@(?:{_names(own)})$", re.IGNORECASE)
