"""Is a message in a group meant for Lotse, and what is left of it without the form of address?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

_COMMAND = re.compile(r"^\s*!lotse(?=\s|$)[ \t]*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Own:
    """How Lotse is called: its Matrix id, and its display name in the room."""

    user_id: str
    name: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Longest first, so that none is taken for the beginning of another."""
        localpart = self.user_id.removeprefix("@").split(":", 1)[0]
        return tuple(sorted({self.user_id, self.name.strip(), localpart} - {""}, key=len, reverse=True))


def command(body: str) -> str | None:
    """What follows `!lotse`; None if the message is no command."""
    start = _COMMAND.match(body)
    return body[start.end() :].strip() if start else None


def mentioned(content: Mapping[str, Any], body: str, own: Own) -> bool:
    return (
        own.user_id in _mentioned_ids(content)
        or _has_pill(content.get("formatted_body"), own.user_id)
        or _salutation(own).match(body) is not None
    )


def without_mention(body: str, own: Own) -> str:
    """The text behind `Lotse:` or before a closing `@lotse`; a name in the middle of a sentence stays."""
    opening = _salutation(own).match(body)
    return body[opening.end() :] if opening else _without_closing(body, own)


def _without_closing(body: str, own: Own) -> str:
    bare = body.rstrip()
    text = bare.rstrip("?!.")
    # A name has at most 255 characters; looking no further keeps this quick for any text.
    closing = _closing(own).search(text[-300:].rstrip())
    if closing is None:
        return body
    return text[: len(text) - len(text[-300:]) + closing.start()].rstrip(" ,") + bare[len(text) :]


def _mentioned_ids(content: Mapping[str, Any]) -> list[Any]:
    mentions = content.get("m.mentions")
    ids = mentions.get("user_ids") if isinstance(mentions, dict) else None
    return ids if isinstance(ids, list) else []


def _has_pill(formatted: object, user_id: str) -> bool:
    if not isinstance(formatted, str):
        return False
    links = {user_id, quote(user_id), quote(user_id, safe=""), quote(user_id, safe="@")}
    return any(re.search(rf"matrix\.to/#/{re.escape(link)}[\"'?]", formatted, re.IGNORECASE) for link in links)


def _names(own: Own) -> str:
    return "|".join(re.escape(name.removeprefix("@")) for name in own.names)


def _any_name(own: Own) -> str:
    """A name as people type it, or the link that some clients put in its place; `@lotse:elsewhere` is somebody else."""
    link = rf"\[[^\]\n]{{0,255}}\]\(https://matrix\.to/#/{re.escape(own.user_id)}[^)\s]{{0,255}}\)"
    return rf"(?:{link}|@(?:{_names(own)})(?!:\S)|(?:{_names(own)}))"


def _salutation(own: Own) -> re.Pattern[str]:
    return re.compile(rf"\s*{_any_name(own)}(?:[:,\s]+|[?!.]*$)", re.IGNORECASE)


def _closing(own: Own) -> re.Pattern[str]:
    return re.compile(rf"[\s,]@(?:{_names(own)})$", re.IGNORECASE)
