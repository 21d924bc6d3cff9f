"""Questions that people change or take back: the answers follow."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TypeAlias

from handlers.context.context import Context
from handlers.context.people import may_take_back
from handlers.context.ports import SentMessage
from handlers.core.events import Address, MessageDeleted, MessageEdited, MessageId, MessageReceived
from handlers.core.messages import Deletion, DeliveryId, Edit, Message, Outgoing

Answer: TypeAlias = Callable[[MessageReceived, Context], Awaitable[Sequence[Outgoing]]]


async def edited(event: MessageEdited, context: Context, answer: Answer) -> list[Outgoing]:
    """New answers in the place of the old ones; without old ones a question in a group that now calls Lotse.

    Nothing if the message was carried to other people, or replies to what they read, or was another person's. In a
    direct chat Lotse answers everything: what has no answer there was no question, or has been erased since.
    """
    if await _is_for_others(event, context) or await _is_of_another(event, context):
        return []
    accounts = context.accounts_of(event.sender)
    said = await own_words(event, context)
    own = [each for each in said if each.answered(*accounts)]
    if not own and (said or event.direct or not event.addressed):
        return []
    now = replace(event, address=own[0].address if own else event.address, addressed=True, reply_to=None)
    return in_place_of(own, await answer(now, context))


async def own_words(event: MessageReceived | MessageDeleted, context: Context) -> list[SentMessage]:
    """What Lotse itself has said to a message; without what it has brought from other people."""
    return await _own(event.address, event.message, context)


async def _own(address: Address, message: MessageId, context: Context) -> list[SentMessage]:
    said = await context.sayings.in_reply_to(address, message)
    return [each for each in said if not await _is_brought(each.delivery, context)]


async def _is_brought(delivery: DeliveryId, context: Context) -> bool:
    """Whether a delivery carries the words of a person."""
    copy = await context.copies.of_delivery(delivery)
    return copy is not None or await context.responses.reply(delivery) is not None


async def _is_for_others(event: MessageEdited, context: Context) -> bool:
    """Whether the message was carried to other people, or replies to what is."""
    if await context.carried.has(event.address, event.message):
        return True
    for message in (event.reply_to, event.address.thread):
        if message is not None and await _speaks_to_others(event.address, MessageId(message), context):
            return True
    return False


async def _speaks_to_others(address: Address, message: MessageId, context: Context) -> bool:
    return (
        await context.copies.of_message(address, message) is not None
        or await context.remarks.of_message(address, message) is not None
        or await context.announcements.recipient(address, message) is not None
        or await context.responses.reply_of_message(address, message) is not None
    )


async def _is_of_another(event: MessageEdited, context: Context) -> bool:
    """Whether somebody else is known to have written the message: their words are no new question."""
    remark = await context.remarks.of_message(event.address, event.message)
    exchange = await context.exchanges.of_question(event.address, event.message)
    authors = [*([remark.author] if remark else []), *([exchange.asker] if exchange else [])]
    return any(not context.acts_with(author) for author in authors)


def in_place_of(said: Sequence[SentMessage], answer: Sequence[Outgoing]) -> list[Outgoing]:
    """The new messages instead of the old ones, one for one; what else the answer holds stays as it is.

    Messages with an id of their own are always sent: others refer to them.
    """
    messages = [each for each in answer if isinstance(each, Message) and each.id is None]
    outgoing: list[Outgoing] = [each for each in answer if not isinstance(each, Message) or each.id is not None]
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


async def _followed(address: Address, message: MessageId, context: Context) -> list[SentMessage]:
    found: list[SentMessage] = []
    waiting = [message]
    while waiting:
        said = await _own(address, waiting.pop(), context)
        found += said
        waiting += [one.message for one in said if one.message is not None]
    return found
