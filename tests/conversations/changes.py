"""Messages that are changed and deleted by who wrote them."""

from dataclasses import fields

from handlers.core.events import MessageDeleted, MessageEdited, MessageReceived
from handlers.core.messages import Outgoing
from tests.conversations.conftest import Talk


async def edit(talk: Talk, written: MessageReceived, text: str, **changed: object) -> list[Outgoing]:
    """Return what follows, all of which arrives."""
    told = {field.name: getattr(written, field.name) for field in fields(written)}
    told |= {"id": talk.received("").id, "text": text, **changed}
    return await _arrived(talk, await talk.happens(MessageEdited(**told)))


async def delete(talk: Talk, written: MessageReceived) -> list[Outgoing]:
    """Return what follows, all of which arrives."""
    gone = MessageDeleted(
        id=talk.received("").id, at=talk.now, address=written.address, sender=written.sender, message=written.message
    )
    return await _arrived(talk, await talk.happens(gone))


async def _arrived(talk: Talk, said: list[Outgoing]) -> list[Outgoing]:
    for each in said:
        await talk.delivered(each)
    return said
