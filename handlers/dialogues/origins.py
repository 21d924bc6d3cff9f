"""What a changed or deleted message was: its owner says what follows, and nobody else is asked."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias, TypeVar

from handlers.context.context import Context
from handlers.core.events import MessageDeleted, MessageEdited
from handlers.core.messages import Outgoing

T = TypeVar("T", MessageEdited, MessageDeleted)
# None if the message is not one of those that the owner knows; an empty list if nothing follows.
Owner: TypeAlias = Callable[[T, Context], Awaitable[Sequence[Outgoing] | None]]


async def resolve(event: T, context: Context, owners: Sequence[Owner[T]]) -> Sequence[Outgoing]:
    """What the first owner that knows the message says; nothing if none does."""
    for owner in owners:
        outgoing = await owner(event, context)
        if outgoing is not None:
            return outgoing
    return []
