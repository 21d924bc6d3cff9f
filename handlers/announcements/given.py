"""What editors give: whom, when, what; understood, or refused with a sentence."""

from typing import Any

from handlers.announcements import audience as audiences
from handlers.announcements import moments, recurring
from handlers.announcements.audience import Audience, AudienceError, Names
from handlers.announcements.moments import MomentError, shown
from handlers.announcements.recurring import RecurrenceError
from handlers.announcements.texts import ANNOUNCING, AnnouncementTexts
from handlers.announcements.wording import MOST_CHARACTERS, in_sight, unknown_fields
from handlers.context import Context
from handlers.events import Address, PlatformName, Sender
from handlers.people import reachable


class Refused(Exception):
    """It can't be done; `sentence` is the name of what to say in the texts, with `values` to fill in."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values


def account_of(sender: Sender) -> str:
    return f"{sender.platform}:{sender.id}"


def sender_of(account: str) -> Sender | None:
    """None if it is no account on a platform, but somebody at the shell."""
    platform, _, id_ = account.partition(":")
    return Sender(platform=PlatformName(platform), id=id_) if platform in [*PlatformName] else None


def meant(expression: str, context: Context) -> Audience:
    """Raises Refused."""
    roles = {
        **dict.fromkeys(("redaktion", "editor", "editors"), context.editors),
        **dict.fromkeys(("admin", "admins", "technik"), context.admins),
        **dict.fromkeys(("moderation", "moderator", "moderators"), context.rules.all_moderators),
    }
    names = Names(knowledge=context.search.knowledge, language=context.language, roles=roles)
    try:
        return audiences.understood(expression, names)
    except AudienceError as error:
        sentence = "audience_unknown" if error.nearest else "audience_unclear"
        if error.kind == "comma":
            sentence = "audience_comma"
        raise Refused(sentence, name=error.name, nearest=error.nearest) from error


def planned(text: str, context: Context) -> dict[str, Any]:
    """`at` and `recurrence` of an announcement; raises Refused."""
    now, zone = context.now, context.time_zone
    try:
        return {"at": moments.understood(text, now, zone), "recurrence": None}
    except MomentError as error:
        if error.kind != "unclear":
            first, second = [*(shown(at, zone) for at in error.meant), "", ""][:2]
            raise Refused(f"moment_{error.kind}", first=first, second=second) from error
    try:
        return {"at": None, "recurrence": str(recurring.understood(text, now, zone))}
    except RecurrenceError as error:
        raise Refused(f"moment_{error.kind}") from error


def checked(text: str) -> str:
    """The text as it may go out; raises Refused."""
    if len(text) > MOST_CHARACTERS:
        raise Refused("text_too_long", most=MOST_CHARACTERS)
    unknown = unknown_fields(text)
    if unknown:
        raise Refused("unknown_field", field=unknown[0])
    return in_sight(text.strip())


async def editors_met(context: Context) -> list[tuple[Sender, Address, AnnouncementTexts]]:
    """The editors who have written to Lotse, each person once, with where and in which language they read."""
    met = await reachable(context.editors, context)
    return [(editor, address, await texts_of(editor, context)) for editor, address in met]


async def texts_of(reader: Sender | None, context: Context) -> AnnouncementTexts:
    """In the reader's language, as far as they have told it."""
    return ANNOUNCING[(await context.preferences.language(reader) if reader else None) or context.language]
