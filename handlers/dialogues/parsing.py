"""Parse audiences and times that editors write."""

from typing import Any

from handlers.announcements.model import audience as audiences
from handlers.announcements.model.audience import Audience, AudienceError, Names
from handlers.announcements.schedule import moments, recurrences
from handlers.announcements.schedule.moments import MomentError, shown
from handlers.announcements.schedule.recurrences import RecurrenceError
from handlers.context.context import Context


class Refused(Exception):
    """The request is refused; `sentence` names the reply in the catalogue, `values` fills its placeholders."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values


def meant(expression: str, context: Context) -> Audience:
    """Return the audience that an expression denotes; raises Refused."""
    roles = {
        **dict.fromkeys(("redaktion", "editor", "editors"), context.editors),
        **dict.fromkeys(("admin", "admins", "technik"), context.admins),
        **dict.fromkeys(("moderation", "moderator", "moderators"), context.rules.all_moderators),
    }
    names = Names(
        knowledge=context.search.knowledge,
        language=context.language,
        roles=roles,
        platforms=tuple(name for name, traits in context.platforms.items() if traits.has_accounts),
    )
    try:
        return audiences.understood(expression, names)
    except AudienceError as error:
        sentence = "audience_unknown" if error.nearest else "audience_unclear"
        if error.kind == "comma":
            sentence = "audience_comma"
        raise Refused(sentence, name=error.name, nearest=error.nearest) from error


def planned(text: str, context: Context) -> dict[str, Any]:
    """Return `at` and `recurrence` of an announcement, one of them None; raises Refused."""
    now, zone = context.now, context.time_zone
    try:
        return {"at": moments.understood(text, now, zone), "recurrence": None}
    except MomentError as error:
        if error.kind != "unclear":
            first, second = [*(shown(at, zone) for at in error.meant), "", ""][:2]
            raise Refused(f"moment_{error.kind}", first=first, second=second) from error
    try:
        return {"at": None, "recurrence": str(recurrences.understood(text, now, zone))}
    except RecurrenceError as error:
        raise Refused(f"moment_{error.kind}") from error
