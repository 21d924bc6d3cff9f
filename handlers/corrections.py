"""Questions that people change or take back: the answers follow."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TypeAlias

from handlers.context import Context
from handlers.events import Address, MessageDeleted, MessageEdited, MessageId, MessageReceived
from handlers.messages import Deletion, Edit, Message, Outgoing
from handlers.people import may_take_back
from handlers.ports import Said

Answer: TypeAlias = Callable[[MessageReceived, Context], Awaitable[Sequence[Outgoing]]]


async def edited(event: MessageEdited, context: Context, answer: Answer) -> list[Outgoing]:
    """Puts new answers in the place of the old ones; without old ones it is a question like any other."""
    said = await context.sayings.in_reply_to(event.address, event.message)
    own = [one for one in said if one.answered(*context.accounts_of(event.sender))]
    if not own and (said or not event.addressed):
        return []
    now = replace(event, address=own[0].address if own else event.address, addressed=True, reply_to=None)
    return in_place_of(own, await answer(now, context))


def in_place_of(said: Sequence[Said], answer: Sequence[Outgoing]) -> list[Outgoing]:
    """The new messages instead of the old ones, one for one; what else the answer holds stays as it is."""
    messages = [each for each in answer if isinstance(each, Message)]
    outgoing: list[Outgoing] = [each for each in answer if not isinstance(each, Message)]
    for old, new in zip_longest(said, messages):
        if old is None:
            outgoing.append(new)
        elif new is None:
            outgoing.append(Deletion(of=old.delivery, address=old.address))
        else:
            outgoing.append(Edit(of=old.delivery, message=new))
    return outgoing


async def deleted(event: MessageDeleted, context: Context) -> list[Outgoing]:
    """Takes back the answers, and those that followed from their choices, and forgets what was spoken about."""
    followed = await _followed(event.address, event.message, context)
    said = [one for one in followed if one.asker is None or await may_take_back(event, one.asker, context)]
    for one in said:
        if one.asker is not None:
            await context.conversations.forget(one.address, one.asker)
    return [Deletion(of=one.delivery, address=one.address) for one in said]


async def _followed(address: Address, message: MessageId, context: Context) -> list[Said]:
    found: list[Said] = []
    waiting = [message]
    while waiting:
        said = await context.sayings.in_reply_to(address, waiting.pop())
        found += said
        waiting += [one.message for one in said if one.message is not None]
    return found
