"""Parsing of what editors write: audiences, times and texts."""

import re
from collections.abc import Mapping

from handlers.announcements.model.announcement import Announcement, Schedule
from handlers.announcements.model.audience import Audience
from handlers.announcements.model.text import MOST_CHARACTERS, find_unknown_fields, show_link_targets
from handlers.announcements.parsing import audience as audiences
from handlers.announcements.parsing.audience import AudienceError, AudienceProblem, KnownNames
from handlers.announcements.schedule import date_times, recurrences
from handlers.announcements.schedule.date_time_text import format_date_time
from handlers.announcements.schedule.date_times import DateTimeError, DateTimeProblem
from handlers.announcements.schedule.recurrences import RecurrenceError
from handlers.context.context import Context
from handlers.i18n.announcements import Refusal
from knowledge.entries import Visibility

# The names of each role, the one first by which it is stored.
ROLE_NAMES = (
    ("redaktion", "editor", "editors"),
    ("admin", "admins", "technik"),
    ("moderation", "moderator", "moderators"),
)
# The class of readers by the word with which editors name it.
VISIBILITIES: Mapping[str, Visibility] = {
    "alle": Visibility.PUBLIC,
    "netzwerk": Visibility.NETWORK,
    "intern": Visibility.INTERNAL,
}
_OTHER_WORDS: Mapping[str, Visibility] = {
    **dict.fromkeys(("öffentlich", "oeffentlich", "all", "everybody"), Visibility.PUBLIC),
    **{visibility.value: visibility for visibility in Visibility},
}
_ESCAPED_FIELD = re.compile(r"(\\\\)|\\([{}|])")


class AnnouncementRefused(Exception):
    """A refusal for the person; `values` fill the placeholders of its sentence."""

    def __init__(self, refusal: Refusal, **values: str | int) -> None:
        super().__init__(refusal)
        self.refusal = refusal
        self.values = values


def parse_audience(expression: str, context: Context) -> Audience:
    """Return the audience that an expression denotes; raises AnnouncementRefused."""
    accounts = (context.editors, context.admins, context.rules.all_moderators)
    roles = {name: senders for each, senders in zip(ROLE_NAMES, accounts, strict=True) for name in each}
    names = KnownNames(
        knowledge=context.everything.knowledge,
        language=context.language,
        roles=roles,
        platforms=tuple(name for name, traits in context.platforms.items() if traits.has_accounts),
    )
    try:
        return audiences.parse(expression, names)
    except AudienceError as error:
        refusal = Refusal.AUDIENCE_UNKNOWN if error.nearest else Refusal.AUDIENCE_UNCLEAR
        if error.problem is AudienceProblem.COMMA:
            refusal = Refusal.AUDIENCE_COMMA
        raise AnnouncementRefused(refusal, name=error.name, nearest=error.nearest) from error


def parse_schedule(text: str, context: Context) -> Schedule:
    """Return when an announcement goes out; raises AnnouncementRefused."""
    now, zone = context.now, context.time_zone
    try:
        return Schedule(at=date_times.parse(text, now, zone))
    except DateTimeError as error:
        if error.problem is not DateTimeProblem.UNCLEAR:
            words = context.announcement_texts.recurrence
            first, second = [*(format_date_time(at, zone, words) for at in error.candidates), "", ""][:2]
            raise AnnouncementRefused(Refusal[f"MOMENT_{error.problem.name}"], first=first, second=second) from error
    try:
        return Schedule(recurrence=str(recurrences.parse(text, now, zone)))
    except RecurrenceError as failure:
        raise AnnouncementRefused(Refusal[f"MOMENT_{failure.problem.name}"]) from failure


def parse_visibility(text: str) -> Visibility:
    """Return the class of readers that an editor names; raises AnnouncementRefused."""
    word = text.strip().casefold()
    found = VISIBILITIES.get(word) or _OTHER_WORDS.get(word)
    if found is None:
        raise AnnouncementRefused(Refusal.VISIBILITY_UNKNOWN, name=text)
    return found


def validate_text(text: str) -> str:
    """Return a text as it may go out; raises AnnouncementRefused."""
    if len(text) > MOST_CHARACTERS:
        raise AnnouncementRefused(Refusal.TEXT_TOO_LONG, most=MOST_CHARACTERS)
    unknown = find_unknown_fields(text)
    if unknown:
        raise AnnouncementRefused(Refusal.UNKNOWN_FIELD, field=unknown[0])
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
