"""Parse audiences and times that editors write."""

import re
from typing import Any

from handlers.announcements import audience as audiences
from handlers.announcements.audience import Audience, AudienceError, KnownNames
from handlers.announcements.model.announcement import Announcement
from handlers.announcements.model.text import MOST_CHARACTERS, find_unknown_fields, show_link_targets
from handlers.announcements.schedule import date_times, recurrences
from handlers.announcements.schedule.date_times import DateTimeError, format_date_time
from handlers.announcements.schedule.recurrences import RecurrenceError
from handlers.context.context import Context

COMMAND = "/ankuendigung"
_PARTS = re.compile(r"\S+(?:\s+(\S+))?(?:\s+(\S+))?(?:\s+(.*))?", re.DOTALL)
_ESCAPED_FIELD = re.compile(r"(\\\\)|\\([{}|])")


class AnnouncementRefused(Exception):
    """The request is refused; `sentence` names the reply in the catalogue, `values` fills its placeholders."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values


def parse_audience(expression: str, context: Context) -> Audience:
    """Return the audience that an expression denotes; raises AnnouncementRefused."""
    roles = {
        **dict.fromkeys(("redaktion", "editor", "editors"), context.editors),
        **dict.fromkeys(("admin", "admins", "technik"), context.admins),
        **dict.fromkeys(("moderation", "moderator", "moderators"), context.rules.all_moderators),
    }
    names = KnownNames(knowledge=context.search.knowledge, language=context.language, roles=roles)
    try:
        return audiences.parse(expression, names)
    except AudienceError as error:
        sentence = "audience_unknown" if error.nearest else "audience_unclear"
        if error.kind == "comma":
            sentence = "audience_comma"
        raise AnnouncementRefused(sentence, name=error.name, nearest=error.nearest) from error


def parse_schedule(text: str, context: Context) -> dict[str, Any]:
    """Return `at` and `recurrence` of an announcement, one of them None; raises AnnouncementRefused."""
    now, zone = context.now, context.time_zone
    try:
        return {"at": date_times.parse(text, now, zone), "recurrence": None}
    except DateTimeError as error:
        if error.kind != "unclear":
            first, second = [*(format_date_time(at, zone) for at in error.meant), "", ""][:2]
            raise AnnouncementRefused(f"moment_{error.kind}", first=first, second=second) from error
    try:
        return {"at": None, "recurrence": str(recurrences.parse(text, now, zone))}
    except RecurrenceError as error:
        raise AnnouncementRefused(f"moment_{error.kind}") from error


def validate_text(text: str) -> str:
    """The text as it may go out; raises AnnouncementRefused."""
    if len(text) > MOST_CHARACTERS:
        raise AnnouncementRefused("text_too_long", most=MOST_CHARACTERS)
    unknown = find_unknown_fields(text)
    if unknown:
        raise AnnouncementRefused("unknown_field", field=unknown[0])
    return show_link_targets(text.strip())


def parse_english(argument: str) -> str:
    """Return the English version that an editor gives; empty if it is to go."""
    return "" if argument == "weg" else unescape_placeholders(argument)


def unescape_placeholders(text: str) -> str:
    """Return a text in Markdown without escapes before fields and their fallbacks; a backslash before one stays."""
    return _ESCAPED_FIELD.sub(r"\1\2", text)


def split_languages(argument: str, before: Announcement) -> tuple[str, str]:
    """Return the German and the English text; without a new English one, the copies keep the one they have."""
    german, _, english = unescape_placeholders(argument).partition("\n---\n")
    return german, english or before.english


def parse_command(text: str) -> tuple[str, str, str]:
    """Of a command: the number, the verb and what follows."""
    found = _PARTS.match(text.strip())
    number, verb, argument = found.groups("") if found else ("", "", "")
    return number.lstrip("#").casefold(), verb.casefold(), argument.strip()
