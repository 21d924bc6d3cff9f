"""One person with several accounts: joined by a code that goes from the one to the other."""

import re
import secrets
from datetime import timedelta

from handlers.answers import reply_to
from handlers.context import Context
from handlers.events import MessageDeleted, MessageReceived, Sender
from handlers.messages import Message
from handlers.texts import TEXTS

LASTS = timedelta(minutes=10)
# Without characters that are mistaken for each other.
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_CODE = re.compile(rf"^[{_LETTERS}]{{4}}-[{_LETTERS}]{{4}}$")


async def meet(event: MessageReceived, context: Context) -> None:
    """Keeps where editors and moderators can be told what concerns them, once they have written there."""
    if context.has_role(event.sender):
        await context.people.meet(event.sender, event.address)


async def is_same_person(one: Sender, other: Sender, context: Context) -> bool:
    """Whether both accounts are of one person."""
    return any(account.is_same(other) for account in await context.people.accounts(one))


async def may_take_back(event: MessageDeleted, author: Sender, context: Context) -> bool:
    """Whether a message by `author` is gone by their own will or a moderator's."""
    return event.by_moderator or await is_same_person(event.sender, author, context)


def is_code(text: str) -> bool:
    return _CODE.match(text.strip().upper()) is not None


async def connect(event: MessageReceived, context: Context) -> list[Message]:
    """Gives a code, or takes one; both only where nobody else reads it."""
    texts = TEXTS[await context.spoken(event)]
    given = event.text.strip().upper().split()[-1]
    if not event.direct:
        return [reply_to(event, texts.connect_directly)]
    if is_code(given):
        return [reply_to(event, await _taken(given, event.sender, context))]
    code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(2))
    await context.people.offer(code, event.sender, context.now + LASTS)
    return [reply_to(event, texts.connect_code.format(code=code))]


async def _taken(code: str, sender: Sender, context: Context) -> str:
    """The sentence that says how it went."""
    other = await context.people.redeem(code, context.now)
    spoken = await context.preferences.language(sender) or context.language
    if other is None:
        return TEXTS[spoken].connect_unknown
    if await is_same_person(sender, other, context):
        return TEXTS[spoken].connect_same
    await context.people.join(other, sender)
    centre = await context.preferences.centre(other)
    if centre is not None:
        await context.preferences.choose_centre(sender, centre)
    language = await context.preferences.language(other)
    if language is not None:
        await context.preferences.choose_language(sender, language)
    return TEXTS[language or spoken].connected


async def disconnect(event: MessageReceived, context: Context) -> list[Message]:
    """From now on the account is somebody of its own, with what it has chosen."""
    texts = TEXTS[await context.spoken(event)]
    separated = await context.people.separate(event.sender)
    return [reply_to(event, texts.disconnected if separated else texts.not_connected)]
