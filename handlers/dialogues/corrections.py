"""Edited and deleted questions: the answers follow."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TypeAlias

from handlers.context.context import Context
from handlers.context.people import may_take_back
from handlers.context.ports import SentMessage
from handlers.core.events import Address, MessageDeleted, MessageEdited, MessageId, MessageReceived
from handlers.core.messages import Deletion, DeliveryId, Edit, Message, Outgoing

Responder: TypeAlias = Callable[[MessageReceived, Context], Awaitable[Sequence[Outgoing]]]


async def answer_anew(event: MessageEdited, context: Context, answer: Responder) -> list[Outgoing]:
    """Return edits of the answers to an edited question; a first answer if the edit addresses Lotse in a group.

    Return nothing if the message was relayed, replies to what others read, or is somebody else's. In direct chats Lotse
    answers everything: what has no answer there was no question, or has been erased since.
    """
    if await _is_for_others(event, context) or await _is_by_somebody_else(event, context):
        return []
    accounts = context.accounts_of(event.sender)
    said = await find_own_replies(event, context)
    own = [each for each in said if each.answered(*accounts)]
    if not own and (said or event.direct or not event.addressed):
        return []
    now = replace(event, address=own[0].address if own else event.address, addressed=True, reply_to=None)
    return replace_messages(own, await answer(now, context))


async def find_own_replies(event: MessageReceived | MessageDeleted, context: Context) -> list[SentMessage]:
    """Return Lotse's replies to a message, without copies of what other people wrote."""
    return await _find_own_replies(event.address, event.message, context)


async def _find_own_replies(address: Address, message: MessageId, context: Context) -> list[SentMessage]:
    said = await context.stores.sent_messages.in_reply_to(address, message)
    return [each for each in said if not await _is_relayed(each.delivery, context)]


async def _is_relayed(delivery: DeliveryId, context: Context) -> bool:
    """Return whether a delivery carries the words of a person."""
    copy = await context.stores.copies.of_delivery(delivery)
    return copy is not None or await context.stores.responses.reply(delivery) is not None


async def _is_for_others(event: MessageEdited, context: Context) -> bool:
    """Return whether the message was relayed, or replies to one that was."""
    if await context.stores.carried_messages.has(event.address, event.message):
        return True
    for message in (event.reply_to, event.address.thread):
        if message is not None and await _speaks_to_others(event.address, MessageId(message), context):
            return True
    return False


async def _speaks_to_others(address: Address, message: MessageId, context: Context) -> bool:
    return (
        await context.stores.copies.of_message(address, message) is not None
        or await context.stores.remarks.of_message(address, message) is not None
        or await context.stores.announcements.recipient(address, message) is not None
        or await context.stores.responses.reply_of_message(address, message) is not None
    )


async def _is_by_somebody_else(event: MessageEdited, context: Context) -> bool:
    """Return whether the message is known to be another person's."""
    remark = await context.stores.remarks.of_message(event.address, event.message)
    exchange = await context.stores.exchanges.of_question(event.address, event.message)
    authors = [*([remark.author] if remark else []), *([exchange.asker] if exchange else [])]
    return any(not context.is_actor(author) for author in authors)


def replace_messages(said: Sequence[SentMessage], answer: Sequence[Outgoing]) -> list[Outgoing]:
    """Return the new messages as edits of the old ones, one for one, and the rest of the answer as it is.

    Old messages left over are deleted. New ones with an id are always sent, as others refer to them.
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


async def delete_answers(event: MessageDeleted, context: Context) -> list[Outgoing]:
    """Return deletions of the answers and of those that followed from their choices; forget the subject."""
    followed = await _find_replies_and_followers(event.address, event.message, context)
    said = [one for one in followed if one.asker is None or await may_take_back(event, one.asker, context)]
    for one in said:
        if one.asker is not None:
            await context.stores.conversations.forget(one.address, one.asker)
    return [Deletion(of=one.delivery, address=one.address) for one in said]


async def _find_replies_and_followers(address: Address, message: MessageId, context: Context) -> list[SentMessage]:
    """Return Lotse's replies to a message, and the replies to those."""
    found: list[SentMessage] = []
    waiting = [message]
    while waiting:
        said = await _find_own_replies(address, waiting.pop(), context)
        found += said
        waiting += [one.message for one in said if one.message is not None]
    return found
