"""What is said about a question to colleagues, carried between its asker and the channels."""

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.context import Context
from handlers.events import Address, MessageDeleted, MessageEdited, MessageId, MessageReceived
from handlers.exchange import author, new_id
from handlers.messages import Deletion, Edit, Message, escape
from handlers.ports import Copy, Exchange
from handlers.texts import TEXTS

_REFERENCE = re.compile(r"#A(\d{1,9})\b[:,]?\s*", re.IGNORECASE)


async def carried(event: MessageReceived, context: Context) -> Sequence[Message] | None:
    """Copies for everybody who is to read it; None if it belongs to no question."""
    exchange = await _exchange(event, context)
    if exchange is None:
        return None
    text = await _worded(event, exchange, context)
    targets = await _targets(event, exchange, context)
    return [await _copied(event, exchange, target, text, context) for target in targets]


async def edited(event: MessageEdited, context: Context) -> Sequence[Edit]:
    """The copies of a message then read as it does."""
    exchange = await context.exchanges.of_origin(event.address, event.message)
    if exchange is None:
        return []
    text = await _worded(event, exchange, context)
    copies = await context.exchanges.copies(event.address, event.message)
    return [Edit(of=copy.delivery, message=Message(address=copy.address, text=text)) for copy in copies]


async def deleted(event: MessageDeleted, context: Context) -> Sequence[Deletion]:
    """The copies of a message go with it."""
    copies = await context.exchanges.copies(event.address, event.message)
    return [Deletion(of=copy.delivery, address=copy.address) for copy in copies]


async def _exchange(event: MessageReceived, context: Context) -> Exchange | None:
    """By the number that it names, by what it replies to, or by its thread."""
    named = _REFERENCE.match(event.text)
    if named:
        exchange = await context.exchanges.get(int(named.group(1)))
        return exchange if exchange and await _takes_part(event, exchange, context) else None
    for message in (event.reply_to, event.address.thread):
        exchange = await _of_message(event.address, MessageId(message), context) if message else None
        if exchange is not None:
            return exchange
    return None


async def _of_message(address: Address, message: MessageId, context: Context) -> Exchange | None:
    said = await context.sayings.of_message(address, message)
    if said is not None:
        return await context.exchanges.of_delivery(said.delivery)
    return await context.exchanges.of_origin(address, message)


async def _takes_part(event: MessageReceived, exchange: Exchange, context: Context) -> bool:
    """Whether it is written by the asker, or where the question stands."""
    posts = await context.exchanges.posts(exchange.number)
    return _is_askers(event, exchange) or any(_same_room(post.address, event.address) for post in posts)


async def _targets(event: MessageReceived, exchange: Exchange, context: Context) -> list[Message]:
    """Where the copies go, each as a message without its text."""
    elsewhere = [
        Message(address=post.address, text="", under=post.delivery)
        for post in await context.exchanges.posts(exchange.number)
        if not _same_room(post.address, event.address)
    ]
    if _is_askers(event, exchange):
        return elsewhere
    return [Message(address=exchange.address, text="", mention=exchange.asker), *elsewhere]


async def _copied(event: MessageReceived, exchange: Exchange, target: Message, text: str, context: Context) -> Message:
    copy = Copy(delivery=new_id(exchange), address=target.address)
    await context.exchanges.copied(exchange.number, copy, event.address, event.message)
    return replace(target, id=copy.delivery, text=text)


async def _worded(event: MessageReceived, exchange: Exchange, context: Context) -> str:
    """With the author as colleagues may read them."""
    name = exchange.signed if _is_askers(event, exchange) else await author(event.sender, context)
    named = _REFERENCE.match(event.text)
    said = event.text[named.end() :] if named else event.text
    copied = TEXTS[context.language].copied
    return copied.format(author=escape(name), number=exchange.number, text=escape(said))


def _is_askers(event: MessageReceived, exchange: Exchange) -> bool:
    """Whether the asker wrote it, and where they were asked to."""
    return event.sender.is_same(exchange.asker) and _same_room(event.address, exchange.address)


def _same_room(one: Address, other: Address) -> bool:
    return (one.platform, one.room) == (other.platform, other.room)
