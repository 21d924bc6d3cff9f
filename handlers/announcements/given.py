"""What editors give: whom, when, what; understood, or refused with a sentence."""

from handlers.announcements.wording import MOST_CHARACTERS, in_sight, unknown_fields
from handlers.context.context import Context
from handlers.context.people import reachable
from handlers.core.events import Address, PlatformName, Sender
from handlers.dialogues.parsing import Refused
from handlers.i18n.announcements import ANNOUNCING, AnnouncementTexts

_SHELL = "shell"


def account_of(sender: Sender) -> str:
    return f"{sender.platform}:{sender.id}"


def sender_of(account: str) -> Sender | None:
    """None if it is no account on a platform, but somebody at the shell."""
    platform, _, id_ = account.partition(":")
    return Sender(platform=PlatformName(platform), id=id_) if id_ and platform != _SHELL else None


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
