"""Messages that took a choice or went on with a dialogue: what they said counts, and no edit says it again."""

from collections.abc import Sequence

from handlers.answers import reply_to
from handlers.context import Context
from handlers.events import MessageDeleted, MessageEdited
from handlers.messages import Outgoing
from handlers.people import is_same_person
from handlers.texts import TEXTS


async def edited(event: MessageEdited, context: Context) -> Sequence[Outgoing] | None:
    """A word to its author that it has counted already; None if the message was no input."""
    author = await context.inputs.author(event.address, event.message)
    if author is None:
        return None
    if not await is_same_person(event.sender, author, context):
        return []
    return [reply_to(event, TEXTS[await context.spoken(event)].counted_already)]


async def deleted(event: MessageDeleted, context: Context) -> Sequence[Outgoing] | None:
    """What came of it stays; None if the message was no input."""
    return None if await context.inputs.author(event.address, event.message) is None else []
