"""Welcome messages: to a group that Lotse was invited to, and to a person who writes for the first time."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.context.context import Context
from handlers.context.people import with_language
from handlers.context.ports import Notice
from handlers.core.events import JoinedRoom, MessageReceived, Sender
from handlers.core.messages import Message, Outgoing
from handlers.core.replies import find_last_reply, replace_reply

# Commands whose reply is a greeting, an explanation or a farewell itself.
_SAY_ENOUGH = ("start", "hilfe", "datenschutz", "loeschen", "stopp")


async def is_first_message(event: MessageReceived, context: Context) -> bool:
    """Return whether a person writes directly for the first time.

    Called before the answer, which may erase the record.
    """
    return (
        event.direct
        and await context.stores.notices.once(event.address, event.sender, Notice.WELCOME, context.now)
        and not await context.stores.sent_messages.any_in(event.address)
    )


async def add_welcome(answer: Sequence[Outgoing], event: MessageReceived, context: Context) -> list[Outgoing]:
    """Return the answer with a welcome at its end, unless it is a greeting itself."""
    call = context.commands.parse(event.text)
    if not answer or (call and call.command.name in _SAY_ENOUGH):
        return [*answer]
    last, texts = find_last_reply(answer, event), (await with_language(event, context)).texts
    if last is None or not last.text or texts.greeting in last.text or texts.help in last.text:
        return [*answer]
    return replace_reply(answer, last, replace(last, text=f"{last.text}\n\n{texts.welcome}"))


async def greet_room(event: JoinedRoom, context: Context) -> list[Message]:
    """Return an introduction, once for each room: what Lotse does, how to address it, what it stores."""
    anybody = Sender(platform=event.address.platform, id="")
    if not await context.stores.notices.once(event.address, anybody, Notice.ROOM_GREETING, context.now):
        return []
    texts = context.texts
    has_prefix = context.traits(event.address.platform).has_prefix
    return [Message(address=event.address, text=texts.joined_matrix_room if has_prefix else texts.joined_group)]
